import Foundation

/// A place on the page, in logical pixels; y grows downwards.
public struct PlotPoint: Sendable, Hashable {
  public var x, y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  static func - (a: PlotPoint, b: PlotPoint) -> PlotPoint { PlotPoint(a.x - b.x, a.y - b.y) }
  static func + (a: PlotPoint, b: PlotPoint) -> PlotPoint { PlotPoint(a.x + b.x, a.y + b.y) }
  var length: Double { hypot(x, y) }

  /// This point in a frame with `origin` at zero whose first axis is turned by `angle`.
  func seen(from origin: PlotPoint, turnedBy angle: Double) -> PlotPoint {
    let d = self - origin
    return PlotPoint(d.x * cos(angle) + d.y * sin(angle), d.y * cos(angle) - d.x * sin(angle))
  }
}

/// Width and height, in logical pixels.
public struct Size: Sendable, Hashable {
  public var width, height: Double

  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }
}

/// A rectangle with its sides along the axes of the page, in logical pixels.
public struct Rectangle: Sendable, Hashable {
  public var left, top, width, height: Double

  public init(left: Double, top: Double, width: Double, height: Double) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  public var right: Double { left + width }
  public var bottom: Double { top + height }
  var middle: PlotPoint { PlotPoint(left + width / 2, top + height / 2) }
  var corners: [PlotPoint] {
    [PlotPoint(left, top), PlotPoint(right, top), PlotPoint(right, bottom), PlotPoint(left, bottom)]
  }

  /// This rectangle with every side moved outwards by `distance`.
  func grown(by distance: Double) -> Rectangle {
    Rectangle(
      left: left - distance, top: top - distance, width: width + 2 * distance, height: height + 2 * distance)
  }

  func contains(_ point: PlotPoint) -> Bool {
    point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
  }

  /// The part of the segment from `a` to `b` inside this rectangle, `nil` if there is none.
  ///
  /// One side after another cuts off what is beyond it. An end that is cut lies on the side exactly, so ends 10¹⁰⁰ away
  /// do no harm, as they would to a fraction of the segment's length.
  func clip(_ a: PlotPoint, _ b: PlotPoint) -> (PlotPoint, PlotPoint)? {
    var (a, b) = (a, b)
    func crossing(x: Double) -> PlotPoint { PlotPoint(x, a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y)) }
    func crossing(y: Double) -> PlotPoint { PlotPoint(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x), y) }
    if max(a.x, b.x) < left || min(a.x, b.x) > right { return nil }
    if a.x < left { a = crossing(x: left) } else if b.x < left { b = crossing(x: left) }
    if a.x > right { a = crossing(x: right) } else if b.x > right { b = crossing(x: right) }
    if max(a.y, b.y) < top || min(a.y, b.y) > bottom { return nil }
    if a.y < top { a = crossing(y: top) } else if b.y < top { b = crossing(y: top) }
    if a.y > bottom { a = crossing(y: bottom) } else if b.y > bottom { b = crossing(y: bottom) }
    return (a, b)
  }
}

extension Sequence<PlotPoint> {
  /// The parts of a broken line inside a rectangle, each an unbroken run. The drawing library has 24-bit coordinates,
  /// so what leaves the frame is cut off here and not there.
  func runs(inside rectangle: Rectangle) -> [[PlotPoint]] {
    var runs: [[PlotPoint]] = []
    var previous: PlotPoint?
    var last: PlotPoint?
    for point in self {
      if let previous, let (from, to) = rectangle.clip(previous, point) {
        if let last, last == from, !runs.isEmpty {
          runs[runs.count - 1].append(to)
        } else {
          runs.append([from, to])
        }
        last = to
      }
      previous = point
    }
    return runs
  }
}
