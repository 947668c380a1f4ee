/// One pair of axes and what is drawn between them.
public struct Panel: Sendable {
  /// In Pango markup; empty for none.
  public var title: String
  public var x, y: PlotAxis
  public var layers: [Layer]
  /// Thin lines at the labelled ticks, behind the data. Panels with a heat map never have them.
  public var showsGrid: Bool

  public init(title: String = "", x: PlotAxis, y: PlotAxis, layers: [Layer], showsGrid: Bool = true) {
    self.title = title
    self.x = x
    self.y = y
    self.layers = layers
    self.showsGrid = showsGrid
  }

  /// The panel without what papers published; `nil` if it shows nothing else.
  var withoutPublished: Panel? {
    let kept = layers.filter { !$0.isPublished }
    if kept.isEmpty && !layers.isEmpty { return nil }
    var panel = self
    panel.layers = kept
    return panel
  }

  var heatMap: HeatMapLayer? { layers.lazy.compactMap { $0.content as? HeatMapLayer }.first }

  /// Throws for text, limits or arrays that cannot be drawn.
  func check() throws {
    for text in [title] + x.markup + y.markup + layers.flatMap({ $0.content.markup }) { try Markup.check(text) }
    for layer in layers { try layer.content.check() }
    if let heatMap { _ = try heatMap.scale.resolved(heatMap.values) }
  }

  /// The ends of both axes, and whether there is anything between them.
  func limits() throws -> (x: ClosedRange<Double>, y: ClosedRange<Double>, isEmpty: Bool) {
    var xExtent = Extent(logarithmic: x.isLogarithmic)
    var yExtent = Extent(logarithmic: y.isLogarithmic)
    for layer in layers { layer.content.extend(x: &xExtent, y: &yExtent) }
    // A figure of guides alone is as large as they are.
    if xExtent.isEmpty || yExtent.isEmpty {
      for case let guide as GuideLayer in layers.map(\.content) {
        if case .curve(let xs, let ys) = guide.kind {
          xExtent.add(xs)
          yExtent.add(ys)
        }
      }
    }
    let room = layers.contains { $0.content.fillsFrame } ? 0 : 0.04
    return (
      try xExtent.limits(of: x, room: room), try yExtent.limits(of: y, room: room),
      xExtent.isEmpty || yExtent.isEmpty
    )
  }
}
