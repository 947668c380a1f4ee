/// Positions and channels read as one vector.
public struct Flatten: FreePart, ReadFromSettings, Hashable {
  public typealias Ending = EndsChanged
  public init() {}
  public var layer: Layer { .flatten }
}

extension Flatten {
  static let key = "flatten"
  static var settings: [String] { [] }

  init(_ settings: LayerSettings) throws { self.init() }

  var endsPositions: Bool { true }
  var cost: LayerCost { .nothing }

  func change(_ units: inout Units, at path: LayerPath) throws { units.kind = .changed(by: Self.key) }
  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape { .vector }
}
