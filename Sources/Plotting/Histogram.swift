/// Heights over intervals, drawn as steps.
struct HistogramLayer: LayerContent {
  let edges, heights: [Double]
  let label: String
  let colour: Colour
  let filled: Bool

  var markup: [String] { [label] }
  var summary: LayerSummary { LayerSummary(.histogram, label: label, points: heights.count(where: \.isFinite)) }

  func check() throws {
    let name = label.isEmpty ? "histogram" : label
    if edges.count != heights.count + 1 {
      throw FigureFailure.lengths(layer: name, "\(heights.count) heights and \(edges.count) edges, not one more edge")
    }
    if !edges.isIncreasing { throw FigureFailure.notIncreasing(layer: name, "edges") }
  }

  func extend(x xExtent: inout Extent, y yExtent: inout Extent) {
    if heights.isEmpty { return }
    xExtent.add(edges)
    yExtent.add(heights)
    if !yExtent.logarithmic { yExtent.add(0) }
  }

  func legendEntries(_ style: ResolvedStyle) -> [LegendEntry] {
    let swatch = LegendEntry.Swatch.patch(style.colour, opacity: filled ? 0.35 : 0)
    let line = LegendEntry.Swatch.line(style.colour, width: 1.6, dash: style.dash(nil))
    return label.isEmpty ? [] : [LegendEntry(label: label, swatches: [swatch, line])]
  }

  /// The bars that have a place; they stand on zero, or on the lower end of a logarithmic axis.
  private func bars(in frame: Frame) -> [Rectangle?] {
    let page = frame.rectangle.grown(by: 20)
    let floor = min(frame.y(0) ?? page.bottom, page.bottom)
    return heights.indices.map { index in
      guard let height = frame.y(heights[index]), let left = frame.x(edges[index]),
        let right = frame.x(edges[index + 1]), right >= page.left, left <= page.right
      else { return nil }
      let top = min(max(min(height, floor), page.top), page.bottom)
      let bottom = min(max(max(height, floor), page.top), page.bottom)
      let bounded = (max(left, page.left), min(right, page.right))
      return Rectangle(left: bounded.0, top: top, width: bounded.1 - bounded.0, height: bottom - top)
    }
  }

  func obstacles(in frame: Frame) -> [Obstacle] { bars(in: frame).compactMap { $0.map { .polygon($0.corners) } } }

  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle) {
    canvas.saved {
      canvas.clip(to: frame.rectangle)
      let bars = bars(in: frame)
      if filled {
        canvas.colour(style.colour, opacity: 0.35)
        for case .some(let bar) in bars { canvas.fillCell(bar) }
      }
      canvas.colour(style.colour)
      let page = frame.rectangle.grown(by: 20)
      let floor = max(min(frame.y(0) ?? page.bottom, page.bottom), page.top)
      var outline: [PlotPoint] = []
      for (index, bar) in bars.enumerated() {
        guard let bar else { continue }
        let open = index == 0 || bars[index - 1] == nil
        let close = index + 1 == bars.count || bars[index + 1] == nil
        let end = bar.top < floor - 1e-9 ? bar.top : bar.bottom
        if open { outline = [PlotPoint(bar.left, floor)] }
        outline += [PlotPoint(bar.left, end), PlotPoint(bar.right, end)]
        if close { canvas.line(outline + [PlotPoint(bar.right, floor)], width: 1.6, dash: style.dash(nil)) }
      }
    }
  }
}

extension [Double] {
  /// Finite and strictly increasing.
  var isIncreasing: Bool { allSatisfy { abs($0) <= Extent.largest } && zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}

extension Layer {
  /// Bars of `heights` over the intervals between `edges` (one more than heights), standing on zero.
  /// - Complexity: O(bars).
  public static func histogram(
    edges: [Double], heights: [Double], label: String = "", colour: Colour = .automatic, filled: Bool = true
  ) -> Layer {
    Layer(content: HistogramLayer(edges: edges, heights: heights, label: label, colour: colour, filled: filled))
  }
}
