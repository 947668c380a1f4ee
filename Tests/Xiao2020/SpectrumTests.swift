import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Spectra of images by depth")
struct SpectrumTests {
  /// λ_min falls by 100 a depth from 1, so that with m = 200 the eighth value, 1e-14, is beyond 1/(m ε) = 2.3e13 with
  /// λ_max = 1.
  @Test func scoresEndWhereRoundingBegins() throws {
    let experiment = try experiments["xiao2020/spectrum"]
    let layout = try #require(try experiment.plan(.quick).layouts.first)
    let depths = try #require(layout.coordinate("depth").flatMap { Int.values(of: $0.values) })
    func kappa(_ place: Int) -> Double { pow(100, Double(place)) }
    let finished = try Bench().filled(experiment) { column, _, entry in
      let smallest = pow(0.01, Double(entry % depths.count))
      switch column {
      case "lambda_max": return 1
      case "lambda_bulk": return 2 * smallest
      case "lambda_min": return smallest
      default: return 1 / smallest * 200 * .ulpOfOne < 1 ? 1 : 0
      }
    }
    let values = try scoreValues(finished)
    // Of every phase and kernel three, and a law each, of the ordered NTK two; less the exponents of the ordered NTK
    // and the critical NNGP: a line in log l of the deepest trusted depths, of which none is beyond 100.
    let exponents = ["fcn/ordered/ntk/bulk_kappa_exponent", "fcn/critical/nngp/bulk_kappa_exponent"]
    #expect(values.count == 3 * 2 * 3 + 7 - 2 && exponents.allSatisfy { values[$0] == nil })
    // λ_max = 1 and λ_bulk = 2 · 0.01⁶.
    #expect(values["fcn/ordered/ntk/lambda_max_ratio"] != nil)
    #expect((try #require(values["fcn/chaotic/ntk/off_diagonal"]) * 200 - 1).magnitude < 1e-9)
    #expect((try #require(values["fcn/critical/ntk/bulk_kappa_ratio"]) / (kappa(6) / 2 / 101) - 1).magnitude < 1e-9)
    #expect(values["fcn/critical/nngp/deepest_trusted_depth"] == Double(depths[6]))
    // 1 / 0.01⁶ and half of it, seven products.
    let kappa = try #require(values["fcn/ordered/ntk/kappa_at_deepest"])
    #expect((kappa / 1e12 - 1).magnitude < 1e-14)
    #expect(try #require(values["fcn/ordered/ntk/bulk_kappa_at_deepest"]) == kappa / 2)
    #expect(try ReferenceNumbers("xiao2020/spectrum").keys.subtracting(exponents).isSubset(of: Set(values.keys)))
    let figure = try #require(try finished.figure)
    #expect(
      figure.panels.map(\.title)
        == ["NTK, ordered", "NTK, critical", "NTK, chaotic", "NNGP, ordered", "NNGP, critical", "NNGP, chaotic"])
    // κ, λ_max, λ_bulk, λ_min, and the limit of κ where the paper gives one.
    #expect(figure.panels.map(\.layers.count) == [4, 5, 5, 4, 4, 4])
  }
}
