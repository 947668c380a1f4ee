import Foundation
import Plotting
import Results
import Suite

/// What the files of `Figure5` say.
struct Figure5Scores: Findings {
  private let settings: Figure5.Settings
  private let frequencies: FittedFrequencies
  private let lengths: MeasuredLengths

  init(_ tables: Tables, _ settings: Figure5.Settings) throws {
    self.settings = settings
    frequencies = try FittedFrequencies(tables, settings.networks)
    lengths = try MeasuredLengths(tables, settings.lengths)
  }

  var scores: [Score] { get throws { try frequencies.scores + lengths.scores } }

  var figure: Figure? {
    get throws {
      Figure(
        title: "tanh, σ<sub>w</sub> = \(settings.networks.weightDeviation), "
          + "σ<sub>b</sub> = \(settings.networks.biasDeviation): deep and shallow networks", columns: 2,
        panels: frequencies.panels + [try lengths.panel])
    }
  }

  var narrative: String {
    let networks = settings.networks
    return """
      Outputs of \(networks.count) networks of a kind at \(networks.points) angles of half a great circle, fitted to \
      sines and cosines of k periods; a network of depth D has D layers with weights, of \(networks.deepWidth) units. \
      The functions are computed in single precision, as the authors' were, and that is part of the result: they are \
      analytic, so that in exact arithmetic any depth would span as many dimensions as there are outputs. What of a \
      frequency is below the rounding is lost in noise, in which \(networks.outputs) outputs of \(networks.points) \
      points hold \(String(format: "%.3f", 1 - networks.ceiling)) of a function's length: the error's ceiling is \
      \(String(format: "%.3f", networks.ceiling)).

      Lengths are 2π times the mean speed of the curve, and of its tangent direction, at \
      \(settings.lengths.places) angles, in double precision; lines are the theory's.
      """
  }
}
