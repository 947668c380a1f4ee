/// One cell of a sweep: a value on each of the axes that number its cells.
public struct Point: Sendable, CustomStringConvertible {
  public let layout: SweepLayout
  /// Places along the layout's cell dimensions.
  public let cell: [Int]

  init(layout: SweepLayout, cell: [Int]) { (self.layout, self.cell) = (layout, cell) }

  /// The cell's value on an axis.
  ///
  /// - Throws: `SweepFailure.layout` if the axis does not number the sweep's cells or has values of another type.
  public subscript<Value>(axis: Axis<Value>) -> Value {
    get throws {
      let place = try place(on: axis)
      guard let values = layout.coordinate(axis.name).flatMap({ Value.values(of: $0.values) }) else {
        throw SweepFailure.layout(group: layout.group, detail: "\(axis.name) has values of another type")
      }
      return values[place]
    }
  }

  /// The place of the cell's value along an axis, from 0.
  ///
  /// - Throws: `SweepFailure.layout` if the axis does not number the sweep's cells.
  public func place<Value>(on axis: Axis<Value>) throws -> Int {
    guard let dimension = layout.cellDimensions.firstIndex(of: axis.name) else {
      throw SweepFailure.layout(group: layout.group, detail: "its cells have no axis \(axis.name)")
    }
    return cell[dimension]
  }

  /// The values of its axes: "dataset mnist, size 1000".
  public var description: String {
    let parts = zip(layout.cellDimensions, cell).map { name, place in
      "\(name) \(layout.coordinate(name)?.text(at: place) ?? "\(place)")"
    }
    return parts.isEmpty ? layout.group : parts.joined(separator: ", ")
  }
}

extension SweepLayout {
  /// All cells, the last dimension fastest.
  public var points: [Point] { (0..<cellCount).map { point(cell: cell(number: $0)) } }

  /// A cell by its places along the cell dimensions.
  public func point(cell: [Int]) -> Point { Point(layout: self, cell: cell) }
}
