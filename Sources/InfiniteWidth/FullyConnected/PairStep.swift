import Architectures
import CElementary
import Nonlinearities

/// One layer's action on the pairs of two lists of inputs, with everything that depends on one input alone precomputed.
///
/// A pair is carried as its separation ε = 1 − c and its Θ; the variances are known before any pair is touched.
indirect enum PairStep: Sendable {
  case dense(weightVariance: Double, biasVariance: Double, trainable: Bool, before: Roots, after: Roots)
  case dual(any DualMap)
  case dropout(keepProbability: Double)
  case layerNorm(Roots)
  case residual([PairStep], input: Roots, branch: Roots, sum: Roots)

  /// √q of row and column inputs.
  struct Roots: Sendable {
    let rows: [Double]
    let columns: [Double]
  }
}

/// The layers of an architecture prepared for two lists of inputs.
struct PairProgram: Sendable {
  private(set) var steps: [PairStep] = []
  /// √K(x, x) of row and column inputs after the last layer.
  private(set) var roots: PairStep.Roots
  private var variances: (rows: [Double], columns: [Double])
  private let isSymmetric: Bool

  /// - Complexity: O((n₁ + n₂) · layers).
  init(_ layers: [Layer], rowVariances: [Double], columnVariances: [Double], isSymmetric: Bool) throws {
    variances = (rowVariances, columnVariances)
    self.isSymmetric = isSymmetric
    roots = PairStep.Roots(rows: [], columns: [])
    roots = currentRoots
    steps = try compile(layers)
    roots = currentRoots
  }

  private var currentRoots: PairStep.Roots {
    let rows = variances.rows.map { $0.squareRoot() }
    return PairStep.Roots(rows: rows, columns: isSymmetric ? rows : variances.columns.map { $0.squareRoot() })
  }

  private mutating func update(_ change: (Double) -> Double) {
    variances.rows = variances.rows.map(change)
    variances.columns = isSymmetric ? variances.rows : variances.columns.map(change)
  }

  private mutating func compile(_ layers: [Layer]) throws -> [PairStep] {
    var steps: [PairStep] = []
    for layer in layers {
      switch layer {
      case .dense(let weightVariance, let biasVariance, let trainable):
        let before = currentRoots
        update { weightVariance * $0 + biasVariance }
        steps.append(
          .dense(
            weightVariance: weightVariance, biasVariance: biasVariance, trainable: trainable, before: before,
            after: currentRoots))
      case .activation(let nonlinearity):
        let map = try nonlinearity.dualMap(rowVariances: variances.rows, columnVariances: variances.columns)
        variances = (map.rowSecondMoments, isSymmetric ? map.rowSecondMoments : map.columnSecondMoments)
        steps.append(.dual(map))
      case .dropout(let keepProbability):
        update { $0 / keepProbability }
        steps.append(.dropout(keepProbability: keepProbability))
      case .layerNorm:
        steps.append(.layerNorm(inverseRoots))
        update { $0 / ($0 + SelfCovariance.layerNormEpsilon) }
      case .residual(let branch):
        let (input, former) = (currentRoots, variances)
        let inner = try compile(branch)
        let end = currentRoots
        variances.rows = zip(variances.rows, former.rows).map { $0 + $1 }
        variances.columns = zip(variances.columns, former.columns).map { $0 + $1 }
        steps.append(.residual(inner, input: input, branch: end, sum: currentRoots))
      case .repeated(let count, let layers):
        for _ in 0..<count { steps += try compile(layers) }
      case .flatten: break
      case .convolution, .globalAveragePooling, .averagePooling:
        var none = SelfCovariance(inputVariance: 1)
        try none.apply(layer)
      }
    }
    return steps
  }

  private var inverseRoots: PairStep.Roots {
    func inverse(_ q: Double) -> Double { 1 / (q + SelfCovariance.layerNormEpsilon).squareRoot() }
    return PairStep.Roots(rows: variances.rows.map(inverse), columns: variances.columns.map(inverse))
  }
}
