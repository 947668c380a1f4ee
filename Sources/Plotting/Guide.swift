import Foundation

/// A line that explains: a curve of theory across a heat map, or a reference value across the frame. Its label is set
/// on the line, or, where the line has no free place for it, in the legend.
struct GuideLayer: LayerContent {
  enum Kind: Sendable {
    case curve(x: [Double], y: [Double])
    case horizontal(Double)
    case vertical(Double)
  }

  let kind: Kind
  let label: String
  let colour: Colour
  let dash: Dash
  let width: Double

  var markup: [String] { [label] }

  var summary: LayerSummary {
    let points =
      switch kind {
      case .curve(let x, let y): zip(x, y).count { $0.isFinite && $1.isFinite }
      case .horizontal(let value), .vertical(let value): value.isFinite ? 1 : 0
      }
    return LayerSummary(.guide, label: label, points: points)
  }

  func check() throws {
    if case .curve(let x, let y) = kind {
      try checkLengths(label.isEmpty ? "guide" : label, [("x", x.count), ("y", y.count)])
    }
  }

  /// A reference value is shown; a curve runs as far as the frame of the data goes.
  func extend(x: inout Extent, y: inout Extent) {
    switch kind {
    case .curve: break
    case .horizontal(let value): y.add(value)
    case .vertical(let value): x.add(value)
    }
  }

  /// The visible parts, in logical pixels.
  func runs(in frame: Frame) -> [[PlotPoint]] {
    let box = frame.rectangle
    switch kind {
    case .curve(let x, let y): return frame.pieces(x, y).flatMap { $0.runs(inside: box) }
    case .horizontal(let value):
      guard let place = frame.y(value) else { return [] }
      return [PlotPoint(box.left, place), PlotPoint(box.right, place)].runs(inside: box.grown(by: 1e-6))
    case .vertical(let value):
      guard let place = frame.x(value) else { return [] }
      return [PlotPoint(place, box.bottom), PlotPoint(place, box.top)].runs(inside: box.grown(by: 1e-6))
    }
  }

  func entry(_ style: ResolvedStyle) -> LegendEntry {
    LegendEntry(label: label, swatches: [.line(style.colour, width: width, dash: dash)])
  }

  func obstacles(in frame: Frame) -> [Obstacle] {
    runs(in: frame).flatMap { run in zip(run, run.dropFirst()).map { .segment($0, $1) } }
  }

  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle) {
    draw(on: canvas, in: frame, style: style, label: nil, onColour: false)
  }

  /// Draws the line with a gap for its label. On a coloured ground it has a white rim.
  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle, label: PlacedLabel?, onColour: Bool) {
    canvas.saved {
      canvas.clip(to: frame.rectangle)
      if let label {
        let gap = Size(label.block.size.width + 8, label.block.size.height)
        canvas.clip(outside: gap, around: label.centre, turnedBy: label.angle)
      }
      for run in runs(in: frame) {
        if onColour {
          canvas.colour(.white, opacity: 0.75)
          canvas.line(run, width: width + 2.4)
        }
        canvas.colour(style.colour)
        canvas.line(run, width: width, dash: dash)
      }
    }
    if let label {
      label.block.draw(
        centre: label.centre, angle: label.angle, colour: onColour ? .ink : style.colour, halo: 1.8, on: canvas)
    }
  }
}

extension Layer {
  /// A curve with its label set along it, such as a theory's depth scale across a heat map. It does not widen the axes.
  /// - Complexity: O(points).
  public static func guide(
    x: [Double], y: [Double], label: String = "", colour: Colour = .black, dash: Dash = .dashed, width: Double = 1.6
  ) -> Layer {
    Layer(content: GuideLayer(kind: .curve(x: x, y: y), label: label, colour: colour, dash: dash, width: width))
  }

  /// A horizontal line at `value`, with its label set on it.
  public static func horizontal(
    at value: Double, label: String = "", colour: Colour = .grey, dash: Dash = .dashed, width: Double = 1.3
  ) -> Layer {
    Layer(content: GuideLayer(kind: .horizontal(value), label: label, colour: colour, dash: dash, width: width))
  }

  /// A vertical line at `value`, with its label set on it.
  public static func vertical(
    at value: Double, label: String = "", colour: Colour = .grey, dash: Dash = .dashed, width: Double = 1.3
  ) -> Layer {
    Layer(content: GuideLayer(kind: .vertical(value), label: label, colour: colour, dash: dash, width: width))
  }
}
