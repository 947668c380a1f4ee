/// One thing drawn in a panel: a curve, points, a band, bars, a heat map, a guide, a text. Later layers lie on top.
///
/// Values that are not finite, and values that are not positive along a logarithmic axis, have no place: they are gaps.
/// Layers with one label share one legend entry.
public struct Layer: Sendable {
  let content: any LayerContent
  /// Whether it shows what a paper published; see `published`.
  public private(set) var isPublished = false

  init(content: any LayerContent) { self.content = content }

  /// The same layer marked as what a paper published. `Figure.withoutPublished` leaves it out, so that numbers from
  /// other data than the paper's (procedural images) are never drawn beside the paper's.
  ///
  /// ```swift
  /// .points(x: sizes, y: paperAccuracies, label: "paper", marker: .openCircle).published
  /// ```
  public var published: Layer {
    var layer = self
    layer.isPublished = true
    return layer
  }
}

/// What a panel asks of its layers.
protocol LayerContent: Sendable {
  /// Throws for arrays that do not belong together.
  func check() throws
  /// Every text in markup.
  var markup: [String] { get }
  /// What is drawn, for `Figure.summary`.
  var summary: LayerSummary { get }
  var colour: Colour { get }
  /// Adds the values that the axes must show.
  func extend(x: inout Extent, y: inout Extent)
  /// Whether the axes end where the data end, without room around them.
  var fillsFrame: Bool { get }
  func legendEntries(_ style: ResolvedStyle) -> [LegendEntry]
  /// What legends and labels must not cover.
  func obstacles(in frame: Frame) -> [Obstacle]
  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle)
}

/// The colour of a layer after automatic colours were handed out. When the palette has been used up once, the dash of
/// lines tells the second round from the first.
struct ResolvedStyle {
  let colour: RGB
  let round: Int

  func dash(_ wanted: Dash?) -> Dash { wanted ?? Dash.allCases[round % Dash.allCases.count] }
}

extension LayerContent {
  var fillsFrame: Bool { false }
  var colour: Colour { .automatic }
  func legendEntries(_ style: ResolvedStyle) -> [LegendEntry] { [] }
  func obstacles(in frame: Frame) -> [Obstacle] { [] }

  func checkLengths(_ layer: String, _ counts: [(String, Int?)]) throws {
    let present = counts.filter { $0.1 != nil }
    if Set(present.map { $0.1 ?? 0 }).count > 1 {
      let detail = present.map { "\($0.1 ?? 0) \($0.0)" }.joined(separator: ", ")
      throw FigureFailure.lengths(layer: layer, detail)
    }
  }
}

extension [Layer] {
  /// The layers with their colours: automatic ones take the palette in order.
  var styled: [(content: any LayerContent, style: ResolvedStyle)] {
    var order = 0
    return map { layer in
      let style = ResolvedStyle(
        colour: layer.content.colour.resolved(order: order), round: order / Colour.okabeIto.count)
      guard layer.content.colour == .automatic else {
        return (layer.content, ResolvedStyle(colour: style.colour, round: 0))
      }
      order += 1
      return (layer.content, style)
    }
  }
}
