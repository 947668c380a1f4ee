import ExperimentSupport
import Foundation
import Lee2019
import Plotting
import Results
import Suite
import Testing

@Suite("Wide networks become linear")
struct WideNetworkTests {
  /// Changes that fall as 1/n in every quantity: slopes −1, whatever the sizes.
  @Test func slopesAreMeasuredUnderTheReferencesKeys() throws {
    let finished = try Bench().filled(experiments["lee2019/figure1"]) { _, point, entry in
      Double(1 + entry % 7) / Double(try point[Axis<Int>("width", "")])
    }
    let values = try scoreValues(finished)
    #expect(try ReferenceNumbers("lee2019/figure1").keys.isSubset(of: values.keys))
    for name in ["input_weights", "hidden_weights", "output_weights", "tangent_kernel", "covariance_kernel"] {
      #expect(abs((try #require(values["relu/\(name)/slope"])) + 1) < 1e-12)
    }
    // The last of seven quantities at the last width.
    #expect(abs(try #require(values["relu/final_loss"]) - 7.0 / 512) < 1e-15)
    let summary = try #require(try finished.figure).summary
    #expect(summary.title == "ReLU, 3 hidden layers, 40 images, 512 steps at η = 1")
    #expect(summary.panels.map(\.title) == ["input and output weights", "hidden weights", "kernels and outputs"])
    #expect(
      summary.panels.map(\.labels) == [
        ["input weights", "output weights", "1/√<i>n</i>"], ["hidden weights", "1/<i>n</i>"],
        ["tangent kernel", "NNGP kernel", "distance from linearised network", "1/√<i>n</i>", "1/<i>n</i>"],
      ])
    // Five widths.
    #expect(summary.panels.flatMap(\.layers).allSatisfy { $0.points == 5 })
  }

  /// The narrowest networks, trained on procedural images: they learn, and norms of changes stay below the norms
  /// themselves.
  @Test func aCellTrainsItsNetworks() throws {
    let bench = try Bench()
    let sweep = try #require(try experiments["lee2019/figure1"].plan(.quick).sweeps.first)
    let row = try sweep.run(sweep.layout.points[0], bench.context(of: "lee2019/figure1"))
    let changes = try #require(row.values.numbers["change"])
    #expect(changes.count == 4 * 7)
    #expect(changes.allSatisfy { $0 > 0 && $0 < 1.5 })
    // Half the mean square of the targets is 0.045.
    for network in 0..<4 { #expect(changes[7 * network + 6] < 0.03) }
  }

  /// An ensemble that is the theory's mean to the last digit, but for one network in each direction.
  @Test func theEnsembleIsHeldAgainstGradientFlow() throws {
    let bench = try Bench()
    let experiment = try experiments["lee2019/figure2"]
    let sweep = try #require(try experiment.plan(.quick).sweeps.first)
    let theory = try #require(try sweep.constants?(bench.context(of: "lee2019/figure2"))).values.numbers
    let (mean, variance) = (try #require(theory["flow_mean"]), try #require(theory["flow_variance"]))
    #expect(mean.prefix(41).allSatisfy { $0 == 0 })
    // Training pulls the outputs at the two images to their targets, and their spread with them.
    let last = mean.count - 41
    #expect(mean[last + 10] < -0.5 && mean[last + 30] > 0.5)
    #expect(variance[last + 10] < 0.1 * variance[10] && variance[last + 30] < 0.1 * variance[30])
    // Networks at μ ± σ in turn: variance 12/11 σ² for twelve of them, and the mean is the theory's.
    let finished = try bench.filled(experiment) { _, _, entry in
      let place = entry % mean.count
      return mean[place] + (entry < mean.count ? 1 : -1) * max(0, variance[place]).squareRoot()
    }
    let values = try scoreValues(finished)
    let published = try ReferenceNumbers("lee2019/figure2").keys
    #expect(Set(values.keys).isSubset(of: published))
    for time in [0, 16, 64, 256] {
      #expect(abs(try #require(values["t\(time)/variance_ratio"]) - 12.0 / 11) < 1e-9)
      #expect(try #require(values["t\(time)/mean_distance"]) < 1e-9)
    }
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.map(\.title) == [0, 16, 64, 256].map { "<i>t</i> = \($0)" })
    #expect(
      summary.labels == [
        "last layer alone (NNGP)", "all layers (NTK)", "ensemble", "± 2 standard deviations", "training images",
      ])
    // 41 positions and two images.
    #expect(summary.panels.allSatisfy { $0.layers.map(\.points) == [41, 41, 41, 41, 41, 41, 41, 2] })
  }
}
