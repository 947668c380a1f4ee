/// The area between two curves over the same x.
struct BandLayer: LayerContent {
  let x, lower, upper: [Double]
  let label: String
  let colour: Colour

  static let opacity = 0.22

  var markup: [String] { [label] }

  var summary: LayerSummary {
    LayerSummary(
      .band, label: label,
      points: zip(x, zip(lower, upper)).count { $0.isFinite && $1.0.isFinite && $1.1.isFinite })
  }

  func check() throws {
    try checkLengths(
      label.isEmpty ? "band" : label, [("x", x.count), ("lower", lower.count), ("upper", upper.count)])
  }

  func extend(x xExtent: inout Extent, y yExtent: inout Extent) {
    for index in x.indices where lower[index].isFinite && upper[index].isFinite {
      xExtent.add(x[index])
      yExtent.add(lower[index])
      yExtent.add(upper[index])
    }
  }

  func legendEntries(_ style: ResolvedStyle) -> [LegendEntry] {
    label.isEmpty
      ? [] : [LegendEntry(label: label, swatches: [.patch(style.colour, opacity: Self.opacity)])]
  }

  /// Unbroken pieces of (lower, upper). Where a logarithmic axis has no place for the lower curve it is below the
  /// frame.
  private func pieces(in frame: Frame) -> [[(lower: PlotPoint, upper: PlotPoint)]] {
    let far = 4 * (frame.rectangle.width + frame.rectangle.height)
    var pieces: [[(PlotPoint, PlotPoint)]] = [[]]
    for index in x.indices {
      if lower[index].isFinite, upper[index].isFinite, let px = frame.x(x[index]), let top = frame.y(upper[index]) {
        let bottom = frame.y(lower[index]) ?? frame.rectangle.bottom + far
        func bounded(_ y: Double) -> Double {
          min(max(y, frame.rectangle.top - far), frame.rectangle.bottom + far)
        }
        let across = min(max(px, frame.rectangle.left - far), frame.rectangle.right + far)
        pieces[pieces.count - 1].append((PlotPoint(across, bounded(bottom)), PlotPoint(across, bounded(top))))
      } else if pieces.last?.isEmpty == false {
        pieces.append([])
      }
    }
    return pieces.filter { $0.count > 1 }
  }

  func obstacles(in frame: Frame) -> [Obstacle] {
    pieces(in: frame).flatMap { piece in
      zip(piece, piece.dropFirst()).map { .polygon([$0.lower, $0.upper, $1.upper, $1.lower]) }
    }
  }

  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle) {
    canvas.saved {
      canvas.clip(to: frame.rectangle)
      canvas.colour(style.colour, opacity: Self.opacity)
      for piece in pieces(in: frame) { canvas.fill(piece.map(\.upper) + piece.reversed().map(\.lower)) }
    }
  }
}

extension Layer {
  /// The area between `lower` and `upper`, such as a mean ± its standard error. A gap in either is a gap in the band.
  /// - Complexity: O(points).
  public static func band(
    x: [Double], lower: [Double], upper: [Double], label: String = "", colour: Colour = .automatic
  ) -> Layer {
    Layer(content: BandLayer(x: x, lower: lower, upper: upper, label: label, colour: colour))
  }
}
