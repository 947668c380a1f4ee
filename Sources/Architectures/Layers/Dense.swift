/// z = W x + b over features. With x·x'/d for the input, K' = σ_w² K + σ_b².
///
/// It maps Θ to K' + σ_w² Θ; an untrained layer (`trainable: false`), which keeps its initial weights, to σ_w² Θ, and
/// one with learning rates of its own to what `LayerLearning` says.
public struct Dense: FreePart, WeightedLayer, Hashable {
  public typealias Ending = EndsWeighted

  /// σ_w²
  public var weightVariance: Double
  /// σ_b²
  public var biasVariance: Double
  public var trainable: LayerLearning

  public init(weightVariance: Double, biasVariance: Double = 0, trainable: LayerLearning = .ntk) {
    (self.weightVariance, self.biasVariance, self.trainable) = (weightVariance, biasVariance, trainable)
  }

  public var layer: Layer { .dense(self) }

  /// a and b of `LayerLearning`.
  public var rates: (weights: Double, biases: Double) { ratesOfOwnVariances() }
}

extension Dense {
  static let key = "dense"
  static var settings: [String] { weightSettings }

  init(_ settings: LayerSettings) throws {
    self.init(
      weightVariance: try settings.number("weightVariance"),
      biasVariance: try settings.number("biasVariance", default: 0), trainable: try settings.learning())
  }

  func written(at path: LayerPath) throws -> [String: JSONValue] { writtenWeights() }
  func check(at path: LayerPath) throws { try checkWeights(at: path) }

  func shape(behind shape: PositionShape, at path: LayerPath) throws -> PositionShape {
    guard shape == .vector else {
      throw ArchitectureFailure(path: path, problem: .needsVector(input: shape.inWords))
    }
    return .vector
  }
}
