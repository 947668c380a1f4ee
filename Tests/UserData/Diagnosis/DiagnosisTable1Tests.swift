import Foundation
import LinearAlgebra
import MeanField
import Testing
import UserData

/// The laws of Table 1 of Xiao et al. 2020, with d = 1, of what the file says: erf at σ_b² = 0.05, inputs of the fixed
/// point's variance, which behind the read-in is that of the inputs themselves.
@Suite struct DiagnosisTable1Tests {
  private static let m = 12

  private func example(weight: Double, variance: Double, depths: [Int]) throws -> DiagnosisExample {
    var (x1, x2) = (DiagnosisExample.directions(Self.m, 40, seed: 1), DiagnosisExample.directions(8, 40, seed: 2))
    x1.scale(by: variance.squareRoot())
    x2.scale(by: variance.squareRoot())
    let y1 = Matrix(rows: Self.m, columns: 1, elements: (0..<Self.m).map { Double($0 % 3) })
    return try DiagnosisExample(
      DiagnosisExample.network(.erf, weight, 0.05, count: 10), [("x1", x1), ("y1", y1), ("x2", x2)], depths: depths)
  }

  /// λ_max = m p* + O(m l χ₁^l) with p* = q*/(1 − χ₁); λ_bulk = O(l χ₁^l); κ grows like χ₁^{−l}/l.
  @Test func ordered() throws {
    let depths = [240, 360, 480]
    let found = try example(weight: 1.25, variance: 0.435166, depths: depths)
    let (chi, q) = (try found.number("chi_1"), try found.number("q_star"))
    // The reference values of the two, to six digits.
    #expect(abs(chi - 0.961374) < 1e-6 && abs(q - 0.435166) < 1e-6)
    #expect(abs(try found.number("xi_1") - 25.3860) < 1e-3)
    let limit = Double(Self.m) * q / (1 - chi)
    let largest = try found.numbers("ntk_lambda_max")
    // l χ₁^l/p* is 0.002 at l = 240.
    #expect(abs(largest[0] / limit - 1) < 0.005)
    #expect(abs(largest[2] / limit - 1) < abs(largest[0] / limit - 1))
    // λ_bulk χ₁^{−l} is linear in l.
    let bulk = try found.numbers("ntk_lambda_bulk")
    let scaled = depths.indices.map { bulk[$0] * pow(chi, -Double(depths[$0])) }
    let steps = [scaled[1] - scaled[0], scaled[2] - scaled[1]]
    // What is left is of the order χ₁^l, 1e-4, and what rounding leaves of λ_bulk, ε κ.
    #expect(abs(steps[1] / steps[0] - 1) < 0.01 && steps[0] > 0, "\(scaled)")
    let condition = try found.numbers("ntk_condition_number")
    let growth = log(condition[2] / condition[0]) / 240
    // A constant beside b l changes (log 2)/240 by some hundredths of it.
    #expect(abs(growth + log(chi) + log(2) / 240) < 5e-4, "\(growth)")
    #expect(try found.output.root.textAttribute("phase") == "ordered")
    #expect(found.lines[2].hasPrefix("phase: ordered, χ₁ = 0.9614, ξ₁ = 25"))
    // P(Θ)Y does not fall: it is O(1).
    let predictor = try found.numbers("ntk_mean_predictor_x2")
    #expect(predictor[2] > 0.5 * predictor[1])
  }

  /// λ_max/λ_bulk → (m + 2)/2 and λ_max → (m + 2) l q*/3, with errors of (a + b log l)/l, since 1 − c is c/l with a
  /// correction of log l/l²; P(Θ)Y falls like 1/l.
  @Test func critical() throws {
    let weight = try CriticalLine(.erf).weightVariance(biasVariance: 0.05)
    let theory = try MeanFieldTheory(nonlinearity: .erf, weightVariance: weight, biasVariance: 0.05)
    let (q, m) = (try theory.fixedVariance.get(), Double(Self.m))
    let depths = [250, 500, 1000, 2000]
    let found = try example(weight: weight, variance: q, depths: depths)
    let (largest, bulk) = (try found.numbers("ntk_lambda_max"), try found.numbers("ntk_lambda_bulk"))
    let ratios = depths.indices.map { largest[$0] / bulk[$0] / ((m + 2) / 2) - 1 }
    let sizes = depths.indices.map { largest[$0] / ((m + 2) / 3 * Double(depths[$0]) * q) - 1 }
    for errors in [ratios, sizes] {
      // l times the error grows by b log 2 from depth to depth.
      let scaled = depths.indices.map { Double(depths[$0]) * errors[$0] }
      let steps = zip(scaled, scaled.dropFirst()).map { $1 - $0 }
      for k in 1..<3 { #expect(abs(steps[k] / steps[k - 1] - 1) < 0.05, "\(errors)") }
      #expect(abs(errors[3]) < 0.01, "\(errors)")
    }
    let predictor = try found.numbers("ntk_mean_predictor_x2")
    #expect(abs(log(predictor[2] / predictor[3]) / log(2) - 1) < 0.2, "\(predictor)")
    #expect(try found.output.root.textAttribute("phase") == "critical")
    #expect(found.lines[2].hasPrefix("phase: critical, χ₁ = 1;"), "\(found.lines[2])")
  }

  /// κ → 1 like χ₁^{−l}, λ_max grows like χ₁^l, and P(Θ)Y falls like l (χ_{c*}/χ₁)^l.
  @Test func chaotic() throws {
    let depths = [100, 140, 200, 260]
    let found = try example(weight: 1.5, variance: 0.601753, depths: depths)
    let (chi, fixed) = (try found.number("chi_1"), try found.number("chi_c"))
    #expect(abs(chi - 1.034700) < 1e-6 && abs(fixed - 0.969552) < 1e-6)
    #expect(abs(try found.number("xi_star") - 15.3768) < 1e-3)
    let largest = try found.numbers("ntk_lambda_max")
    #expect(abs(log(largest[3] / largest[2]) / 60 - log(chi)) < 2e-3)
    let condition = try found.numbers("ntk_condition_number")
    let decay = log((condition[2] - 1) / (condition[3] - 1)) / 60
    #expect(abs(decay - log(chi)) < 5e-3, "\(condition)")
    // |P(Θ)Y|/l falls by χ_{c*}/χ₁ a layer.
    let predictor = try found.numbers("ntk_mean_predictor_x2")
    let rate = log(predictor[2] / 200 / (predictor[3] / 260)) / 60
    #expect(abs(rate + log(fixed / chi)) < 0.01, "\(predictor)")
    #expect(found.lines[0].hasPrefix("trainable at every depth tested in float32 and float64"))
    #expect(found.lines[1].hasPrefix("generalises at no depth"))
    #expect(found.lines[2].hasPrefix("phase: chaotic, χ₁ = 1.035, ξ_c = 32, ξ_* = 15"), "\(found.lines[2])")
  }
}
