/// What makes a list of layers an architecture, whatever its input.
///
/// The kernels are exact only where the units an activation sees are jointly Gaussian. So `activation` and `layerNorm`
/// need a weighted layer, one with weights of its own, since the last activation, and since `flatten` and `dropout`:
/// the one puts positions of different variance side by side, the other multiplies by Bernoulli variables. The input of
/// a `residual` and its branch both end in a weighted layer.
///
/// Of a sum (`residual`, `parallel`) all branches but one end in a weighted layer of their own: nothing of the input
/// reaches the sum by two ways without new weights of mean 0 on one of them, so that the terms are independent; and
/// none of them is the network's input itself, which as a mean of the sum no covariance knows. The first holds of a
/// product, whose units are products of Gaussian ones and wait for weights again. Units of a
/// concatenation differ in their variances as those of `flatten` do. The rules hold for the layers with repetitions
/// written out; what a layer asks stands with it, `LayerDefinition.change`.
public enum CompositionRules {
  /// The most layers that repetitions may expand to, those inside branches included.
  public static let largestExpansion = 1_000_000

  /// The most branches and repetitions inside each other.
  public static let deepestNesting = 32

  /// - Throws: `ArchitectureFailure` naming the first layer that breaks a rule.
  /// - Complexity: O(number of layers as written), for nested repetitions at most O(number of expanded layers).
  public static func check(_ layers: [Layer]) throws {
    guard !layers.isEmpty else { throw ArchitectureFailure(problem: .noLayers("the architecture")) }
    try checkSettings(layers, at: LayerPath())
    try checkSize(layers)
    var units = Units()
    try units.pass(layers, at: LayerPath())
  }
}

// MARK: - Settings of each layer, nesting

extension CompositionRules {
  private static func checkSettings(_ layers: [Layer], at path: LayerPath) throws {
    guard path.depth < deepestNesting else {
      throw ArchitectureFailure(path: path, problem: .nestedTooDeep(limit: deepestNesting))
    }
    for (index, layer) in layers.enumerated() {
      let place = path.inner(index, layer.name)
      try layer.definition.check(at: place)
      for (inner, place) in layer.definition.lists(at: place) { try checkSettings(inner, at: place) }
    }
  }
}

// MARK: - The size of the expansion

extension CompositionRules {
  private static func checkSize(_ layers: [Layer]) throws {
    guard expandedCount(layers) != nil else {
      throw ArchitectureFailure(problem: .tooManyLayers(limit: largestExpansion))
    }
  }

  /// The number of layers with repetitions written out, or nil past the limit.
  private static func expandedCount(_ layers: [Layer]) -> Int? {
    var total = 0
    for layer in layers {
      guard let inner = layer.innerLayers.isEmpty ? 0 : expandedCount(layer.innerLayers),
        let size = layer.definition.expandedCount(inner: inner), size <= largestExpansion - total
      else { return nil }
      total += size
    }
    return total
  }
}
