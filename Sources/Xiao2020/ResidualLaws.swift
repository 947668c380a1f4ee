import Foundation
import Results
import Suite

/// The laws of networks with skip connections alone, whose variances grow: z ← z + W φ(z) + b.
///
/// *ReLU*, σ_b² = 0. q grows by g = 1 + σ_w²/2 a layer, and Θ(x, x)/q by a = (σ_w²/2)/g. With ε = 1 − c the correlation
/// map is ε − a (2√2/3π) ε^{3/2}, a times slower than without skip connections, so that ε → 9π²/(2 a² l²) and
/// Θ(x, x′)/q → a l/4: the entries explode like l g^l, their ratios are those of the plain critical network, and with
/// them κ → (m + 3)/3 and P Y = O(1/l), at any σ_w².
///
/// *erf.* φ saturates: q ≈ V l − 2 B √(l/V) with V = σ_w² + σ_b² and B = 2σ_w²/π, and Θ(x, x) grows by
/// 1 + σ_w² E[φ′²] with σ_w² E[φ′²] = 2B/√(1 + 4q) a layer, so that
///
///     Θ(x, x) ~ l^{1−b} e^{A √l},   A = 2B/√V,   b = 1 − B²/V² + B²/(2V),
///
/// while entries of different inputs grow like l: κ − 1 ~ l^b e^{−A √l}. There is one phase, like the chaotic one but
/// with √l in place of l (Yang and Schoenholz 2017 have it for gradients of tanh networks).
struct ResidualLaws {
  let network: PhaseNetwork
  let weightVariance: Double
  let biasVariance: Double
  /// m
  let size: Double

  func laws(_ kernel: PriorKernel) -> [TableLaw] {
    switch (network, kernel) {
    case (.relu, .ntk): explodingTangent
    case (.relu, .nngp): explodingKernel
    case (_, .ntk): saturatedTangent
    case (_, .nngp): []
    }
  }

  /// What a law is fitted over: l, or √l.
  func abscissa(_ depth: Double) -> Double { network == .relu ? depth : depth.squareRoot() }

  private var logGrowth: Double { log(1 + 0.5 * weightVariance) }

  private var explodingTangent: [TableLaw] {
    let logGrowth = logGrowth
    return [
      law("lambda_max_exponent", "exponent of l in λ_max (1 + σ_w²/2)⁻ˡ", .lambdaMax, "l (1 + σ_w²/2)ˡ", .power) {
        $0.lambdaMax * exp(-$0.depth * logGrowth)
      },
      law("kappa_limit", "limit of κ", .condition, "(m + 3)/3", .limit) { $0.condition },
      predictor,
    ]
  }

  private var explodingKernel: [TableLaw] {
    let (logGrowth, size) = (logGrowth, size)
    return [
      law("lambda_max_limit", "λ_max / (m (1 + σ_w²/2)ˡ)", .lambdaMax, "m (1 + σ_w²/2)ˡ", .limit) {
        $0.lambdaMax * exp(-$0.depth * logGrowth) / size
      },
      law("kappa_exponent", "exponent of l in κ", .condition, "O(l²)", .power) { $0.condition },
      predictor,
    ]
  }

  private var predictor: TableLaw {
    TableLaw(
      name: "predictor_exponent", title: "exponent of l in P Y", row: .predictor, expression: "O(l⁻¹)", fit: .power,
      trust: .predictor
    ) { $0.predictor }
  }

  /// `depth` is √l here.
  private var saturatedTangent: [TableLaw] {
    let (total, slope) = (weightVariance + biasVariance, 2 * weightVariance / Double.pi)
    let rate = 2 * slope / total.squareRoot()
    let power = 1 - slope * slope / (total * total) + slope * slope / (2 * total)
    func rated(
      _ name: String, _ symbol: String, _ row: TableLaw.Row, _ expression: String, unit: Double,
      trust: TableLaw.Trust = .spectrum, _ value: @escaping @Sendable (KernelAtDepth) -> Double
    ) -> TableLaw {
      TableLaw(
        name: name, title: "rate of \(symbol) in √l, over ±A", row: row, expression: expression, fit: .rate, unit: unit,
        trust: trust, value: value)
    }
    return [
      rated("lambda_max_rate", "λ_max l^(b−1)", .lambdaMax, "l^(1−b) e^{A √l}", unit: rate) {
        $0.lambdaMax * pow($0.depth, 2 * (power - 1))
      },
      rated("kappa_excess_rate", "(κ − 1) l^−b", .condition, "1 + O(l^b e^{−A √l})", unit: -rate, trust: .excess) {
        ($0.condition - 1) * pow($0.depth, -2 * power)
      },
    ]
  }

  private func law(
    _ name: String, _ title: String, _ row: TableLaw.Row, _ expression: String, _ fit: DepthLaw,
    value: @escaping @Sendable (KernelAtDepth) -> Double
  ) -> TableLaw {
    TableLaw(name: name, title: title, row: row, expression: expression, fit: fit, value: value)
  }
}
