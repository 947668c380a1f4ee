import Bayes
import ExperimentSupport
import Suite
import Testing

@Suite("Networks trained under weight decay")
struct DecayTaskTests {
  private static func cell(prior: Int, width: Int) throws -> [String: [Double]] {
    try Bench().row(of: experiments["bayes/weight-decay"], cell: [prior, width]).numbers
  }

  /// The derivation, exactly: at any width the trained readout is the process with the network's own kernel and noise
  /// σ².
  @Test func weightDecayOnTheReadoutIsRidgeRegression() throws {
    let values = try Self.cell(prior: 0, width: 0)
    // Single precision, and what the optimiser leaves of the slowest mode.
    for distance in try #require(values["closed_form_distance"]) { #expect(distance < 1e-3) }
    // Sixteen units are far from infinitely many.
    for distance in try #require(values["distance"]) { #expect(distance > 0.05) }
  }

  /// With decay towards 0 the network still fits: by the estimate about 0.9 is left at the widest, and more at 64
  /// units. It is below 1, since f is linear in the last layer v and therefore Σ f·(y − f) = σ² ‖v‖² at the maximum.
  @Test func decayTowardsZeroLeavesAFit() throws {
    let values = try Self.cell(prior: 2, width: 2)
    // σ² = 0.09 (3/256)^{2/3}
    #expect(abs(try #require(values["noise_variance"]?.first) - 0.0046433) < 1e-7)
    for fit in try #require(values["fit"]) { #expect((0.85..<1).contains(fit)) }
    // The control has the same noise, which leaves it a fit as well.
    let control = try Self.cell(prior: 3, width: 2)
    #expect(control["noise_variance"] == values["noise_variance"])
    for fit in try #require(control["fit"]) { #expect((0.85..<1.05).contains(fit)) }
  }
}
