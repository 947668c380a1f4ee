import CPangoCairo
import Foundation

/// Cells of colour over a grid of coordinates.
struct HeatMapLayer: LayerContent {
  let x, y: [Double]
  let values: [Double]
  let scale: ColourScale
  let missing: String

  var markup: [String] { [missing, scale.title] }
  var summary: LayerSummary { LayerSummary(.heatMap, label: scale.title, points: values.count(where: \.isFinite)) }
  var fillsFrame: Bool { true }
  var colour: Colour { .grey }

  private var name: String { scale.title.isEmpty ? "heat map" : scale.title }

  func check() throws {
    if values.count != x.count * y.count {
      throw FigureFailure.lengths(
        layer: name, "\(values.count) values for \(x.count) columns and \(y.count) rows of cells")
    }
    for coordinates in [x, y] where !coordinates.isIncreasing {
      throw FigureFailure.notIncreasing(layer: name, "coordinates of cells")
    }
  }

  /// Borders half-way between coordinates (in the logarithm on a logarithmic axis); the outer cells reach as far out as
  /// in.
  static func edges(_ coordinates: [Double], logarithmic: Bool) -> [Double] {
    let places = logarithmic ? coordinates.map { log10($0) } : coordinates
    guard let first = places.first, let last = places.last else { return [] }
    if places.count == 1 {
      let half = logarithmic ? 0.15 : 0.5
      return [first - half, first + half].map { logarithmic ? pow(10, $0) : $0 }
    }
    let middles = zip(places, places.dropFirst()).map { ($0 + $1) / 2 }
    let edges = [2 * first - middles[0]] + middles + [2 * last - middles[middles.count - 1]]
    return logarithmic ? edges.map { pow(10, $0) } : edges
  }

  func extend(x xExtent: inout Extent, y yExtent: inout Extent) {
    if values.isEmpty { return }
    xExtent.add(edges(x, xExtent.logarithmic))
    yExtent.add(edges(y, yExtent.logarithmic))
    // A coordinate without a place on a logarithmic axis is told to the extent, which refuses an axis of nothing else.
    xExtent.add(x)
    yExtent.add(y)
  }

  private func edges(_ coordinates: [Double], _ logarithmic: Bool) -> [Double] {
    Self.edges(logarithmic ? coordinates.filter { $0 > 0 } : coordinates, logarithmic: logarithmic)
  }

  func legendEntries(_ style: ResolvedStyle) -> [LegendEntry] {
    let isMissing = values.contains { !$0.isFinite || (scale.isLogarithmic && $0 <= 0) }
    return isMissing && !missing.isEmpty ? [LegendEntry(label: missing, swatches: [.hatch])] : []
  }

  func obstacles(in frame: Frame) -> [Obstacle] {
    values.isEmpty ? [] : [.polygon(frame.rectangle.corners)]
  }

  func draw(on canvas: Canvas, in frame: Frame, style: ResolvedStyle) {
    guard let colours = try? scale.resolved(values) else { return }
    let xEdges = edges(x, frame.x.logarithmic).map { frame.x($0) ?? 0 }
    let yEdges = edges(y, frame.y.logarithmic).map { frame.y($0) ?? 0 }
    // Columns without a place are at the start, because coordinates increase.
    let (skippedX, skippedY) = (x.count + 1 - xEdges.count, y.count + 1 - yEdges.count)
    canvas.saved {
      canvas.clip(to: frame.rectangle)
      for row in 0..<max(yEdges.count - 1, 0) {
        for column in 0..<max(xEdges.count - 1, 0) {
          let cell = Rectangle(
            left: xEdges[column], top: yEdges[row + 1], width: xEdges[column + 1] - xEdges[column],
            height: yEdges[row] - yEdges[row + 1])
          guard let visible = frame.rectangle.grown(by: 4).common(with: cell) else { continue }
          if let colour = colours.colour(values[(row + skippedY) * x.count + column + skippedX]) {
            canvas.colour(colour)
            canvas.fillCell(visible)
          } else {
            canvas.hatch(visible)
          }
        }
      }
    }
  }
}

extension Rectangle {
  /// The part that lies in both.
  func common(with other: Rectangle) -> Rectangle? {
    let (l, r) = (max(left, other.left), min(right, other.right))
    let (t, b) = (max(top, other.top), min(bottom, other.bottom))
    return l < r && t < b ? Rectangle(left: l, top: t, width: r - l, height: b - t) : nil
  }
}

extension Canvas {
  /// Grey with darker diagonals: a cell without a value. The diagonals of neighbours continue one another.
  func hatch(_ rectangle: Rectangle) {
    saved {
      colour(.missing)
      fillCell(rectangle)
      clip(to: rectangle)
      colour(.missingHatch)
      let step = 7.0
      var k = ((rectangle.left + rectangle.top) / step).rounded(.down)
      while k * step < rectangle.right + rectangle.bottom {
        let sum = k * step
        line(
          [PlotPoint(sum - rectangle.top, rectangle.top), PlotPoint(sum - rectangle.bottom, rectangle.bottom)], width: 1
        )
        k += 1
      }
    }
  }
}

extension Layer {
  /// Cells of colour centred on the coordinates `x` × `y`, with a colour bar right of the panel.
  ///
  /// - Parameters:
  ///   - values: row by row, `values[row * x.count + column]` at (x[column], y[row]). A value that is not finite, or
  ///     has no place on a logarithmic scale, is a hatched grey cell.
  ///   - missing: what the legend calls hatched cells, if there are any.
  /// - Complexity: O(cells).
  public static func heatMap(
    x: [Double], y: [Double], values: [Double], scale: ColourScale, missing: String = "no value"
  ) -> Layer {
    Layer(content: HeatMapLayer(x: x, y: y, values: values, scale: scale, missing: missing))
  }
}
