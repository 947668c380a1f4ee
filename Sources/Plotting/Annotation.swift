/// Words at a place in the data.
struct AnnotationLayer: LayerContent {
  let text: String
  let x, y: Double
  let colour: Colour

  var markup: [String] { [text] }
  var summary: LayerSummary { LayerSummary(.text, label: text, points: x.isFinite && y.isFinite ? 1 : 0) }
  func check() throws {}
  func extend(x: inout Extent, y: inout Extent) {}
  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle) {}
}

extension Layer {
  /// `text` beside the point (x, y), on whichever side covers least. Nothing is drawn if the point is not in the frame.
  public static func text(_ text: String, x: Double, y: Double, colour: Colour = .rgb(.ink)) -> Layer {
    Layer(content: AnnotationLayer(text: text, x: x, y: y, colour: colour))
  }
}
