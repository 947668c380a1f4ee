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
    #expect(Set(values.keys) == (try ReferenceNumbers("lee2019/figure1").keys))
    for nonlinearity in ["relu", "tanh"] {
      for name in ["input_weights", "hidden_weights", "output_weights", "tangent_kernel", "covariance_kernel"] {
        #expect(abs((try #require(values["\(nonlinearity)/\(name)/slope"])) + 1) < 1e-12)
      }
      #expect(abs((try #require(values["\(nonlinearity)/linearisation_error/slope_above_bound"])) + 0.5) < 1e-12)
      // The last of seven quantities at the last width.
      #expect(abs(try #require(values["\(nonlinearity)/final_loss"]) - 7.0 / 512) < 1e-15)
    }
    let summary = try #require(try finished.figure).summary
    #expect(summary.title == "3 hidden layers, 16 images, 256 steps at η = 1")
    let panels = ["input and output weights", "hidden weights", "kernels and outputs"]
    #expect(summary.panels.map(\.title) == panels.map { "ReLU: \($0)" } + panels.map { "tanh: \($0)" })
    let labels = [
      ["input weights", "output weights", "1/√<i>n</i>"], ["hidden weights", "1/<i>n</i>"],
      ["tangent kernel", "NNGP kernel", "distance from linearised network", "1/√<i>n</i>", "1/<i>n</i>"],
    ]
    #expect(summary.panels.map(\.labels) == labels + labels)
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
    #expect(changes.count == 8 * 7)
    #expect(changes.allSatisfy { $0 > 0 && $0 < 1.5 })
    // Half the mean square of the targets is 0.045.
    for network in 0..<8 { #expect(changes[7 * network + 6] < 0.03) }
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
    // Networks at μ ± σ in turn: variance 64/63 σ² for 64 of them, and the mean is the theory's.
    let finished = try bench.filled(experiment) { _, _, entry in
      let place = entry % mean.count
      return mean[place] + (entry / mean.count % 2 == 0 ? 1 : -1) * max(0, variance[place]).squareRoot()
    }
    let values = try scoreValues(finished)
    let published = try ReferenceNumbers("lee2019/figure2").keys
    #expect(Set(values.keys).isSubset(of: published))
    for time in [0, 16, 64, 256] {
      #expect(abs(try #require(values["t\(time)/variance_ratio"]) - 64.0 / 63) < 1e-9)
      #expect(try #require(values["t\(time)/mean_distance"]) < 1e-9)
    }
    // All positions move together: the relative error of their variance is that of one chi-square, √(2/(N − 1)), but
    // for what the estimate takes off a covariance of rank one, (N − 1)/((N − 2)(N + 1)) (N − 1 − 1) (N − 1)/(N − 1).
    let score = try #require(try finished.scores.first { $0.key == "t0/variance_ratio" })
    let n = 64.0
    let unbiased = (n - 1) * (n - 1) / ((n - 2) * (n + 1)) * (1 - 1 / (n - 1))
    #expect(abs(try #require(score.standardError) / score.value - (2 / (n - 1) * unbiased).squareRoot()) < 1e-9)
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
