/// Subtracts the mean and divides by the standard deviation over features, or over channels at each position; ε = 1e-12
/// is added to the variance.
public struct LayerNorm: GaussianPart, ReadFromSettings, Hashable {
  public typealias Ending = EndsWeighted
  public init() {}
  public var layer: Layer { .layerNorm }
}

extension LayerNorm {
  static let key = "layerNorm"
  static var settings: [String] { [] }

  init(_ settings: LayerSettings) throws { self.init() }

  var cost: LayerCost { .factor }

  func change(_ units: inout Units, at path: LayerPath) throws { try units.requireGaussian(at: path) }
}
