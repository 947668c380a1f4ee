import CPangoCairo

/// The key of a heat map's colours, right of its frame and as high as it.
struct ColourBar {
  let scale: ResolvedColourScale
  private let ruler: AxisRuler
  private let title: TextBlock?
  private let height: Double

  static let gap = 14.0
  private static let thickness = 16.0
  private static let point = 11.0

  init(_ scale: ResolvedColourScale, height: Double, by typesetter: Typesetter) throws {
    self.scale = scale
    self.height = height
    let axis = PlotAxis(scale.title, scale: scale.isLogarithmic ? .logarithmic : .linear)
    ruler = try AxisRuler(axis, limits: scale.limits, length: height, isHorizontal: false, by: typesetter)
    title =
      scale.title.isEmpty
      ? nil
      : try TextBlock(scale.title, size: Metrics.axisTitleSize, width: height, centred: true, by: typesetter)
  }

  /// From the frame to the right end of the title.
  var width: Double {
    Self.gap + Self.thickness + Metrics.tick + 4 + ruler.depth(isHorizontal: false)
      + (title.map { Metrics.gap + $0.size.height } ?? 0)
  }

  /// How far it reaches above and below the frame.
  var overhang: Double { scale.exceedsLower || scale.exceedsUpper ? Self.point : 7 }

  /// Draws with the upper left corner of the gap at `corner`.
  func draw(on canvas: Canvas, at corner: PlotPoint) {
    let bar = Rectangle(left: corner.x + Self.gap, top: corner.y, width: Self.thickness, height: height)
    // One strip for each device pixel.
    let strips = max(Int(height * Metrics.scale), 1)
    for strip in 0..<strips {
      let (from, to) = (Double(strip) / Double(strips), Double(strip + 1) / Double(strips))
      canvas.colour(scale.colour(alongBar: 1 - (from + to) / 2))
      canvas.fillCell(
        Rectangle(left: bar.left, top: bar.top + from * height, width: bar.width, height: (to - from) * height))
    }
    let middle = bar.left + bar.width / 2
    var outline = [PlotPoint(bar.left, bar.bottom), PlotPoint(bar.left, bar.top)]
    if scale.exceedsUpper {
      canvas.colour(scale.colour(alongBar: 1))
      let tip = PlotPoint(middle, bar.top - Self.point)
      canvas.fill([PlotPoint(bar.left, bar.top), tip, PlotPoint(bar.right, bar.top)])
      outline.append(tip)
    }
    outline += [PlotPoint(bar.right, bar.top), PlotPoint(bar.right, bar.bottom)]
    if scale.exceedsLower {
      canvas.colour(scale.colour(alongBar: 0))
      let tip = PlotPoint(middle, bar.bottom + Self.point)
      canvas.fill([PlotPoint(bar.left, bar.bottom), tip, PlotPoint(bar.right, bar.bottom)])
      outline.append(tip)
    }
    canvas.colour(.ink)
    canvas.line(outline + [outline[0]], width: 0.9)
    let projection = Projection(
      limits: scale.limits, logarithmic: scale.isLogarithmic, from: bar.bottom, to: bar.top)
    for value in ruler.ticks.minor {
      guard let y = projection(value) else { continue }
      canvas.line([PlotPoint(bar.right, y), PlotPoint(bar.right + Metrics.minorTick, y)], width: 0.7)
    }
    for (tick, block) in zip(ruler.ticks.major, ruler.blocks) {
      guard let y = projection(tick.value) else { continue }
      canvas.colour(.ink)
      canvas.line([PlotPoint(bar.right, y), PlotPoint(bar.right + Metrics.tick, y)], width: 0.9)
      block.draw(at: PlotPoint(bar.right + Metrics.tick + 4, y - block.middle), on: canvas)
    }
    if let title {
      let x = corner.x + width - title.size.height / 2
      title.draw(centre: PlotPoint(x, corner.y + height / 2), angle: -.pi / 2, on: canvas)
    }
  }
}
