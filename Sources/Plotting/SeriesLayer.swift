import CPangoCairo

/// Data points joined by a line, marked by symbols, or both, with standard errors.
struct SeriesLayer: LayerContent {
  let kind: String
  let x, y: [Double]
  let errors: [Double]?
  let uncertainty: Uncertainty
  let label: String
  let colour: Colour
  let isJoined: Bool
  let dash: Dash?
  let width: Double
  let marker: Marker?
  let markerSize: Double
  let opacity: Double

  var markup: [String] { [label] }

  var summary: LayerSummary {
    LayerSummary(
      isJoined ? .line : .points, label: label, points: zip(x, y).count { $0.isFinite && $1.isFinite })
  }

  func check() throws {
    try checkLengths(label.isEmpty ? kind : label, [("x", x.count), ("y", y.count), ("errors", errors?.count)])
  }

  func extend(x xExtent: inout Extent, y yExtent: inout Extent) {
    for index in x.indices where Extent.shows(x[index], logarithmic: xExtent.logarithmic) {
      // A point takes part only if both coordinates have a place.
      guard Extent.shows(y[index], logarithmic: yExtent.logarithmic) else {
        yExtent.add(y[index])
        continue
      }
      xExtent.add(x[index])
      yExtent.add(y[index])
      if let error = errors?[index], error.isFinite {
        if !yExtent.logarithmic || y[index] - abs(error) > 0 { yExtent.add(y[index] - abs(error)) }
        yExtent.add(y[index] + abs(error))
      }
    }
    if xExtent.logarithmic { x.forEach { if $0 <= 0 { xExtent.add($0) } } }
  }

  func legendEntries(_ style: ResolvedStyle) -> [LegendEntry] {
    if label.isEmpty { return [] }
    var swatches: [LegendEntry.Swatch] = []
    if errors != nil {
      swatches.append(uncertainty == .band ? .patch(style.colour, opacity: 0.22) : .errorBar(style.colour))
    }
    if isJoined { swatches.append(.line(style.colour, width: width, dash: style.dash(dash))) }
    if let marker { swatches.append(.marker(marker, style.colour, size: max(markerSize, 5))) }
    return [LegendEntry(label: label, swatches: swatches)]
  }

  func obstacles(in frame: Frame) -> [Obstacle] {
    var result: [Obstacle] = []
    if isJoined {
      for piece in frame.pieces(x, y) { result += zip(piece, piece.dropFirst()).map { .segment($0, $1) } }
    }
    for point in zip(x, y).compactMap({ frame.place($0, $1) }) where frame.shows(point) {
      result.append(.disc(centre: point, radius: marker == nil ? 1 : markerSize / 2))
    }
    return result + (uncertainty == .band ? band.obstacles(in: frame) : bars(in: frame).map { .segment($0.0, $0.1) })
  }

  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle) {
    if errors != nil {
      if uncertainty == .band {
        band.draw(on: canvas, in: frame, style: style)
      } else {
        drawBars(on: canvas, in: frame, colour: style.colour)
      }
    }
    if isJoined {
      canvas.saved {
        canvas.clip(to: frame.rectangle.grown(by: width / 2))
        canvas.colour(style.colour, opacity: opacity)
        for piece in frame.pieces(x, y) {
          for run in piece.runs(inside: frame.rectangle.grown(by: 20)) {
            canvas.line(run, width: width, dash: style.dash(dash))
          }
          // A value between two gaps has no neighbour to be joined to.
          if piece.count == 1, marker == nil, frame.shows(piece[0]) {
            canvas.mark(.circle, at: piece[0], size: 2.5 * width, colour: style.colour)
          }
        }
      }
    }
    guard let marker else { return }
    for point in zip(x, y).compactMap({ frame.place($0, $1) }) where frame.shows(point) {
      canvas.mark(marker, at: point, size: markerSize, colour: style.colour, opacity: opacity)
    }
  }

  private var band: BandLayer {
    let errors = errors ?? []
    return BandLayer(
      x: x, lower: zip(y, errors).map { $0 - abs($1) }, upper: zip(y, errors).map { $0 + abs($1) }, label: "",
      colour: colour)
  }

  /// Upper and lower ends of the error bars. On a logarithmic axis a bar that reaches zero runs down to the frame.
  private func bars(in frame: Frame) -> [(PlotPoint, PlotPoint)] {
    guard let errors else { return [] }
    return x.indices.compactMap { index in
      guard errors[index].isFinite, let centre = frame.place(x[index], y[index]),
        centre.x >= frame.rectangle.left - 1e-6, centre.x <= frame.rectangle.right + 1e-6,
        let top = frame.y(y[index] + abs(errors[index]))
      else { return nil }
      let bottom = frame.y(y[index] - abs(errors[index])) ?? frame.rectangle.bottom + 20
      return frame.rectangle.grown(by: 20).clip(PlotPoint(centre.x, top), PlotPoint(centre.x, bottom))
    }
  }

  private func drawBars(on canvas: Canvas, in frame: Frame, colour: RGB) {
    canvas.saved {
      canvas.clip(to: frame.rectangle.grown(by: 3))
      canvas.colour(colour, opacity: opacity)
      for (top, bottom) in bars(in: frame) {
        canvas.line([top, bottom], width: 1.2)
        for end in [top, bottom] {
          canvas.line([PlotPoint(end.x - 3, end.y), PlotPoint(end.x + 3, end.y)], width: 1.2)
        }
      }
    }
  }
}
