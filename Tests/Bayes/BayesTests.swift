import Experiments
import Foundation
import Suite
import Testing

@Suite("Ensembles, double descent and weight decay")
struct BayesTests {
  /// Errors that grow with the variance, which differs from method to method by a factor alone: every correlation is 1.
  @Test func uncertaintyIsMeasuredAsCorrelation() throws {
    let finished = try Bench().filled("bayes/uncertainty") { variable, cell, entry in
      // Every network has the same.
      let variance = 0.1 + Double(entry % 2_000 * 7919 % 2_000) / 2_000
      return variable != "predicted_variance" ? 0.5 * variance : variance * Double(1 + cell[1])
    }
    let values = try measuredValues(finished)
    #expect(values.count == 8)
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("bayes/uncertainty").keys))
    for (_, value) in values { #expect(abs(value - 1) < 1e-12) }
    let table = try finished.experiment.narrative(finished.results, tier: .quick)
    // The variance is 0.1 + k/2000 over all k: mean 0.59975, and dropout's is four times as large.
    #expect(table.contains("| 2.39900 |"))
    try expectPicture(finished)
  }

  /// A curve with its valley at a quarter and its peak at n k parameters.
  @Test func thePeakIsFound() throws {
    func curve(_ power: Double) -> Double { 0.1 + 0.4 * exp(-power * power / 4) }
    let finished = try Bench().filled("bayes/double-descent") { variable, cell, _ in
      variable == "test_mse" ? curve(Double(cell[1] - 4)) : 0.01
    }
    let values = try measuredValues(finished)
    let reference = try ReferenceNumbers("bayes/double-descent")
    #expect(Set(values.keys) == reference.keys)
    for way in ["readout", "both_layers"] {
      #expect(values["\(way)/peak_parameters_over_data"] == 1)
      let (rise, fall) = (try #require(values["\(way)/peak_over_valley"]), try #require(values["\(way)/end_over_peak"]))
      #expect(abs(rise - 0.5 / curve(-4)) < 1e-9)
      #expect(abs(fall - curve(5) / 0.5) < 1e-9)
    }
    try expectPicture(finished)
  }

  /// On the images themselves: as many random features as images fit them all, and more do it with a smaller norm and
  /// error.
  @Test func theReadoutInterpolatesFromItsPeakOn() throws {
    let (bench, experiment) = (try Bench(), try Bench.experiment("bayes/double-descent"))
    let context = bench.context(of: "bayes/double-descent")
    func run(_ power: Int) throws -> [String: [Double]] {
      try experiment.run(group: "/", cell: [0, power + 4], tier: .quick, context: context).values.numbers
    }
    let (few, square, many) = (try run(-4), try run(0), try run(5))
    func mean(_ values: [Double]?) throws -> Double { try #require(values).reduce(0, +) / 2 }
    #expect(try mean(few["training_mse"]) > 1e-3)
    #expect(try mean(many["training_mse"]) < 1e-12)
    #expect(try mean(square["test_mse"]) > 2 * mean(few["test_mse"]))
    #expect(try mean(many["test_mse"]) < mean(few["test_mse"]) * 2)
  }

  @Test func distancesAreFittedByPrior() throws {
    let finished = try Bench().filled("bayes/weight-decay") { variable, cell, network in
      if variable == "closed_form_distance" { return 0.001 }
      if variable == "fit" { return 0.25 * Double(cell[0] + 1) }
      if cell[0] == 2 { return 0.9 + 0.02 * Double(network % 4) }
      if cell[0] == 3 { return 0.3 + 0.01 * Double(network % 4) }
      return pow(2, -0.5 * Double(cell[1]))
    }
    let values = try measuredValues(finished)
    let keys = try ReferenceNumbers("bayes/weight-decay").keys
    #expect(keys.isSubset(of: values.keys))
    #expect(abs(try #require(values["readout/slope"]) + 0.5) < 1e-12)
    #expect(abs(try #require(values["initial/slope"]) + 0.5) < 1e-12)
    #expect(abs(try #require(values["zero/slope"])) < 1e-12)
    #expect(values["readout/closed_form_distance"] == 0.001)
    // 2^{−k/2} is proportional to 1/√n, and a constant is its own limit.
    #expect(abs(try #require(values["initial/limit"])) < 1e-12)
    #expect(abs(try #require(values["zero/limit"]) - 0.93) < 1e-12)
    // Network by network 0.60, 0.61, 0.62, 0.63: 0.615, and Student's t for three degrees of freedom is 5.84091.
    let excess = try #require(
      finished.experiment.measurements(finished.results, tier: .quick).first { $0.key == "zero/limit_above_initial" })
    #expect(abs(excess.value - 0.615) < 1e-12 && excess.samples == 4)
    // Their variance is 0.01² · 5/3, that of the mean a quarter of it.
    let interval = 5.84091 * 0.01 * (5.0 / 12).squareRoot()
    let measured = 2.576 * (try #require(excess.standardError))
    #expect(abs(measured - interval) < 1e-7)
    #expect(values["zero/widest_fit"] == 0.75)
    let text = try finished.experiment.narrative(finished.results, tier: .quick)
    #expect(text.contains("| 256 | 0.250 | 0.500 | 0.750 | 1.000 |"))
    try expectPicture(finished)
  }

  /// The derivation, exactly: at any width the trained readout is the process with the network's own kernel and noise
  /// σ².
  @Test func weightDecayOnTheReadoutIsRidgeRegression() throws {
    let (bench, experiment) = (try Bench(), try Bench.experiment("bayes/weight-decay"))
    let values = try experiment.run(
      group: "/", cell: [0, 0], tier: .quick, context: bench.context(of: "bayes/weight-decay")
    ).values.numbers
    // Single precision, and what the optimiser leaves of the slowest mode.
    for distance in try #require(values["closed_form_distance"]) { #expect(distance < 1e-3) }
    // Sixteen units are far from infinitely many.
    for distance in try #require(values["distance"]) { #expect(distance > 0.05) }
  }

  /// With decay towards 0 the network still fits: by the estimate about 0.9 is left at the widest, and more at 64
  /// units. It is below 1, since f is linear in the last layer v and therefore Σ f·(y − f) = σ² ‖v‖² at the maximum.
  @Test func decayTowardsZeroLeavesAFit() throws {
    let (bench, experiment) = (try Bench(), try Bench.experiment("bayes/weight-decay"))
    let values = try experiment.run(
      group: "/", cell: [2, 2], tier: .quick, context: bench.context(of: "bayes/weight-decay")
    ).values.numbers
    // σ² = 0.09 (3/256)^{2/3}
    #expect(abs(try #require(values["noise_variance"]?.first) - 0.0046433) < 1e-7)
    for fit in try #require(values["fit"]) { #expect((0.85..<1).contains(fit)) }
    // The control has the same noise, which leaves it a fit as well.
    let control = try experiment.run(
      group: "/", cell: [3, 2], tier: .quick, context: bench.context(of: "bayes/weight-decay")
    ).values.numbers
    #expect(control["noise_variance"] == values["noise_variance"])
    for fit in try #require(control["fit"]) { #expect((0.85..<1.05).contains(fit)) }
  }
}
