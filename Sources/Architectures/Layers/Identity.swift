/// Hands on what it gets.
public struct Identity: FreePart, ReadFromSettings, Hashable {
  public typealias Ending = EndsUnknown
  public init() {}
  public var layer: Layer { .identity }
}

extension Identity {
  static let key = "identity"
  static var settings: [String] { [] }

  init(_ settings: LayerSettings) throws { self.init() }

  var cost: LayerCost { .nothing }

  func change(_ units: inout Units, at path: LayerPath) throws {}
}
