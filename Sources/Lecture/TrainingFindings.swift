import Foundation
import Plotting
import Results
import Suite

/// What `TrainedNetworks` found of functions and tangent kernels.
struct TrainingFindings: Findings {
  private let judged, pictures: Table
  private let settings: TrainedNetworks.Settings

  init(_ tables: Tables, _ settings: TrainedNetworks.Settings) throws {
    (judged, pictures) = (try tables[TrainedNetworks.networks], try tables[TrainedNetworks.pictures])
    self.settings = settings
  }

  /// By width, one number a network.
  private func values(_ column: Column<Double>) throws -> [[Double]] {
    try judged.lists(column, by: TrainedNetworks.width)
  }

  var scores: [Score] {
    get throws {
      try [
        limit("function/learnt", TrainedNetworks.learnt, "change of the function over the limit's, n → ∞"),
        limit("kernel/initial", TrainedNetworks.initialKernel, "Θ̂ of two inputs before training over Θ, n → ∞"),
        slope("kernel/spread", TrainedNetworks.kernelSpread, "‖Θ̂₀ − Θ‖ of two inputs: slope against width, log-log"),
        slope("kernel/change", TrainedNetworks.kernelChange, "‖Θ̂ − Θ̂₀‖ of two inputs: slope against width, log-log"),
      ]
    }
  }

  private func limit(_ key: String, _ column: Column<Double>, _ title: String) throws -> Score {
    let limit = try WidthLimit(widths: settings.widths, values: values(column))
    return Score(
      key: key, value: limit.value, standardError: limit.standardError, samples: limit.blocks, title: title)
  }

  private func slope(_ key: String, _ column: Column<Double>, _ title: String) throws -> Score {
    let scaling = try WidthScaling(widths: settings.widths, values: values(column))
    return Score(
      key: "\(key)/slope", value: scaling.slope, standardError: scaling.standardError, samples: scaling.seeds,
      title: title)
  }

  /// Functions above, kernels of two inputs below, a column a width.
  var figure: Figure? {
    get throws {
      let drawn = try pictures.lists(TrainingPictures.function, by: TrainedNetworks.width).flatMap(\.self)
      let highest = 1.05 * (drawn.map(\.magnitude).max() ?? 1)
      return Figure(
        title: "\(settings.data.inputs.count) points learnt by networks with two hidden layers of <i>n</i> units",
        columns: settings.shownWidths.count, legend: .shared, showsPanelLabels: false, panelSize: Size(400, 330),
        panels: try settings.shownWidths.map { try functions(width: $0, highest: highest) }
          + settings.shownWidths.map(ellipses))
    }
  }

  private func functions(width: Int, highest: Double) throws -> Panel {
    let x = try pictures[TrainingPictures.position]
    func lines(_ stage: Stage, _ label: String, _ colour: Colour, width thickness: Double) throws -> [Layer] {
      try pictures.lists(
        TrainingPictures.function, by: TrainedNetworks.network, TrainedNetworks.width == width,
        TrainingPictures.stage == stage
      ).map { .line(x: x, y: $0, label: label, colour: colour, dash: .solid, width: thickness, opacity: 0.75) }
    }
    let mean = try pictures[TrainingPictures.mean, TrainingPictures.stage == .after]
    let deviation = try pictures[TrainingPictures.deviation, TrainingPictures.stage == .after]
    return Panel(
      title: "<i>n</i> = \(width)", x: PlotAxis("<i>x</i>"),
      y: PlotAxis("<i>f</i>(<i>x</i>)", from: -highest, to: highest),
      layers: [
        .band(
          x: x, lower: zip(mean, deviation).map { $0 - 2 * $1 }, upper: zip(mean, deviation).map { $0 + 2 * $1 },
          label: "<i>n</i> = ∞, trained: mean ± 2 deviations", colour: .black)
      ] + (try lines(.before, "networks before", .palette(5), width: 1.1))
        + (try lines(.after, "networks after training", .palette(1), width: 1.3)) + [
          .line(x: x, y: mean, colour: .black, dash: .dashed, width: 1.8),
          .points(x: settings.data.inputs, y: settings.data.targets, label: "data", colour: .black, size: 9),
        ])
  }

  /// Θ g of gaps g of length 1.
  private static func ellipse(_ entries: [Double]) -> (x: [Double], y: [Double]) {
    let angles = (0...120).map { 2 * Double.pi * Double($0) / 120 }
    return (
      angles.map { entries[0] * cos($0) + entries[1] * sin($0) },
      angles.map { entries[1] * cos($0) + entries[2] * sin($0) }
    )
  }

  private func ellipses(width: Int) throws -> Panel {
    func layers(_ stage: Stage, _ label: String, _ colour: Colour) throws -> [Layer] {
      try pictures.lists(
        TrainingPictures.kernel, by: TrainedNetworks.network, TrainedNetworks.width == width,
        TrainingPictures.stage == stage
      ).map { entries in
        let curve = Self.ellipse(entries)
        return .line(x: curve.x, y: curve.y, label: label, colour: colour, dash: .solid, width: 1.2, opacity: 0.8)
      }
    }
    let all = try pictures.lists(TrainingPictures.kernel, by: TrainedNetworks.width).flatMap(\.self)
    let reach = 1.1 * (all.map(\.magnitude).max() ?? 1)
    let curve = Self.ellipse(try pictures[TrainingPictures.limitKernel])
    // A panel is as much wider than it is high.
    let axis = { (input: Double, reach: Double) in
      PlotAxis("Θ<i>g</i> at <i>x</i> = \(input.formatted)", from: -reach, to: reach)
    }
    return Panel(
      title: "<i>n</i> = \(width)", x: axis(settings.pair[0], 1.35 * reach), y: axis(settings.pair[1], reach),
      layers: try layers(.before, "networks before", .palette(5))
        + layers(.after, "networks after training", .palette(1))
        + [.line(x: curve.x, y: curve.y, label: "<i>n</i> = ∞", colour: .black, dash: .dashed, width: 1.8)])
  }

  var narrative: String {
    """
    erf, two hidden layers, σ_w² = \(settings.data.weightVariance.formatted), σ_b² = \
    \(settings.data.biasVariance.formatted), NTK parameterisation; \(settings.data.inputs.count) points, full-batch gradient descent at η = \
    \(settings.rateFraction.formatted)/λ_max on half the sum of squares, \(settings.steps) steps. \
    \(settings.networks) networks a width \
    \(settings.widths.map(String.init).joined(separator: ", ")), and \(settings.shown) of each of the widths that are \
    drawn. Kernels are of x = \(settings.pair[0].formatted) and \(settings.pair[1].formatted); an ellipse is what Θ̂ \
    makes of the unit circle of gaps. Coefficients are the a of a + b/n, network by network over the wider half of \
    the widths, and slopes those of the wider half; an interval joins Student's 99 % over networks with the change \
    from the narrower half.
    """
  }
}

extension Double {
  /// As short as it can be.
  var formatted: String { String(format: "%g", self).replacing("-", with: "−") }
}
