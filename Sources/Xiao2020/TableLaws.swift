import Foundation
import MeanField
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
      TableLaw(
        name: "lambda_bulk_exponent", title: "exponent of l in λ_bulk χ₁⁻ˡ", row: .lambdaBulk, expression: "O(l χ₁ˡ)",
        fit: .power
      ) { $0.lambdaBulk * exp(-$0.depth * rate) },
      TableLaw(
        name: "kappa_exponent", title: "exponent of l in κ χ₁ˡ", row: .condition, expression: "m p* Ω(χ₁⁻ˡ / l)",
        fit: .power
      ) { $0.condition * exp($0.depth * rate) },
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
      TableLaw(
        name: "lambda_max_limit", title: "λ_max / (l q*)", row: .lambdaMax,
        expression: isSmooth ? "(m + 2)/3 l q* + m O(1)" : "(m + 3)/4 l q*", fit: .limit
      ) { $0.lambdaMax / ($0.depth * variance) },
      TableLaw(
        name: "lambda_bulk_limit", title: "λ_bulk / (l q*)", row: .lambdaBulk,
        expression: isSmooth ? "2/3 l q* + O(1)" : "3/4 l q*", fit: .limit
      ) { $0.lambdaBulk / ($0.depth * variance) },
      TableLaw(
        name: "kappa_limit", title: "limit of κ", row: .condition,
        expression: isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", fit: .limit
      ) { $0.condition },
      TableLaw(
        name: "kappa_approach_exponent", title: "exponent of l in κ − limit", row: .condition,
        expression: isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", fit: .power
      ) { ($0.condition - limit).magnitude },
      TableLaw(
        name: "kappa_approach_logarithm", title: "c in κ − limit ≈ (b + c log l)/l", row: .condition,
        expression: isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", fit: .logarithm
      ) { ($0.condition - limit) * $0.depth },
      predictor("O(l⁻¹)", rate: 0),
    ]
  }

  private var criticalKernel: [TableLaw] {
    [
      top("m q*", "m q*", limit: size * point.variance),
      TableLaw(
        name: "lambda_bulk_exponent", title: "exponent of l in λ_bulk", row: .lambdaBulk,
        expression: point.isSmooth ? "O(l⁻¹)" : "O(l⁻²)", fit: .power
      ) { $0.lambdaBulk },
      TableLaw(
        name: "kappa_exponent", title: "exponent of l in κ", row: .condition,
        expression: point.isSmooth ? "O(l)" : "O(l²)", fit: .power
      ) { $0.condition },
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
      TableLaw(
        name: "lambda_bulk_limit", title: "λ_bulk / (q* (1 − c*))", row: .lambdaBulk, expression: "q* (1 − c*)",
        fit: .limit
      ) { $0.lambdaBulk / bulk },
      TableLaw(
        name: "kappa_limit", title: "κ / (1 + m c*/(1 − c*))", row: .condition, expression: "1 + m c*/(1 − c*)",
        fit: .limit
      ) { $0.condition * bulk / top },
      predictor("O(χ_c*ˡ)", rate: log(point.chiFixed)),
    ]
  }

  /// λ_max over its limit.
  private func top(_ symbol: String, _ expression: String, limit: Double) -> TableLaw {
    TableLaw(
      name: "lambda_max_limit", title: "λ_max / (\(symbol))", row: .lambdaMax, expression: expression, fit: .limit
    ) { $0.lambdaMax / limit }
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
