import Datasets
import Foundation
import Platform
import Plotting
import Results
import Suite

/// Weight decay as a Gaussian prior: networks trained to the maximum of the posterior against Gaussian-process means
/// with the matching noise.
///
/// *Derivation.* In NTK parameterisation every parameter θ has the prior N(0, 1). With targets y = f(x) + N(0, σ²) the
/// negative log posterior is, times σ²,
///
///     ½ Σ ‖f(x) − y‖² + ½ σ² ‖θ‖²,
///
/// gradient descent with weight decay λ = σ² in the parameters of that parameterisation. *Readout:* if the last layer
/// alone is trained, f is linear in it, f = σ_w h·v/√n + σ_b b, and the maximum is ridge regression: the posterior mean
/// of a Gaussian process with the covariance K̂ = σ_w² h·h'/n + σ_b² and noise σ², at every width; K̂ → K as 1/√n. *All
/// layers, decay towards θ₀:* the prior N(θ₀, I) gives ½ σ² ‖θ − θ₀‖². Where the network is linear in θ − θ₀ the
/// maximum is
///
///     f(x) = f₀(x) + Θ(x, X) (Θ(X, X) + σ² I)⁻¹ (Y − f₀(X)),
///
/// the posterior mean of a process with the covariance Θ, noise σ² and prior mean f₀. *All layers, decay towards 0:*
/// the usual weight decay. ‖θ₀‖² is the number of parameters, so the maximum lies far from θ₀ at every width, the
/// network is not linear on the way, and no kernel of the initial network describes it.
///
/// *Which σ² leaves a network a fit, towards 0.* Without biases f is homogeneous of degree L = 3 in θ, θ·∂f/∂θ = 3f, so
/// that where the gradient vanishes, times θ,
///
///     Σ f·(y − f) = σ² ‖θ‖²/3.
///
/// Let s = σ² ‖θ‖²/(3 Σ‖y‖²) with the norm of the weights that fit. Those of f = (1 − δ) y are smaller, ‖θ‖² ∝ (1 −
/// δ)^{2/3}, and
///
///     δ (1 − δ)^{1/3} = s.
///
/// The left side is 0.472 at most, at δ = 3/4: beyond it there is no maximum but the zero function. The posterior
/// prefers the zero function from s ≈ 0.40 on, where its energy, 1, is that of the fit, δ² + 3 s (1 − δ)^{2/3}. *An
/// estimate of s:* a product of three layers of rank one and norm w each maps an input of norm √d to σ_w³ w³/n, and if
/// r of them are needed, ‖θ‖² ≈ 3 r (n ‖y‖/σ_w³)^{2/3}, r at most one an image. With r = m images, ‖y‖² = 0.9 and σ_w²
/// = 2, Σ‖y‖² = 0.9 m and (‖y‖/σ_w³)^{2/3} = 3^{−2/3}, and m cancels:
///
///     s ≈ σ² (n/3)^{2/3}/0.9.
///
/// It bounds nothing, since images overlap and σ_b² = 0.1 is not 0. With σ² = 0.09 (3/n)^{2/3}, n the widest of the
/// tier, s ≈ 0.1 there and δ ≈ 0.104: about a tenth, by an estimate, and less for narrower networks. At a fixed σ² and
/// n → ∞ the zero function wins in the end, since ‖θ‖² grows with n.
///
/// *A control.* A distance of finitely wide networks falls as a + b/√n only in the end, so that an a fitted at these
/// widths is not 0 where the law holds either. Decay towards θ₀ is therefore repeated with the noise, the steps and the
/// initial parameters of decay towards 0, and the difference of the two a is taken network by network.
struct WeightDecay: HasFindings {
  typealias Found = DecayScores

  let id = "bayes/weight-decay"
  let title = "Weight decay as a Gaussian prior"
  let reference = "arXiv:1711.00165v3, arXiv:1902.06720v3"
  let datasets: [DatasetDescription] = [.mnist]

  struct Settings: Codable {
    /// Units of a hidden layer.
    var widths: [Int]
    var training, test, steps, seeds: Int
    var weightVariance = 2.0
    var biasVariance = 0.1
    var momentum = 0.9
    /// Pixels along a side of the squares that are averaged.
    var window = 4
    /// σ² of the readout and of decay towards θ₀.
    var noise = 0.5
    /// c of the low σ² = c (3/n)^{2/3}, n the widest of the networks.
    var lowNoise = 0.09
    /// At low noise so many times smaller is the rate than 1/(λ_max + σ²), and so many times more are the steps. On the
    /// way to a close fit λ_max of narrow networks grows above the kernel's, where a larger rate throws them far from
    /// θ₀.
    var lowNoisePatience = 4
    /// At low noise so many 1/√(ησ²) steps more, until what no data hold has decayed.
    var decaySteps = 16.0

    func noiseVariance(_ prior: DecayPrior) -> Double {
      prior.hasLowNoise ? lowNoise * pow(3 / Double(widths.max() ?? 1), 2.0 / 3) : noise
    }

    func patience(_ prior: DecayPrior) -> Int { prior.hasLowNoise ? lowNoisePatience : 1 }
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(widths: [16, 32, 64, 128, 256], training: 24, test: 200, steps: 500, seeds: 4), seconds: 9,
      megabytes: 200),
    .standard: TierPlan(
      Settings(widths: [32, 64, 128, 256, 512], training: 40, test: 1_000, steps: 1_000, seeds: 6), seconds: 90,
      megabytes: 500),
    .paper: TierPlan(
      Settings(
        widths: [32, 64, 128, 256, 512, 1_024, 2_048, 4_096], training: 500, test: 10_000, steps: 4_000, seeds: 10),
      seconds: 110_000, megabytes: 2_000),
  ]

  static let prior = Axis<DecayPrior>("prior", "what the decay pulls on")
  static let width = Axis<Int>("width", "units of a hidden layer")
  static let network = Axis<Int>("network", "independent networks")
  static let distance = Column<Double>(
    "distance", over: [network],
    "root mean squared difference of trained network and process on test images, over the root mean square of the "
      + "process")
  static let closedFormDistance = Column<Double>(
    "closed_form_distance", over: [network],
    "the same from the process with the network's own kernel at initialisation")
  static let fit = Column<Double>(
    "fit", over: [network], "Σ f·y/Σ y² of the trained network f and the targets y on training images")
  static let noiseVariance = Column<Double>("noise_variance", "σ², of the weight decay and of the process")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [Self.prior(DecayPrior.allCases), Self.width(settings.widths)],
        within: [Self.network(0..<settings.seeds)],
        columns: [Self.distance, Self.closedFormDistance, Self.fit, Self.noiseVariance]
      ) { point, context in
        let (prior, width) = (try point[Self.prior], try point[Self.width])
        let (training, test) = try context.first(settings.training, test: settings.test, of: .mnist)
        let task = try DecayTask(
          prior: prior, training: training, test: test, settings: settings, threads: context.threads)
        let scores = try Parallel.map(count: settings.seeds, threads: context.threads) { network in
          try task.scores(width: width, seed: context.seed(purpose: "parameters of width \(width)", index: network))
        }
        return Row(
          Self.distance => scores.map(\.process), Self.closedFormDistance => scores.map(\.closedForm),
          Self.fit => scores.map(\.fit), Self.noiseVariance => settings.noiseVariance(prior))
      }
      .ofTrainedNetworks().costing { point in
        let width = Double(try point[Self.width])
        return try point[Self.prior].relativeCost * (2_000 + 60 * width + width * width)
      }
    ]
  }

  func narrative(_ tables: Tables, _ settings: Settings) throws -> String {
    let table = try tables.only
    func noise(_ prior: DecayPrior) throws -> String {
      String(format: "%.2g", try table[Self.noiseVariance, Self.prior == prior].mean)
    }
    let weightVariance = String(format: "%g", settings.weightVariance)
    let decaySteps = String(format: "%g", settings.decaySteps)
    let side = DatasetDescription.mnist.shape.height / settings.window
    return try """
    ReLU, two hidden layers, σ_w² = \(weightVariance), σ_b² = \(settings.biasVariance); \(settings.training) training \
    and \(settings.test) test images of MNIST averaged to \(side) × \(side) pixels, targets one-hot minus 1/10, \
    \(settings.seeds) networks a width, \(settings.steps) full-batch steps with momentum \(settings.momentum) at the \
    rate 1/(λ_max + σ²), at low noise \(settings.lowNoisePatience) times as many at 1/\(settings.lowNoisePatience) of \
    it. Noise of network and process: σ² = \(noise(.readout)) for the readout and for decay towards θ₀; \
    \(noise(.zero)) for decay towards 0, which takes about a tenth of the fit, by an estimate, and there \
    \(decaySteps)/√(ησ²) more steps with momentum (1 − √(ησ²))², until what no data hold has decayed. Decay towards θ₀ \
    at this low noise, with as many steps and the same initial parameters, is the control: at these widths the fitted \
    limit of a distance is above 0 there too, and what decay towards 0 adds to it is the difference of the two. \
    Distances are relative root mean squares over test images. The table has Σ f·y/Σ y² of the trained networks f and \
    the targets y on training images, mean over networks: 0 for the zero function, 1 for an exact fit.

    \(DecayScores(tables, settings).table)
    """
  }
}
