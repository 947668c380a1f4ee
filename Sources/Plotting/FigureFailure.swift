import Failures

/// Why a figure could not be drawn or written.
public enum FigureFailure: Failure, Equatable {
  /// Two arrays of one layer that must have the same length do not; `layer` says which.
  case lengths(layer: String, String)
  /// Cell coordinates of a heat map or edges of a histogram that do not increase.
  case notIncreasing(layer: String, String)
  /// Every value along a logarithmic axis is zero, negative or not finite.
  case nothingPositive(axis: String)
  /// Limits of an axis or of a colour scale that are not finite, not in order, or not positive on a logarithmic scale.
  case badLimits(axis: String)
  /// Text that Pango cannot read as markup.
  case badMarkup(text: String, reason: String)
  /// A metadata key that PNG does not allow.
  case badKey(String)
  /// More pixels than one image may have.
  case tooLarge(width: Int, height: Int)
  /// A size of panels that is not a number from 50 on.
  case badPanelSize(width: Double, height: Double)
  /// The figure has no panels.
  case noPanels
  /// The drawing library ran out of memory or met an error of its own.
  case drawing(String)
  /// The drawing library needs so many more threads than it can have.
  case noThreads(Int)
  /// The system has no font.
  case noFont
  /// The file could not be written; `isForbidden` for a matter of permissions.
  case notWritten(path: String, reason: String, isForbidden: Bool)

  public var message: String {
    switch self {
    case .lengths(let layer, let detail):
      "figure, layer \(layer): \(detail); give every array one value per point"
    case .notIncreasing(let layer, let detail):
      "figure, layer \(layer): \(detail) must be finite and increasing; sort them and drop repetitions"
    case .nothingPositive(let axis):
      "figure, axis '\(axis)': no value is positive, so a logarithmic scale shows nothing; use a linear scale"
    case .badLimits(let axis):
      "figure, axis '\(axis)': the limits must be finite, increasing, and positive on a logarithmic scale; mend them"
    case .badMarkup(let text, let reason):
      "figure, text '\(text)' is not Pango markup: \(reason); escape '&' and '<' with Markup.escaped"
    case .badKey(let key):
      "figure, metadata key '\(key)': use 1 to 79 printable ASCII characters without outer or double spaces"
    case .tooLarge(let width, let height):
      "figure of \(width) × \(height) pixels is larger than 32767 on a side; use fewer or smaller panels"
    case .badPanelSize(let width, let height):
      "figure with panels of \(width) × \(height) logical pixels; give each side at least 50"
    case .noPanels: "figure without panels; give it at least one"
    case .drawing(let reason): "figure: the drawing library failed: \(reason); free some memory or draw fewer panels"
    case .noThreads(let count):
      "figure: drawing needs \(count) threads, more than this process may have; raise the limits (`ulimit -u`, "
        + "`ulimit -v`, pids.max)"
    case .noFont:
      "figure: there is no font to set its text in; install fonts-dejavu-core, or let FONTCONFIG_FILE name a "
        + "configuration that has one"
    case .notWritten(let path, let reason, let isForbidden):
      "\(path): cannot write the figure: \(reason); "
        + (isForbidden ? "choose a folder you may write to" : "check that the folder exists and has room")
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .lengths, .notIncreasing, .nothingPositive, .badLimits, .badMarkup, .badKey, .badPanelSize, .noPanels: .badData
    case .tooLarge, .drawing, .noThreads, .noFont: .doesNotFit
    case .notWritten(_, _, let isForbidden): isForbidden ? .noPermission : .inputOutput
    }
  }
}
