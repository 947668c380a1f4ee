import Foundation
import MeanField
import Results
import Suite

/// The laws of Table 1 at one point, in the order of the table's rows.
///
/// For the NTK of smooth nonlinearities, and of ReLU on its critical line, they are the paper's. What its table leaves
/// out follows from the same recursion: with ε = 1 − c ~ χ₁^l (ordered), 1/l (critical; ReLU 1/l²) or 1 − c* (chaotic),
/// the NNGP kernel has the eigenvalues q(1 + (m − 1)c) and q ε. ReLU's Ṫ falls like √ε from c = 1, so that in its
/// ordered phase the NTK's bulk is of the order χ₁^{l/2} and not l χ₁^l.
///
/// The paper's asymptotics have m − 1 equal eigenvalues. At finite depth the laws of λ_bulk are those of their mean,
/// and κ is λ_max/λ_min with the lowest of them.
struct TableLaws {
  let point: PhasePoint
  /// m
  let size: Double

  init(_ point: PhasePoint, training: Int) { (self.point, size) = (point, Double(training)) }

  func laws(_ kernel: PriorKernel) -> [TableLaw] {
    switch (point.phase, kernel) {
    case (.ordered, .ntk): point.isSmooth ? orderedTangent : orderedKink
    case (.ordered, .nngp): orderedKernel
    case (.critical, .ntk): criticalTangent
    case (.critical, .nngp): criticalKernel
    case (.chaotic, .ntk): chaoticTangent
    case (.chaotic, .nngp): chaoticKernel
    }
  }

  private var orderedTangent: [TableLaw] {
    let rate = log(point.chi1)
    return [
      top("m p*", "m p* + m O(l χ₁ˡ)", limit: size * point.variance / (1 - point.chi1)),
      law("lambda_bulk_exponent", "exponent of l in λ_bulk χ₁⁻ˡ", .lambdaBulk, "O(l χ₁ˡ)", .power) {
        $0.lambdaBulk * exp(-$0.depth * rate)
      },
      law("kappa_exponent", "exponent of l in κ χ₁ˡ", .condition, "m p* Ω(χ₁⁻ˡ / l)", .power) {
        $0.condition * exp($0.depth * rate)
      },
      predictor("O(1)", rate: 0),
    ]
  }

  private var orderedKink: [TableLaw] {
    [
      top("m p*", "m p*", limit: size * point.variance / (1 - point.chi1)),
      rate("lambda_bulk_rate", "λ_bulk", .lambdaBulk, "O(χ₁^{l/2})") { $0.lambdaBulk },
      rate("kappa_rate", "κ", .condition, "O(χ₁^{−l/2})") { $0.condition },
      predictor("O(1)", rate: 0),
    ]
  }

  private var orderedKernel: [TableLaw] {
    [
      top("m q*", "m q* + m O(χ₁ˡ)", limit: size * point.variance),
      rate("lambda_bulk_rate", "λ_bulk", .lambdaBulk, "O(χ₁ˡ)") { $0.lambdaBulk },
      rate("kappa_rate", "κ", .condition, "O(χ₁⁻ˡ)") { $0.condition },
      predictor("O(1)", rate: 0),
    ]
  }

  private var criticalTangent: [TableLaw] {
    let (variance, isSmooth) = (point.variance, point.isSmooth)
    let limit = isSmooth ? (size + 2) / 2 : (size + 3) / 3
    return [
      law(
        "lambda_max_limit", "λ_max / (l q*)", .lambdaMax, isSmooth ? "(m + 2)/3 l q* + m O(1)" : "(m + 3)/4 l q*",
        .limit
      ) { $0.lambdaMax / ($0.depth * variance) },
      law("lambda_bulk_limit", "λ_bulk / (l q*)", .lambdaBulk, isSmooth ? "2/3 l q* + O(1)" : "3/4 l q*", .limit) {
        $0.lambdaBulk / ($0.depth * variance)
      },
      law("kappa_limit", "limit of κ", .condition, isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", .limit) {
        $0.condition
      },
      law(
        "kappa_approach_exponent", "exponent of l in κ − limit", .condition,
        isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", .power
      ) { ($0.condition - limit).magnitude },
      law(
        "kappa_approach_logarithm", "c in κ − limit ≈ (b + c log l)/l", .condition,
        isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", .logarithm
      ) { ($0.condition - limit) * $0.depth },
      predictor("O(l⁻¹)", rate: 0),
    ]
  }

  private var criticalKernel: [TableLaw] {
    [
      top("m q*", "m q*", limit: size * point.variance),
      law("lambda_bulk_exponent", "exponent of l in λ_bulk", .lambdaBulk, point.isSmooth ? "O(l⁻¹)" : "O(l⁻²)", .power)
      { $0.lambdaBulk },
      law("kappa_exponent", "exponent of l in κ", .condition, point.isSmooth ? "O(l)" : "O(l²)", .power) {
        $0.condition
      },
      predictor("O(l⁻¹)", rate: 0),
    ]
  }

  private var chaoticTangent: [TableLaw] {
    [
      rate("lambda_max_rate", "λ_max", .lambdaMax, "Θ(χ₁ˡ)") { $0.lambdaMax },
      rate("lambda_bulk_rate", "λ_bulk", .lambdaBulk, "Θ(χ₁ˡ)") { $0.lambdaBulk },
      rate("kappa_excess_rate", "κ − 1", .condition, "1 + O(χ₁⁻ˡ)", trust: .excess) { $0.condition - 1 },
      predictor("O(l (χ_c*/χ₁)ˡ)", rate: log(point.chiFixed) - log(point.chi1)),
    ]
  }

  private var chaoticKernel: [TableLaw] {
    let separation = point.fixedSeparation
    let (bulk, top) = (point.variance * separation, point.variance * (size - (size - 1) * separation))
    return [
      self.top("q* (1 + (m − 1) c*)", "q* (1 + (m − 1) c*)", limit: top),
      law("lambda_bulk_limit", "λ_bulk / (q* (1 − c*))", .lambdaBulk, "q* (1 − c*)", .limit) { $0.lambdaBulk / bulk },
      law("kappa_limit", "κ / (1 + m c*/(1 − c*))", .condition, "1 + m c*/(1 − c*)", .limit) {
        $0.condition * bulk / top
      },
      predictor("O(χ_c*ˡ)", rate: log(point.chiFixed)),
    ]
  }

  private func law(
    _ name: String, _ title: String, _ row: TableLaw.Row, _ expression: String, _ fit: DepthLaw,
    value: @escaping @Sendable (KernelAtDepth) -> Double
  ) -> TableLaw {
    TableLaw(name: name, title: title, row: row, expression: expression, fit: fit, value: value)
  }

  /// λ_max over its limit.
  private func top(_ symbol: String, _ expression: String, limit: Double) -> TableLaw {
    law("lambda_max_limit", "λ_max / (\(symbol))", .lambdaMax, expression, .limit) { $0.lambdaMax / limit }
  }

  /// The rate of an exponential over log χ₁.
  private func rate(
    _ name: String, _ symbol: String, _ row: TableLaw.Row, _ expression: String, trust: TableLaw.Trust = .spectrum,
    value: @escaping @Sendable (KernelAtDepth) -> Double
  ) -> TableLaw {
    TableLaw(
      name: name, title: "rate of \(symbol) / log χ₁", row: row, expression: expression, fit: .rate,
      unit: log(point.chi1), trust: trust, value: value)
  }

  /// The exponent p of P Y ~ l^p e^{rl}, with the rate r from theory.
  private func predictor(_ expression: String, rate: Double) -> TableLaw {
    TableLaw(
      name: "predictor_exponent",
      title: rate == 0 ? "exponent of l in P Y" : "exponent of l in P Y without its exponential", row: .predictor,
      expression: expression, fit: .power, trust: .predictor
    ) { $0.predictor * exp(-$0.depth * rate) }
  }
}
