import Plotting
import Results
import Suite

/// Poole et al. 2016, Figure 5 and Section 4: deep networks against shallow ones. Which frequencies of a function on
/// half a great circle can be fitted by the outputs of deep networks and of networks with one wide hidden layer (panels
/// C and D), and how long the image of a circle becomes in either.
///
/// Settings and arithmetic are those of the authors' notebook: σ_w = 4, σ_b = 0.3, 500 inputs and outputs, 10,000
/// points, unit vectors as inputs, five networks of a kind, single precision.
struct Figure5: HasFindings {
  typealias Found = Figure5Scores

  let id = "poole2016/figure5"
  let title = "Deep against shallow: frequencies within reach, and the length of a curve (Figure 5)"
  let reference = "arXiv:1606.05340"

  struct Settings: Codable {
    var networks: ExpressiveNetworks
    var lengths: CurveLengths
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        networks: ExpressiveNetworks(points: 2_500, depths: [1, 3, 5], widths: [100, 710], count: 3),
        lengths: CurveLengths(layers: 7, multiples: [1, 3, 7], count: 6)),
      seconds: 3, megabytes: 400),
    .standard: TierPlan(
      Settings(
        networks: ExpressiveNetworks(
          points: 10_000, depths: [1, 3, 5, 7, 9], widths: [100, 710, 2_680], count: 5),
        lengths: CurveLengths(layers: 13, multiples: [1, 3, 5, 7, 9, 11, 13], count: 20)),
      seconds: 34, megabytes: 700),
    .paper: TierPlan(
      Settings(
        networks: ExpressiveNetworks(
          points: 10_000, depths: [1, 3, 5, 7, 9, 11, 13],
          widths: [100, 190, 370, 710, 1_380, 2_680, 5_170, 10_000], count: 5),
        lengths: CurveLengths(layers: 13, multiples: [1, 3, 5, 7, 9, 11, 13], count: 50)),
      seconds: 110, megabytes: 700),
  ]

  func sweeps(_ settings: Settings) -> [Sweep] { settings.networks.sweeps + settings.lengths.sweeps }
}
