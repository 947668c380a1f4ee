import Foundation

/// Text with its place in the frame.
struct PlacedLabel {
  let block: TextBlock
  let centre: PlotPoint
  let angle: Double

  var obstacle: Obstacle {
    let (w, h) = (block.size.width / 2 + 2, block.size.height / 2 + 1)
    let corners = [PlotPoint(-w, -h), PlotPoint(w, -h), PlotPoint(w, h), PlotPoint(-w, h)]
    return .polygon(corners.map { centre + $0.seen(from: PlotPoint(0, 0), turnedBy: -angle) })
  }
}

/// Finds places for words inside a frame.
enum LabelPlacement {
  /// The middle of a label on a broken line: where it covers nothing and the line is nearly straight, as near to the
  /// middle of the line as can be. `nil` if there is no such place.
  static func along(
    _ runs: [[PlotPoint]], block: TextBlock, in frame: Rectangle, avoiding obstacles: [Obstacle]
  ) -> PlacedLabel? {
    guard let run = runs.max(by: { arcs($0).last ?? 0 < arcs($1).last ?? 0 }) else { return nil }
    let lengths = arcs(run)
    let total = lengths.last ?? 0
    let reach = block.size.width / 2 + 6
    guard total > 2.4 * reach else { return nil }
    var best: (score: Double, label: PlacedLabel)?
    for step in 0...40 {
      let place = reach + (total - 2 * reach) * Double(step) / 40
      let (a, b) = (point(on: run, lengths, at: place - reach), point(on: run, lengths, at: place + reach))
      var angle = atan2(b.y - a.y, b.x - a.x)
      if angle > .pi / 2 + 1e-9 { angle -= .pi }
      if angle <= -.pi / 2 - 1e-9 { angle += .pi }
      let middle = point(on: run, lengths, at: place)
      let label = PlacedLabel(block: block, centre: middle, angle: angle)
      let bend =
        stride(from: -1, through: 1, by: 0.25)
        .map { abs(point(on: run, lengths, at: place + $0 * reach).seen(from: middle, turnedBy: angle).y) }.max() ?? 0
      guard case .polygon(let corners) = label.obstacle, corners.allSatisfy(frame.contains),
        bend < 0.6 * block.size.height, !covers(label, obstacles)
      else { continue }
      let score = bend / block.size.height + abs(place / total - 0.5)
      if score < best?.score ?? .infinity { best = (score, label) }
    }
    return best?.label
  }

  /// A label beside `point`, on the side that covers least; to the right above if all are free.
  static func beside(
    _ point: PlotPoint, block: TextBlock, in frame: Rectangle, avoiding obstacles: [Obstacle], texts: [Obstacle]
  ) -> PlacedLabel {
    let (w, h) = (block.size.width / 2 + 7, block.size.height / 2 + 6)
    let offsets = [(1.0, -0.6), (-1, -0.6), (1, 0.6), (-1, 0.6), (0, -1), (0, 1), (1, 0), (-1, 0), (0, -2), (0, 2)]
    var best: (score: Int, label: PlacedLabel)?
    for (dx, dy) in offsets {
      let inner = frame.grown(by: -3)
      let x = min(max(point.x + dx * w, inner.left + w - 7), max(inner.right - w + 7, inner.left))
      let y = min(max(point.y + dy * h, inner.top + h - 6), max(inner.bottom - h + 6, inner.top))
      let label = PlacedLabel(block: block, centre: PlotPoint(x, y), angle: 0)
      let score = count(label, obstacles) + 1000 * count(label, texts)
      if score < best?.score ?? .max { best = (score, label) }
      if score == 0 { break }
    }
    return best?.label ?? PlacedLabel(block: block, centre: point, angle: 0)
  }

  private static func box(_ label: PlacedLabel) -> Rectangle {
    let size = label.block.size
    return Rectangle(left: -size.width / 2 - 2, top: -size.height / 2, width: size.width + 4, height: size.height)
  }

  private static func covers(_ label: PlacedLabel, _ obstacles: [Obstacle]) -> Bool {
    obstacles.contains { $0.seen(from: label.centre, turnedBy: label.angle).meets(box(label)) }
  }

  private static func count(_ label: PlacedLabel, _ obstacles: [Obstacle]) -> Int {
    obstacles.count { $0.seen(from: label.centre, turnedBy: label.angle).meets(box(label)) }
  }

  /// The length of the line up to each of its points.
  private static func arcs(_ run: [PlotPoint]) -> [Double] {
    var sum = 0.0
    return [0]
      + zip(run, run.dropFirst()).map { a, b in
        sum += (b - a).length
        return sum
      }
  }

  private static func point(on run: [PlotPoint], _ lengths: [Double], at length: Double) -> PlotPoint {
    let index = min(max((lengths.firstIndex { $0 >= length } ?? lengths.count - 1), 1), lengths.count - 1)
    let step = lengths[index] - lengths[index - 1]
    let t = step > 0 ? min(max((length - lengths[index - 1]) / step, 0), 1) : 0
    let (a, b) = (run[index - 1], run[index])
    return PlotPoint(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
  }
}
