import Foundation
import MeanField
import Suite

/// The laws of one kernel at one point, in the order of the table's rows.
///
/// For the NTK of smooth nonlinearities, and of ReLU on its critical line, they are the paper's. What its table leaves
/// out follows from the same recursion: with ε = 1 − c ~ χ₁^l (ordered), 1/l (critical; ReLU 1/l²) or 1 − c* (chaotic),
/// the NNGP kernel has the eigenvalues q(1 + (m − 1)c) and q ε. ReLU's Ṫ falls like √ε from c = 1, so that in its
/// ordered phase the NTK's bulk is of the order χ₁^{l/2} and not l χ₁^l.
///
/// The paper's asymptotics have m − 1 equal eigenvalues. At finite depth the laws of λ_bulk are those of their mean,
/// and κ is λ_max/λ_min with the lowest of them.
extension TableLaw {
  static func laws(at point: PhasePoint, kernel: PriorKernel, training m: Int) -> [TableLaw] {
    switch (point.phase, kernel) {
    case (.ordered, .ntk): point.isSmooth ? orderedTangent(point, m) : orderedKink(point, m)
    case (.ordered, .nngp): orderedKernel(point, m)
    case (.critical, .ntk): criticalTangent(point, m)
    case (.critical, .nngp): criticalKernel(point, m)
    case (.chaotic, .ntk): chaoticTangent(point)
    case (.chaotic, .nngp): chaoticKernel(point, m)
    }
  }

  private static func orderedTangent(_ point: PhasePoint, _ m: Int) -> [TableLaw] {
    let (rate, limit) = (log(point.chi1), Double(m) * point.variance / (1 - point.chi1))
    return [
      TableLaw(
        name: "lambda_max_limit", title: "λ_max / (m p*)", row: .lambdaMax, expression: "m p* + m O(l χ₁ˡ)", fit: .limit
      ) { series, k, _ in series.lambdaMax[k] / limit },
      TableLaw(
        name: "lambda_bulk_exponent", title: "exponent of l in λ_bulk χ₁⁻ˡ", row: .lambdaBulk, expression: "O(l χ₁ˡ)",
        fit: .power
      ) { series, k, l in series.lambdaBulk[k] * exp(-l * rate) },
      TableLaw(
        name: "kappa_exponent", title: "exponent of l in κ χ₁ˡ", row: .condition, expression: "m p* Ω(χ₁⁻ˡ / l)",
        fit: .power
      ) { series, k, l in series.condition[k] * exp(l * rate) },
      predictor("O(1)", rate: 0),
    ]
  }

  private static func orderedKink(_ point: PhasePoint, _ m: Int) -> [TableLaw] {
    let limit = Double(m) * point.variance / (1 - point.chi1)
    return [
      TableLaw(
        name: "lambda_max_limit", title: "λ_max / (m p*)", row: .lambdaMax, expression: "m p*", fit: .limit
      ) { series, k, _ in series.lambdaMax[k] / limit }
    ] + orderedRates(point, bulk: "O(χ₁^{l/2})", condition: "O(χ₁^{−l/2})") + [predictor("O(1)", rate: 0)]
  }

  private static func orderedRates(_ point: PhasePoint, bulk: String, condition: String) -> [TableLaw] {
    [
      TableLaw(
        name: "lambda_bulk_rate", title: "rate of λ_bulk / log χ₁", row: .lambdaBulk, expression: bulk, fit: .rate,
        unit: log(point.chi1)
      ) { series, k, _ in series.lambdaBulk[k] },
      TableLaw(
        name: "kappa_rate", title: "rate of κ / log χ₁", row: .condition, expression: condition, fit: .rate,
        unit: log(point.chi1)
      ) { series, k, _ in series.condition[k] },
    ]
  }

  private static func orderedKernel(_ point: PhasePoint, _ m: Int) -> [TableLaw] {
    let limit = Double(m) * point.variance
    return [
      TableLaw(
        name: "lambda_max_limit", title: "λ_max / (m q*)", row: .lambdaMax, expression: "m q* + m O(χ₁ˡ)", fit: .limit
      ) { series, k, _ in series.lambdaMax[k] / limit }
    ] + orderedRates(point, bulk: "O(χ₁ˡ)", condition: "O(χ₁⁻ˡ)") + [predictor("O(1)", rate: 0)]
  }

  private static func criticalTangent(_ point: PhasePoint, _ m: Int) -> [TableLaw] {
    let (variance, isSmooth, size) = (point.variance, point.isSmooth, Double(m))
    let limit = isSmooth ? (size + 2) / 2 : (size + 3) / 3
    return [
      TableLaw(
        name: "lambda_max_limit", title: "λ_max / (l q*)", row: .lambdaMax,
        expression: isSmooth ? "(m + 2)/3 l q* + m O(1)" : "(m + 3)/4 l q*", fit: .limit
      ) { series, k, l in series.lambdaMax[k] / (l * variance) },
      TableLaw(
        name: "lambda_bulk_limit", title: "λ_bulk / (l q*)", row: .lambdaBulk,
        expression: isSmooth ? "2/3 l q* + O(1)" : "3/4 l q*", fit: .limit
      ) { series, k, l in series.lambdaBulk[k] / (l * variance) },
      TableLaw(
        name: "kappa_limit", title: "limit of κ", row: .condition,
        expression: isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", fit: .limit
      ) { series, k, _ in series.condition[k] },
      TableLaw(
        name: "kappa_approach_exponent", title: "exponent of l in κ − limit", row: .condition,
        expression: isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", fit: .power
      ) { series, k, _ in (series.condition[k] - limit).magnitude },
      TableLaw(
        name: "kappa_approach_logarithm", title: "c in κ − limit ≈ (b + c log l)/l", row: .condition,
        expression: isSmooth ? "(m + 2)/2 + m O(l⁻¹)" : "(m + 3)/3", fit: .logarithm
      ) { series, k, l in (series.condition[k] - limit) * l },
      predictor("O(l⁻¹)", rate: 0),
    ]
  }

  private static func criticalKernel(_ point: PhasePoint, _ m: Int) -> [TableLaw] {
    let limit = Double(m) * point.variance
    return [
      TableLaw(
        name: "lambda_max_limit", title: "λ_max / (m q*)", row: .lambdaMax, expression: "m q*", fit: .limit
      ) { series, k, _ in series.lambdaMax[k] / limit },
      TableLaw(
        name: "lambda_bulk_exponent", title: "exponent of l in λ_bulk", row: .lambdaBulk,
        expression: point.isSmooth ? "O(l⁻¹)" : "O(l⁻²)", fit: .power
      ) { series, k, _ in series.lambdaBulk[k] },
      TableLaw(
        name: "kappa_exponent", title: "exponent of l in κ", row: .condition,
        expression: point.isSmooth ? "O(l)" : "O(l²)", fit: .power
      ) { series, k, _ in series.condition[k] },
      predictor("O(l⁻¹)", rate: 0),
    ]
  }

  private static func chaoticTangent(_ point: PhasePoint) -> [TableLaw] {
    let rate = log(point.chi1)
    return [
      TableLaw(
        name: "lambda_max_rate", title: "rate of λ_max / log χ₁", row: .lambdaMax, expression: "Θ(χ₁ˡ)", fit: .rate,
        unit: rate
      ) { series, k, _ in series.lambdaMax[k] },
      TableLaw(
        name: "lambda_bulk_rate", title: "rate of λ_bulk / log χ₁", row: .lambdaBulk, expression: "Θ(χ₁ˡ)", fit: .rate,
        unit: rate
      ) { series, k, _ in series.lambdaBulk[k] },
      TableLaw(
        name: "kappa_excess_rate", title: "rate of κ − 1 / log χ₁", row: .condition, expression: "1 + O(χ₁⁻ˡ)",
        fit: .rate,
        unit: rate, trust: .excess
      ) { series, k, _ in series.condition[k] - 1 },
      predictor("O(l (χ_c*/χ₁)ˡ)", rate: log(point.chiFixed) - rate),
    ]
  }

  private static func chaoticKernel(_ point: PhasePoint, _ m: Int) -> [TableLaw] {
    let (size, separation) = (Double(m), point.fixedSeparation)
    let (bulk, top) = (point.variance * separation, point.variance * (size - (size - 1) * separation))
    return [
      TableLaw(
        name: "lambda_max_limit", title: "λ_max / (q* (1 + (m − 1) c*))", row: .lambdaMax,
        expression: "q* (1 + (m − 1) c*)", fit: .limit
      ) { series, k, _ in series.lambdaMax[k] / top },
      TableLaw(
        name: "lambda_bulk_limit", title: "λ_bulk / (q* (1 − c*))", row: .lambdaBulk, expression: "q* (1 − c*)",
        fit: .limit
      ) { series, k, _ in series.lambdaBulk[k] / bulk },
      TableLaw(
        name: "kappa_limit", title: "κ / (1 + m c*/(1 − c*))", row: .condition, expression: "1 + m c*/(1 − c*)",
        fit: .limit
      ) { series, k, _ in series.condition[k] * bulk / top },
      predictor("O(χ_c*ˡ)", rate: log(point.chiFixed)),
    ]
  }

  /// The exponent p of P Y ~ l^p e^{rl}, with the rate r from theory.
  private static func predictor(_ expression: String, rate: Double) -> TableLaw {
    TableLaw(
      name: "predictor_exponent",
      title: rate == 0 ? "exponent of l in P Y" : "exponent of l in P Y without its exponential", row: .predictor,
      expression: expression, fit: .power, trust: .predictor
    ) { series, k, l in series.predictor[k] * exp(-l * rate) }
  }
}
