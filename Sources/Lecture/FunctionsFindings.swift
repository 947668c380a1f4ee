import Foundation
import Plotting
import Results
import Suite

/// What `DrawnFunctions` found: whether bands hold what they say.
struct FunctionsFindings: Findings {
  private let pictures, calibration, training: Table
  private let settings: DrawnFunctions.Settings

  init(_ tables: Tables, _ settings: DrawnFunctions.Settings) throws {
    pictures = try tables[DrawnFunctions.pictures]
    calibration = try tables[DrawnFunctions.calibration]
    training = try tables[DrawnFunctions.training]
    self.settings = settings
  }

  var scores: [Score] {
    get throws {
      let trained = [FunctionEnsemble.trained, .decayed]
      let ofThePrior = try [
        limit(
          "prior/components", calibration.lists(DrawnFunctions.components, by: DrawnFunctions.width),
          "networks at initialisation: mean (q·f)²/λ over the first eigenfunctions of K"),
        limit(
          "prior/coverage", values(DrawnFunctions.coverage, .prior),
          "functions of networks within 2 deviations: \(FunctionEnsemble.prior.name)"),
      ]
      let least = try trained.map { ensemble in
        try limit(
          ensemble.hasNoise ? "noisy_posterior/least_error" : "posterior/least_error",
          excess(ensemble, over: values(DrawnFunctions.distance, ensemble)),
          "error of the mean beyond the posterior's, over (A Y − A_p Y)²: \(ensemble.name)")
      }
      let excesses = try trained.map { ensemble in
        let variance = try calibration.value(
          DrawnFunctions.posteriorVariance, DrawnFunctions.ensemble == ensemble)
        return try limit(
          "\(ensemble.rawValue)/excess_error",
          excess(ensemble, over: values(DrawnFunctions.distance, ensemble).map { $0.map { _ in variance } }),
          "error of the mean beyond the posterior's, over the posterior's: \(ensemble.name)")
      }
      let shares = try [
        limit(
          "decayed/coverage", values(DrawnFunctions.coverage, .decayed),
          "functions of networks within 2 deviations: \(FunctionEnsemble.decayed.name)"),
        limit(
          "trained/limit_within_band", values(DrawnFunctions.limitShare, .trained),
          "what the limit makes of initial functions within 2 deviations: \(FunctionEnsemble.trained.name)"),
      ]
      let beyond = try trained.map { ensemble in
        try limit(
          "\(ensemble.rawValue)/within_beyond_limit", within(ensemble),
          "share within 2 deviations less the limit's: \(ensemble.title)")
      }
      return ofThePrior + least + excesses + shares + beyond
    }
  }

  private func limit(_ key: String, _ values: [[Double]], _ title: String) throws -> Score {
    let limit = try WidthLimit(widths: settings.widths, values: values)
    return Score(
      key: key, value: limit.value, standardError: limit.standardError, samples: limit.blocks, title: title + ", n → ∞")
  }

  /// By width, one number a network.
  private func values(_ column: Column<Double>, _ ensemble: FunctionEnsemble) throws -> [[Double]] {
    try calibration.lists(column, by: DrawnFunctions.width, DrawnFunctions.ensemble == ensemble)
  }

  /// By how much the mean square error of an ensemble's mean is larger than the posterior's, over something.
  private func excess(_ ensemble: FunctionEnsemble, over scales: [[Double]]) throws -> [[Double]] {
    let (own, best) = (
      try values(DrawnFunctions.error, ensemble), try values(DrawnFunctions.posteriorError, ensemble)
    )
    return zip(zip(own, best), scales).map { pair, scales in
      zip(zip(pair.0, pair.1), scales).map { ($0.0 - $0.1) / $1 }
    }
  }

  /// What the share of a network's function is beyond that of the limit's.
  private func within(_ ensemble: FunctionEnsemble) throws -> [[Double]] {
    let (networks, limits) = (
      try training.lists(DrawnFunctions.within, by: DrawnFunctions.width, DrawnFunctions.ensemble == ensemble),
      try training.lists(DrawnFunctions.limitWithin, by: DrawnFunctions.width, DrawnFunctions.ensemble == ensemble)
    )
    return zip(networks, limits).map { zip($0, $1).map { $0 - $1 } }
  }

  /// Before data on the left, then given data; without noise above.
  var figure: Figure? {
    get throws {
      let order: [FunctionEnsemble] = [.networks, .posterior, .trained, .prior, .noisyPosterior, .decayed]
      return try Figure(
        title: "Functions of infinitely wide networks: mean ± 2 deviations, single functions, data", columns: 3,
        showsPanelLabels: false, panelSize: Size(400, 330), panels: order.map(panel))
    }
  }

  private func panel(_ ensemble: FunctionEnsemble) throws -> Panel {
    let isThis = DrawnFunctions.ensemble == ensemble
    let x = try pictures[FunctionPictures.position]
    let (mean, deviation) = (
      try pictures[FunctionPictures.mean, isThis], try pictures[FunctionPictures.deviation, isThis]
    )
    let functions = try pictures.lists(FunctionPictures.function, by: FunctionPictures.draw, isThis)
    let observations = try pictures.lists(FunctionPictures.observation, by: FunctionPictures.draw, isThis)
    let band = Layer.band(
      x: x, lower: zip(mean, deviation).map { $0 - 2 * $1 }, upper: zip(mean, deviation).map { $0 + 2 * $1 },
      colour: .grey)
    let lines = functions.enumerated().map { k, function in
      Layer.line(x: x, y: function, colour: .palette(k), dash: .solid, width: 1.3)
    }
    // One value in eight.
    let places = stride(from: 4, to: x.count, by: 8)
    let values = observations.enumerated().map { k, values in
      Layer.points(x: places.map { x[$0] }, y: places.map { values[$0] }, colour: .palette(k), size: 4, opacity: 0.8)
    }
    let data = Layer.points(
      x: settings.data.inputs, y: settings.data.targets,
      errors: ensemble.hasNoise ? settings.data.inputs.map { _ in settings.noise } : nil, colour: .black, size: 9)
    let hasData = ensemble != .networks && ensemble != .prior
    return Panel(
      title: ensemble.title + (ensemble.isOfNetworks ? ", <i>n</i> = \(settings.shownWidth)" : ""),
      x: PlotAxis("<i>x</i>"), y: PlotAxis("<i>f</i>(<i>x</i>)", from: -6, to: 6),
      layers: [band] + (hasData ? [.line(x: x, y: mean, colour: .black, dash: .dashed, width: 1.8)] : []) + lines
        + (ensemble == .prior ? values : []) + (hasData ? [data] : []))
  }

  var narrative: String {
    """
    erf, two hidden layers, σ_w² = \(settings.data.weightVariance.formatted), σ_b² = \
    \(settings.data.biasVariance.formatted); \(settings.data.inputs.count) points, noise of σ = \
    \(settings.noise.formatted) where there is any. Networks are trained by \(settings.steps) full-batch steps at η = \
    \(settings.rateFraction.formatted)/(λ_max + σ²) in NTK parameterisation, with weight decay σ² towards the first \
    weights where data have noise. \(settings.networks) networks a width \
    \(settings.widths.map(String.init).joined(separator: ", ")) with \(settings.outputs) outputs each are the truths \
    from which data at the inputs are taken, and \(settings.places) places are looked at; \(settings.trainedNetworks) \
    networks a width are trained, and as many with weight decay. Numbers are the a of a + b/n, network by network over \
    the wider half of the widths; an interval joins Student's 99 % over networks with the change from the narrower half. \
    Bands of networks trained with weight decay are too narrow for truths with noisy data: the noise is the same for all.
    """
  }
}
