import Foundation
import Plotting
import Results
import Suite

/// How the changes of `WeightChange` fall with the width.
struct ChangeByWidth: Findings {
  private typealias Quantity = TrainingChange.Quantity

  private let table: Table
  private let settings: WeightChange.Settings

  init(_ tables: Tables, _ settings: WeightChange.Settings) throws {
    table = try tables.only
    self.settings = settings
  }

  /// By width, one number a network.
  private func values(_ nonlinearity: NamedNonlinearity, _ quantity: Quantity) throws -> [[Double]] {
    try table.lists(
      WeightChange.change, by: WeightChange.width, TableAxes.nonlinearity == nonlinearity,
      WeightChange.quantity == quantity)
  }

  var scores: [Score] {
    get throws { try settings.nonlinearities.flatMap(scores) }
  }

  private func scores(_ nonlinearity: NamedNonlinearity) throws -> [Score] {
    let score = Scorer(key: "\(nonlinearity.name)/", title: "\(nonlinearity.title), ")
    let scalings = try Quantity.changes.map { quantity in
      (quantity, try WidthScaling(widths: settings.widths, values: values(nonlinearity, quantity)))
    }
    let slopes = scalings.dropLast().map { quantity, scaling in
      score(
        "\(quantity.rawValue)/slope", scaling.slope, error: scaling.standardError, samples: scaling.seeds,
        "\(quantity.title): slope against width, log-log")
    }
    // The theorem bounds the last of the changes by 1/√n: it has a sign, the slope above the bound's, and no value.
    let error = scalings[scalings.count - 1].1
    let losses = try values(nonlinearity, .finalLoss).last ?? []
    return slopes + [
      score(
        "linearisation_error/slope_above_bound", error.slope + 0.5, error: error.standardError, samples: error.seeds,
        "\(Quantity.linearisationError.title): slope above −1/2"),
      score(
        "final_loss", SampleMean(losses).mean, samples: losses.count,
        "half the mean squared error after training, widest networks"),
    ]
  }

  /// A row a nonlinearity: weights, kernels and the distance from the linearised network against width, log-log.
  var figure: Figure? {
    get throws {
      Figure(
        title: "\(settings.hiddenLayers) hidden layers, \(settings.images) images, \(settings.steps) steps "
          + "at η = \(settings.rate)",
        columns: 3,
        panels: try settings.nonlinearities.flatMap { nonlinearity in
          try [
            panel(nonlinearity, "input and output weights", [.inputWeights, .outputWeights], guides: [-0.5]),
            panel(nonlinearity, "hidden weights", [.hiddenWeights], guides: [-1]),
            panel(
              nonlinearity, "kernels and outputs", [.tangentKernel, .covarianceKernel, .linearisationError],
              guides: [-0.5, -1]),
          ]
        })
    }
  }

  private func panel(
    _ nonlinearity: NamedNonlinearity, _ title: String, _ quantities: [Quantity], guides: [Double]
  ) throws -> Panel {
    let x = settings.widths.map(Double.init)
    let values = try quantities.map { try self.values(nonlinearity, $0) }
    let lines = zip(quantities, values).enumerated().map { k, line in
      let means = line.1.map { SampleMean($0.map { log($0) }) }
      return Layer.line(
        x: x, y: means.map { exp($0.mean) }, errors: means.map { exp($0.mean) * $0.bar },
        label: line.0.title, colour: .palette(k), dash: .solid, marker: .cycled(k))
    }
    // Guides run through the first quantity at the widest networks.
    let last = SampleMean(values[0][x.count - 1]).mean
    let laws = guides.map { slope in
      Layer.guide(
        x: x, y: x.map { 0.75 * last * pow($0 / x[x.count - 1], slope) },
        label: slope == -1 ? "1/<i>n</i>" : "1/√<i>n</i>", colour: .grey, dash: slope == -1 ? .dotted : .dashed)
    }
    return Panel(
      title: "\(nonlinearity.title): \(title)", x: PlotAxis("width <i>n</i>", scale: .logarithmic),
      y: PlotAxis("relative change", scale: .logarithmic), layers: lines + laws)
  }

  var narrative: String {
    """
    \(settings.networks) networks a width, \(settings.hiddenLayers) hidden layers, σ_w² = \(settings.weightVariance), \
    σ_b² = \(settings.biasVariance), NTK parameterisation; the first \(settings.images) training images of MNIST, \
    targets one-hot minus 1/10, \(settings.steps) full-batch steps at η = \(settings.rate) on half the mean squared \
    error. Changes are relative Frobenius norms, of the tangent kernel over all pairs of images and outputs. A slope is \
    the mean over networks of the fits over the wider half of the widths; its interval joins Student's 99 % interval \
    over networks with the change of the slope between the two halves.
    """
  }
}
