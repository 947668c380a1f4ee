import ExperimentSupport
import FiniteWidthEffects
import Foundation
import Plotting
import Results
import Suite
import Testing

@Suite("Networks of finite width, to order 1/n")
struct FiniteWidthEffectsTests {
  /// A measured list that is the computed one over n, plus 3/n², is found whole, as are its halves.
  @Test("coefficients are found under the references' keys", arguments: [1.0, 0.5])
  func statistics(share: Double) throws {
    let finished = try statistics(of: share)
    let values = try scoreValues(finished)
    let published = try ReferenceNumbers("finitewidth/statistics").keys
    #expect(values.count == 2 * 2 * 6 && Set(values.keys).isSubset(of: published))
    for value in values.values { #expect(abs(value - share) < 0.02, "\(value)") }
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.count == 4)
  }

  private func statistics(of share: Double) throws -> FinishedExperiment {
    let experiment = try experiments["finitewidth/statistics"]
    return try Bench().finished(experiment) { sweep, point in
      let isTheory = sweep == SweepName("theory")
      let width = isTheory ? 1 : Double(try point[Axis<Int>("width", "")])
      return Row(
        ["kernel", "tangent_kernel", "cumulant", "kernels", "outputs", "tangent_kernels"].map { name in
          let count = name.hasSuffix("kernel") ? 10 : 100
          let computed = (0..<count).map { Double(1 + $0 % 7) }
          if isTheory { return Column<Double>(name, "") => computed }
          let blocks: [Double] = (0..<16).flatMap { (block: Int) -> [Double] in
            // Blocks on both sides of their mean.
            let scatter = block % 2 == 0 ? 1.01 : 0.99
            let factor = share * scatter * (1 + 3 / width) / width
            return computed.map { $0 * factor }
          }
          return Column<Double>(name, "") => blocks
        })
    }
  }

  /// Blocks that scatter as much as they measure leave the coefficient open, and it is not given.
  @Test func whatIsLeftOpenIsNotGiven() throws {
    let finished = try Bench().filled(experiments["finitewidth/statistics"]) { _, point, entry in
      point.layout.group == "/theory" ? 1 : Double(entry * 7919 % 13) - 6
    }
    #expect(try finished.scores.isEmpty)
  }

  /// The narrowest networks on procedural images, computed and trained.
  @Test func cellsAreComputed() throws {
    let bench = try Bench()
    let dynamics = try experiments["finitewidth/dynamics"]
    let theory = try bench.row(of: dynamics, SweepName("theory"), cell: [0, 0]).numbers
    let networks = try bench.row(of: dynamics, SweepName("networks"), cell: [0, 0, 4]).numbers
    #expect(Set(theory.keys) == Set(networks.keys))
    // Nothing has drifted at the start; the images that are trained on have their targets at the end.
    for part in ["mean_kernel_drift", "fluctuations_drift", "movement_drift"] {
      let (computed, measured) = (try #require(theory[part]), try #require(networks[part]))
      #expect(computed.count == 4 * 8 && measured.count == 16 * 4 * 8)
      #expect(computed.prefix(8).allSatisfy { $0 == 0 })
      #expect(measured.prefix(8).allSatisfy { abs($0) < 1e-5 })
      #expect(computed.contains { abs($0) > 1e-3 } && measured.contains { abs($0) > 1e-4 })
    }
    let kernel = try #require(networks["kernel"])
    #expect(kernel.count == 16 * 4 * 36 && kernel.allSatisfy { abs($0) < 2 })
    // The largest eigenvalue is never below u·Θ̂ u.
    #expect(try #require(networks["repulsion"]).allSatisfy { $0 > 0 })
    #expect(try #require(theory["repulsion"]).allSatisfy { $0 > 0 })
  }

  /// Networks whose every number is n⁻¹ of what is computed agree with it in both experiments of one file.
  @Test func dynamicsAndKernelAreReadFromOneFile() throws {
    let bench = try Bench()
    let dynamics = try experiments["finitewidth/dynamics"]
    let rows = try bench.finished(dynamics) { sweep, point in
      let isTheory = sweep == SweepName("theory")
      let width = isTheory ? 1 : Double(try point[Axis<Int>("width", "")])
      func entry(_ name: String, _ inside: Int) -> RowEntry {
        let computed: [Double] = (0..<4).flatMap { (time: Int) -> [Double] in
          (0..<inside).map { (k: Int) -> Double in Double(time * (2 + k % 3)) + 0.5 }
        }
        let blocks: [Double] = (0..<16).flatMap { (block: Int) -> [Double] in
          let scatter = block % 2 == 0 ? 1.01 : 0.99
          return computed.map { $0 / width * scatter }
        }
        return Column<Double>(name, "") => (isTheory ? computed : blocks)
      }
      let drifts: [RowEntry] = ["mean_kernel_drift", "fluctuations_drift", "movement_drift"].map { entry($0, 8) }
      let eigenvalues: [RowEntry] = ["eigenvalue", "repulsion", "largest_rate"].map { entry($0, 1) }
      return Row(drifts + [entry("kernel", 36)] + eigenvalues)
    }
    let values = try scoreValues(rows)
    #expect(values.count == 2 * 3 * 4)
    let drift = try FinishedExperiment(
      experiments["finitewidth/kernel-drift"], settings: bench.settings, references: nil)
    let others = try scoreValues(drift)
    #expect(others.count == 2 * (3 * 2 + 3))
    for (key, value) in values.merging(others, uniquingKeysWith: { $1 }) {
      #expect(abs(value - 1) < 1e-9, "\(key): \(value)")
    }
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("finitewidth/dynamics").keys))
    #expect(Set(others.keys).isSubset(of: try ReferenceNumbers("finitewidth/kernel-drift").keys))
    #expect(try #require(try drift.figure).summary.panels.count == 2)
  }
}
