/// Finds a place for a legend where it covers nothing.
public enum LegendPlacement {
  /// A place inside `frame` for one of `sizes` that covers no obstacle, with room around it; `nil` if there is none.
  ///
  /// The order of preference: each size in turn; first the corners (upper right, upper left, lower right, lower left),
  /// of the free ones that with the fewest obstacles near it; then the middles of the sides; then a grid of nine by
  /// nine places, in rows from the top.
  ///
  /// - Returns: the index of the size and the rectangle.
  /// - Complexity: O(sizes × obstacles).
  public static func choose(
    sizes: [Size], in frame: Rectangle, avoiding obstacles: [Obstacle]
  ) -> (index: Int, rectangle: Rectangle)? {
    let inset = 8.0
    for (index, size) in sizes.enumerated() {
      let room = Size(frame.width - size.width - 2 * inset, frame.height - size.height - 2 * inset)
      guard room.width >= 0, room.height >= 0 else { continue }
      func rectangle(_ across: Double, _ down: Double) -> Rectangle {
        Rectangle(
          left: frame.left + inset + across * room.width, top: frame.top + inset + down * room.height,
          width: size.width, height: size.height)
      }
      func isFree(_ place: Rectangle) -> Bool { !obstacles.contains { $0.meets(place.grown(by: 5)) } }
      func crowd(_ place: Rectangle) -> Int { obstacles.count { $0.meets(place.grown(by: 30)) } }
      let corners = [(1.0, 0.0), (0, 0), (1, 1), (0, 1)].map(rectangle).filter(isFree)
      // `min` keeps the first of equals, which is the order of preference.
      if let corner = corners.min(by: { crowd($0) < crowd($1) }) { return (index, corner) }
      let sides = [(1.0, 0.5), (0, 0.5), (0.5, 0), (0.5, 1)].map(rectangle)
      let grid = (0...8).flatMap { row in (0...8).map { rectangle(1 - Double($0) / 8, Double(row) / 8) } }
      if let place = (sides + grid).first(where: isFree) { return (index, place) }
    }
    return nil
  }
}
