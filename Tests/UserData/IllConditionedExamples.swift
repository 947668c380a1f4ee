import Architectures
import LinearAlgebra
import Nonlinearities
import Testing
import UserData

/// Posteriors of kernels that float64 cannot hold: inputs far from the origin, and biases of large variance.
///
/// Means and variances were computed once from the same float64 inputs with 60 digits (mpmath): the recursion of a
/// fully- connected network, σ_w² = 1.5, and the formulas as they are printed. The noise variance of the posteriors is
/// 1e-10, flow and readout are without noise at the end of time.
enum IllConditionedExamples {
  struct Case: Sendable, CustomTestStringConvertible {
    let nonlinearity: Nonlinearity
    let depth: Int
    let biasVariance: Double
    /// Added to every input.
    let offset: Double
    let means: [Double]
    let variances: [Double]

    init(
      _ nonlinearity: Nonlinearity, depth: Int, biasVariance: Double, offset: Double, means: [Double],
      variances: [Double]
    ) {
      (self.nonlinearity, self.depth, self.biasVariance) = (nonlinearity, depth, biasVariance)
      (self.offset, self.means, self.variances) = (offset, means, variances)
    }

    var testDescription: String { "\(nonlinearity.name), depth \(depth), σ_b² \(biasVariance), offset \(offset)" }

    var architecture: Architecture {
      .fullyConnected(depth: depth, nonlinearity: nonlinearity, weightVariance: 1.5, biasVariance: biasVariance)
    }

    /// [6, 4] and [3, 4]
    var inputs: (training: [Double], test: [Double]) {
      (IllConditionedExamples.training.map { $0 + offset }, IllConditionedExamples.test.map { $0 + offset })
    }
  }

  static let training: [Double] = [
    1.827, -3.078, 0.958, 0.07, 1.318, 0.386, 1.827, 0.032, -0.516, 0.58, 0.432, -0.357, -0.247, 0.719, 0.704,
    -0.494, -0.368, -1.807, 1.679, -0.224, 1.337, 0.417, 1.944, 1.537,
  ]
  static let targets: [Double] = [0.318, 1.481, -0.95, 1.259, -1.48, 0.343]
  static let test: [Double] = [
    1.065, 0.224, -0.367, -0.806, -0.343, 1.051, 0.891, -0.262, -1.246, 0.674, -1.45, -0.531,
  ]
  static let posteriors = [
    Case(
      .relu, depth: 1, biasVariance: 0.1, offset: 0,
      means: [1.0946140700508393, 1.303916040784413, -5.869956241530709],
      variances: [0.34880378463942396, 0.029032842019694402, 0.731427487733548]),
    Case(
      .erf, depth: 3, biasVariance: 0.1, offset: 0,
      means: [1.8054397869818641, 1.0394862851427942, -2.661104158706338],
      variances: [0.3861224843205205, 0.03343110233080028, 0.3476155397387142]),
    Case(
      .relu, depth: 1, biasVariance: 0.1, offset: 100,
      means: [2.9481407407807825, 0.1387471230378391, -5.6958512946220905],
      variances: [0.004283081544341158, 9.960438489788199e-05, 0.004703989682495075]),
    Case(
      .erf, depth: 3, biasVariance: 0.1, offset: 100,
      means: [2.027998092001751, 0.17409973477036403, -4.930599025399671],
      variances: [0.0023901698892386187, 6.701687636716492e-05, 0.0025213730091587193]),
    Case(
      .relu, depth: 1, biasVariance: 0.1, offset: 10000,
      means: [3.084453529262736, 0.10332028592140467, -5.668580072975259],
      variances: [4.253424879297422e-05, 9.64457796523128e-07, 4.705173698732031e-05]),
    Case(
      .erf, depth: 3, biasVariance: 0.1, offset: 10000,
      means: [2.054880798495095, 0.18245892466461444, -4.901531369252345],
      variances: [2.367425429516192e-05, 6.823983992964653e-07, 2.486831682494521e-05]),
    Case(
      .relu, depth: 1, biasVariance: 0.1, offset: 100000,
      means: [3.086633854299111, 0.1023524646556781, -5.6580722547401905],
      variances: [4.253385505077847e-06, 9.649307394425607e-08, 4.707150248287892e-06]),
    Case(
      .erf, depth: 3, biasVariance: 0.1, offset: 100000,
      means: [2.055532591129021, 0.1818204148816191, -4.890502081371593],
      variances: [2.3673111006637534e-06, 6.831869541078149e-08, 2.487723620806507e-06]),
    Case(
      .relu, depth: 1, biasVariance: 0.1, offset: 1e+06,
      means: [3.095415647458749, 0.09614967507197614, -5.557542616952482],
      variances: [4.255912390895604e-07, 9.727025236463943e-09, 4.726535338175075e-07]),
    Case(
      .erf, depth: 3, biasVariance: 0.1, offset: 1e+06,
      means: [2.0594134705384106, 0.17485166313789569, -4.785510452099848],
      variances: [2.368277570542944e-07, 6.8994396180227284e-09, 2.499507637278672e-07]),
    Case(
      .relu, depth: 1, biasVariance: 0.1, offset: 1e+08,
      means: [3.391091217251119, -0.11350479857791378, -1.8647837091365411],
      variances: [4.525024571555308e-09, 1.767199504486575e-10, 5.6566702590701104e-09]),
    Case(
      .erf, depth: 3, biasVariance: 0.1, offset: 1e+08,
      means: [2.097298178994075, -0.009527802208692164, -1.4764185747373653],
      variances: [2.470147461044645e-09, 1.3683449450481207e-10, 2.9615146256185804e-09]),
    Case(
      .relu, depth: 2, biasVariance: 1, offset: 0,
      means: [0.4652269638546229, 1.5746309061305896, -4.920265110882782],
      variances: [0.3139734717611338, 0.028550049236579784, 0.49004881742337636]),
    Case(
      .erf, depth: 2, biasVariance: 1, offset: 0,
      means: [1.0193609139775806, 1.3587648308516949, -3.922952039085824],
      variances: [0.25686809220047496, 0.02209730249563556, 0.3005601966726882]),
    Case(
      .relu, depth: 2, biasVariance: 10000, offset: 0,
      means: [-0.7861673615824195, 1.8684923818395336, -7.480526780582179],
      variances: [0.012379572680467582, 0.0007853149111638387, 0.013921058417446014]),
    Case(
      .erf, depth: 2, biasVariance: 10000, offset: 0,
      means: [0.4812914726455346, 1.621079465756946, -5.082879150412691],
      variances: [6.098204163378282e-05, 5.027988118498726e-06, 7.974672368807399e-05]),
    Case(
      .relu, depth: 2, biasVariance: 1e+08, offset: 0,
      means: [-0.8215850853493852, 1.8749886910965807, -7.5214342790476785],
      variances: [0.00012551044166409788, 7.92837115861922e-06, 0.00014071408225938966]),
    Case(
      .erf, depth: 2, biasVariance: 1e+08, offset: 0,
      means: [0.7021799444669405, 1.1399397291781552, -3.4236221644817495],
      variances: [6.161419133933755e-09, 6.110583359988591e-10, 8.866925871761742e-09]),
    Case(
      .relu, depth: 2, biasVariance: 1e+12, offset: 0,
      means: [-0.8089590592490863, 1.8675793149651252, -7.492875203725347],
      variances: [1.2560995319544342e-06, 7.952584407683683e-08, 1.4106789602290741e-06]),
    Case(
      .erf, depth: 2, biasVariance: 1e+12, offset: 0,
      means: [0.16583208758638107, 0.16504306832847168, 0.1560095183294615],
      variances: [1.761986662436255e-11, 1.7315084357539033e-11, 1.8709039689913735e-11]),
    Case(
      .relu, depth: 2, biasVariance: 1e+16, offset: 0,
      means: [0.08050946169981797, 1.3554609464586473, -5.5081422357816106],
      variances: [1.3202498066631808e-08, 9.695556680954533e-10, 1.658832832289778e-08]),
    Case(
      .erf, depth: 2, biasVariance: 1e+16, offset: 0,
      means: [0.16183373595880476, 0.16183366297069599, 0.1618327471771841],
      variances: [1.6666762344290705e-11, 1.6666732798994543e-11, 1.6666872457251445e-11]),
  ]
  static let flows = [
    Case(
      .relu, depth: 2, biasVariance: 1, offset: 0,
      means: [0.6156703357635541, 0.8761654665817346, -1.5684259838579095],
      variances: [0.36810392478096066, 0.03276059135435102, 0.633739598281376]),
    Case(
      .erf, depth: 2, biasVariance: 10000, offset: 0,
      means: [0.5823834601136385, 1.5364628903828073, -3.52902745303119],
      variances: [6.701897104438784e-05, 5.755706328813e-06, 0.00014543519045548246]),
    Case(
      .relu, depth: 2, biasVariance: 1e+08, offset: 0,
      means: [0.5788916766447674, 0.7570081902004181, -0.8661406775316287],
      variances: [0.47604926852044427, 0.02131440309092629, 1.0682234482262634]),
    Case(
      .erf, depth: 2, biasVariance: 1e+08, offset: 0,
      means: [0.5892176331290697, 1.5326346131344704, -3.5682952976022797],
      variances: [6.663467018412783e-09, 5.768155871604543e-10, 1.491686040625864e-08]),
    Case(
      .relu, depth: 2, biasVariance: 1e+12, offset: 0,
      means: [0.5787318281873475, 0.7570181916684382, -0.8659073804543719],
      variances: [0.4761689244393171, 0.021324312975631476, 1.0686723084976404]),
    Case(
      .relu, depth: 2, biasVariance: 1e+16, offset: 0,
      means: [0.5787302292144139, 0.7570182917573687, -0.865905046759634],
      variances: [0.47617012155622523, 0.021324412199560813, 1.0686767998710933]),
    Case(
      .relu, depth: 2, biasVariance: 0.1, offset: 10000,
      means: [1.2282283993875627, 0.1252409851356401, -0.3425169080179972],
      variances: [0.3442131069085183, 0.011157219895852588, 0.5479805090820408]),
    Case(
      .erf, depth: 2, biasVariance: 0.1, offset: 1e+06,
      means: [1.1670044345892079, 0.19671729237692545, -2.55533613487851],
      variances: [0.029632782663848056, 0.000604292521891262, 0.05917580945506442]),
  ]
  static let readouts = [
    Case(
      .relu, depth: 2, biasVariance: 1, offset: 0,
      means: [0.4652269566019861, 1.5746309196423873, -4.920265157319568],
      variances: [0.31397347166139833, 0.028550049088959244, 0.4900488161277272]),
    Case(
      .erf, depth: 2, biasVariance: 10000, offset: 0,
      means: [0.48125594987200115, 1.6211548006559515, -5.0831410006289115],
      variances: [6.09819503874011e-05, 5.027838504733379e-06, 7.974536759762437e-05]),
    Case(
      .relu, depth: 2, biasVariance: 1e+08, offset: 0,
      means: [-0.8217168296190429, 1.8750645528016971, -7.521728284914307],
      variances: [0.00012550960740264662, 7.928133278583946e-06, 0.00014071064722107806]),
    Case(
      .erf, depth: 2, biasVariance: 1e+08, offset: 0,
      means: [0.480351885843991, 1.6201742998147908, -5.10551727251737],
      variances: [6.079217912199879e-09, 4.994581157189609e-10, 7.95511600987443e-09]),
    Case(
      .relu, depth: 2, biasVariance: 1e+12, offset: 0,
      means: [-0.8220748788832251, 1.8751308378925915, -7.522141423591369],
      variances: [1.2552676583602049e-06, 7.928882163501838e-08, 1.4072566838382725e-06]),
    Case(
      .relu, depth: 2, biasVariance: 1e+16, offset: 0,
      means: [-0.8220784596292307, 1.8751315008004128, -7.522145555090638],
      variances: [1.2552693742208576e-08, 7.928889652244823e-10, 1.4072581859734908e-08]),
    Case(
      .relu, depth: 2, biasVariance: 0.1, offset: 10000,
      means: [3.084451530493795, 0.10334001671375367, -5.669564533916717],
      variances: [6.379618528208347e-05, 1.4464058668477118e-06, 7.056979928512013e-05]),
    Case(
      .erf, depth: 2, biasVariance: 0.1, offset: 1e+06,
      means: [2.055116042025006, 0.18262431309762017, -4.902433002519738],
      variances: [2.689590263420069e-07, 7.753962639974788e-09, 2.8249907375215665e-07]),
  ]
}
