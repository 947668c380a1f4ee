/// The mean over all positions, or their sum.
public struct GlobalAveragePooling: FreePart, ReadFromSettings, Hashable {
  public typealias Ending = EndsUnknown
  public var sum: Bool
  public init(sum: Bool = false) { self.sum = sum }
  public var layer: Layer { .globalAveragePooling(sum: sum) }
}

extension GlobalAveragePooling {
  static let key = "globalAveragePooling"
  static var settings: [String] { ["sum"] }

  init(_ settings: LayerSettings) throws { self.init(sum: try settings.boolean("sum", default: false)) }

  func written(at path: LayerPath) throws -> [String: JSONValue] { sum ? ["sum": .boolean(true)] : [:] }
  var needsPositions: Bool { true }
  var endsPositions: Bool { true }
  var cost: LayerCost { .nothing }

  func change(_ units: inout Units, at path: LayerPath) throws {}

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    guard shape != .vector else { throw ArchitectureFailure(path: path, problem: .needsImage) }
    return .vector
  }
}
