import Foundation

/// The ticks of one axis for a given length on the page, with their labels set in type so that none touches another.
struct AxisRuler {
  let ticks: Ticks
  let blocks: [TextBlock]
  /// How far the labels of a horizontal axis are turned, in radians clockwise.
  let angle: Double

  /// The finest ticks whose labels keep apart. Names turn first to 45°, then upright, before any is left out.
  init(
    _ axis: PlotAxis, limits: ClosedRange<Double>, length: Double, isHorizontal: Bool, by typesetter: Typesetter
  ) throws {
    let projection = Projection(limits: limits, logarithmic: axis.isLogarithmic, from: 0, to: length)
    var count = max(2, min(isHorizontal ? 9 : 8, Int(length / (isHorizontal ? 48 : 36)) + 1))
    if axis.categories != nil || axis.ticks != nil {
      let all = axis.categories.map(Self.names) ?? Ticks.fixed(axis.ticks ?? [], in: limits)
      var stride = 1
      while true {
        let kept = Ticks(major: all.major.enumerated().filter { $0.offset % stride == 0 }.map(\.element), minor: [])
        let blocks = try Self.typeset(kept, by: typesetter)
        for angle in isHorizontal && axis.categories != nil ? [0, -Double.pi / 4, -Double.pi / 2] : [0]
        where Self.keepApart(kept, blocks, projection, isHorizontal: isHorizontal, angle: angle) {
          (self.ticks, self.blocks, self.angle) = (kept, blocks, angle)
          return
        }
        stride += 1
      }
    }
    while true {
      let ticks =
        axis.isLogarithmic
        ? Ticks.logarithmic(limits, atMost: count)
        : Ticks.linear(limits, atMost: count, wholeNumbers: axis.wholeNumbers)
      let blocks = try Self.typeset(ticks, by: typesetter)
      if count == 1 || Self.keepApart(ticks, blocks, projection, isHorizontal: isHorizontal, angle: 0) {
        (self.ticks, self.blocks, angle) = (ticks, blocks, 0)
        return
      }
      count -= 1
    }
  }

  private static func names(_ names: [String]) -> Ticks {
    Ticks(major: names.enumerated().map { Ticks.Tick(value: Double($0.offset), label: $0.element) }, minor: [])
  }

  private static func typeset(_ ticks: Ticks, by typesetter: Typesetter) throws -> [TextBlock] {
    try ticks.major.map { try TextBlock($0.label, size: Metrics.tickSize, by: typesetter) }
  }

  private static func keepApart(
    _ ticks: Ticks, _ blocks: [TextBlock], _ projection: Projection, isHorizontal: Bool, angle: Double
  ) -> Bool {
    let places = ticks.major.map { projection($0.value) ?? 0 }
    return zip(places.indices, places.indices.dropFirst()).allSatisfy { a, b in
      let distance = abs(places[b] - places[a])
      if !isHorizontal { return distance >= (blocks[a].size.height + blocks[b].size.height) / 2 }
      if angle == 0 { return distance >= (blocks[a].size.width + blocks[b].size.width) / 2 + 13 }
      // Parallel lines of turned text are as far apart as their heights ask for.
      return distance * abs(sin(angle)) >= blocks[a].size.height
    }
  }

  /// How much the labels need across the axis: height under a horizontal one, width beside a vertical one.
  func depth(isHorizontal: Bool) -> Double {
    blocks.map {
      isHorizontal
        ? $0.size.width * abs(sin(angle)) + $0.size.height * abs(cos(angle))
        : $0.size.width
    }.max() ?? 0
  }

  /// How far labels reach beyond the ends of the axis: before its start, after its end.
  func overhang(limits: ClosedRange<Double>, logarithmic: Bool, length: Double, isHorizontal: Bool) -> (Double, Double)
  {
    let projection = Projection(limits: limits, logarithmic: logarithmic, from: 0, to: length)
    var (before, after) = (0.0, 0.0)
    for (tick, block) in zip(ticks.major, blocks) {
      let place = projection(tick.value) ?? 0
      if angle != 0 {
        before = max(before, block.size.width * cos(angle) + block.size.height - place)
        after = max(after, block.size.height - (length - place))
      } else {
        let half = (isHorizontal ? block.size.width : block.size.height) / 2
        before = max(before, half - place)
        after = max(after, half - (length - place))
      }
    }
    return (before, after)
  }
}
