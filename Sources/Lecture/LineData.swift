import Architectures

/// A few points of a curve, and the network that learns them: erf, every hidden layer alike. Settings of experiments.
struct LineData: Codable, Sendable {
  /// X, one number each.
  var inputs: [Double] = [-1, -0.5, 0, 0.5, 1]
  /// Y
  var targets: [Double] = [-0.9, 1.2, 0.45, -1.35, 0.75]
  var weightVariance = 2.0
  var biasVariance = 0.25

  /// `WeightLayer` names the matrices of so many, and texts say it.
  static let hiddenLayers = 2

  var architecture: Architecture {
    .fullyConnected(
      depth: Self.hiddenLayers, nonlinearity: .erf, weightVariance: weightVariance, biasVariance: biasVariance)
  }

  /// The same network of which one layer's weights alone are trained, without its biases; the input's layer is 0.
  ///
  /// Its tangent kernel is that layer's part of Θ.
  /// - Throws: `ArchitectureFailure`.
  func training(weightsOfLayer trained: Int) throws -> Architecture {
    try Architecture(
      layers: (0...Self.hiddenLayers).flatMap { layer -> [Layer] in
        let dense = Layer.dense(
          weightVariance: weightVariance, biasVariance: biasVariance,
          trainable: layer == trained ? .rates(weights: weightVariance, biases: 0) : .none)
        return layer == 0 ? [dense] : [.activation(.erf), dense]
      })
  }

  /// `count` places evenly from −`end` to `end`.
  static func grid(_ count: Int, end: Double) -> [Double] {
    (0..<count).map { end * (2 * Double($0) / Double(count - 1) - 1) }
  }
}
