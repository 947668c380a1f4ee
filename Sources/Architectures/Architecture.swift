import Nonlinearities

/// A network as a value: a list of layers that keep the composition rules, without weights and without widths.
///
/// ```swift
/// let network = try Architecture {
///   Dense(weightVariance: 1.45, biasVariance: 0.28)
///   Repeat(20) {
///     ReLU()
///     Dense(weightVariance: 1.45, biasVariance: 0.28)
///   }
/// }
/// ```
///
/// A value of this type is always valid: whichever way it is made, `CompositionRules` have been checked. What depends
/// on the input's shape is checked by `validate(input:)`.
public struct Architecture: Sendable, Hashable {
  /// The layers as they were written, repetitions not expanded.
  public let layers: [Layer]

  /// - Throws: `ArchitectureFailure` naming the layer that breaks a rule.
  public init(layers: [Layer]) throws {
    try CompositionRules.check(layers)
    self.layers = layers
  }

  /// - Throws: `ArchitectureFailure` naming the layer that breaks a rule.
  public init(@ArchitectureBuilder _ parts: () -> Layers<some PartEnding>) throws {
    try self.init(layers: parts().layers)
  }

  private init(validated layers: [Layer]) { self.layers = layers }

  /// The layers with every repetition written out, also inside branches.
  ///
  /// - Complexity: O(number of expanded layers), at most `CompositionRules.largestExpansion`.
  public var expanded: [Layer] { layers.expanded }

  /// Whether any layer is trained; where none is, the NTK is 0.
  public var learns: Bool { layers.contains(where: \.learns) }
}

extension Architecture {
  /// The network of Lee et al. 2018: `depth` applications of φ between `depth` + 1 dense layers of equal variances.
  ///
  /// - Precondition: `depth` ≥ 0, finite variances that are not negative; values of a user's go through
  ///   `init(layers:)`.
  public static func fullyConnected(
    depth: Int, nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double
  ) -> Architecture {
    precondition(depth >= 0, "a depth counts layers")
    precondition(
      weightVariance.isFinite && weightVariance >= 0 && biasVariance.isFinite && biasVariance >= 0,
      "a variance is finite and not negative")
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let hidden = [Layer.activation(nonlinearity), dense]
    switch depth {
    case 0: return Architecture(validated: [dense])
    case 1: return Architecture(validated: [dense] + hidden)
    default: return Architecture(validated: [dense, .repeated(count: depth, layers: hidden)])
    }
  }
}
