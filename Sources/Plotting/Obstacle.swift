/// Something on the page that a legend or a label must not cover, in logical pixels.
public enum Obstacle: Sendable, Hashable {
  case disc(centre: PlotPoint, radius: Double)
  case segment(PlotPoint, PlotPoint)
  case polygon([PlotPoint])

  /// Whether any of it lies in `rectangle`.
  public func meets(_ rectangle: Rectangle) -> Bool {
    switch self {
    case .disc(let centre, let radius):
      let x = min(max(centre.x, rectangle.left), rectangle.right)
      let y = min(max(centre.y, rectangle.top), rectangle.bottom)
      return (PlotPoint(x, y) - centre).length <= radius
    case .segment(let a, let b):
      return rectangle.clip(a, b) != nil
    case .polygon(let corners):
      return zip(corners, corners.dropFirst() + corners.prefix(1)).contains { rectangle.clip($0, $1) != nil }
        || Obstacle.polygon(corners).surrounds(rectangle.middle)
    }
  }

  /// The same thing in a frame with `origin` at zero and turned by `angle`.
  func seen(from origin: PlotPoint, turnedBy angle: Double) -> Obstacle {
    func seen(_ point: PlotPoint) -> PlotPoint { point.seen(from: origin, turnedBy: angle) }
    switch self {
    case .disc(let centre, let radius): return .disc(centre: seen(centre), radius: radius)
    case .segment(let a, let b): return .segment(seen(a), seen(b))
    case .polygon(let corners): return .polygon(corners.map(seen))
    }
  }

  /// Whether a polygon has `point` inside it: a ray from the point crosses its border an odd number of times.
  private func surrounds(_ point: PlotPoint) -> Bool {
    guard case .polygon(let corners) = self else { return false }
    var inside = false
    for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) where (a.y > point.y) != (b.y > point.y) {
      if point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) { inside.toggle() }
    }
    return inside
  }
}
