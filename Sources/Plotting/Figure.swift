import CPangoCairo
import Foundation
import Synchronization

/// A grid of panels under a title, drawn at two device pixels per logical pixel.
///
/// ```swift
/// try Figure(panels: [
///   Panel(
///     x: PlotAxis("depth <i>l</i>"), y: PlotAxis("κ<sup>(<i>l</i>)</sup>", scale: .logarithmic),
///     layers: [.line(x: depths, y: measured, label: "measured"), .line(x: depths, y: theory, dash: .dashed)])
/// ]).writePNG(to: url, metadata: [("Source", "widelimit 1.0")])
/// ```
public struct Figure: Sendable {
  public enum LegendStyle: Sendable, Hashable {
    /// Each panel shows its own labels.
    case eachPanel
    /// One legend under the title for the labels of all panels.
    case shared
  }

  /// In Pango markup, like every text of a figure; empty for none.
  public var title: String
  public var columns: Int
  public var panels: [Panel]
  /// PlotAxis titles for all panels together, under the lowest row and left of the first column.
  public var xTitle, yTitle: String
  public var legend: LegendStyle
  /// (a), (b), … in front of the panels' titles.
  public var showsPanelLabels: Bool
  /// Logical pixels of one panel with its margins. A panel grows if its labels leave the data less than half of it.
  public var panelSize: Size

  /// - Parameters:
  ///   - panels: row by row.
  ///   - panelSize: 720 × 480 for one column, 480 × 380 for two, 370 × 310 for more.
  public init(
    title: String = "", columns: Int = 1, xTitle: String = "", yTitle: String = "", legend: LegendStyle = .eachPanel,
    showsPanelLabels: Bool? = nil, panelSize: Size? = nil, panels: [Panel]
  ) {
    self.title = title
    self.columns = max(columns, 1)
    self.panels = panels
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.legend = legend
    self.showsPanelLabels = showsPanelLabels ?? (panels.count > 1)
    let sizes = [Size(720, 480), Size(480, 380), Size(370, 310)]
    self.panelSize = panelSize ?? sizes[min(max(columns, 1), 3) - 1]
  }

  /// The figure without what papers published: their layers, the legend entries of these, and the panels that show
  /// nothing else. For results on other data than the papers'. `nil` if nothing remains.
  ///
  /// Automatic colours go to the layers that remain.
  public var withoutPublished: Figure? {
    var figure = self
    figure.panels = panels.compactMap(\.withoutPublished)
    return figure.panels.isEmpty && !panels.isEmpty ? nil : figure
  }

  /// Draws the figure and writes it as a PNG, first under a temporary name in the same folder and then renamed.
  ///
  /// The same figure gives the same bytes on the same machine.
  /// - Parameter metadata: keys and texts of `tEXt` chunks (`iTXt` for text that is not ASCII), in this order.
  /// - Throws: `FigureFailure`.
  /// - Complexity: O(pixels + data), and O(labels × data) for finding free places.
  public func writePNG(to url: URL, metadata: [(key: String, text: String)] = []) throws {
    if panels.isEmpty { throw FigureFailure.noPanels }
    guard [panelSize.width, panelSize.height].allSatisfy({ $0 >= 50 && $0 <= 1e6 }) else {
      throw FigureFailure.badPanelSize(width: panelSize.width, height: panelSize.height)
    }
    for text in [title, xTitle, yTitle] { try Markup.check(text) }
    for panel in panels { try panel.check() }
    // Pango's font maps belong to a thread; one figure at a time keeps them out of each other's way.
    let canvas = try Self.pen.withLock { _ in try FigureArrangement(self, by: Typesetter()).drawn() }
    try PNGFile(url: url, metadata: metadata).write(canvas)
  }

  private static let pen = Mutex<Void>(())
}
