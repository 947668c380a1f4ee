import Architectures
import Nonlinearities

extension Architecture {
  /// The mean-field reading of an architecture of equal layers: a dense layer, then repetitions of activation and dense
  /// layer with one nonlinearity, one σ_w², one σ_b² and, between the two, one dropout everywhere or nowhere.
  ///
  /// The first dense layer only sets the variance that the others start from, and may have variances of its own. How
  /// fast layers learn is nothing to the theory, which is one of K. Layers are named by their number with repetitions
  /// written out.
  ///
  /// - Throws: `MeanFieldFailure.notRepeated` naming the layer that does not fit; errors of `MeanFieldTheory`.
  public var meanField: MeanFieldTheory {
    get throws {
      var reader = EqualLayers()
      for (index, layer) in expanded.enumerated() {
        do {
          try reader.read(layer)
        } catch let mismatch as EqualLayers.Mismatch {
          let name = "layers[\(index)].\(layer.name) with repetitions written out"
          throw MeanFieldFailure.notRepeated(layer: name, reason: mismatch.reason)
        }
      }
      guard let block = reader.pattern else {
        throw MeanFieldFailure.notRepeated(
          layer: "architecture", reason: "it has no activation that is followed by a dense layer")
      }
      if reader.hasOpenActivation {
        throw MeanFieldFailure.notRepeated(layer: "layers[\(expanded.count - 1)]", reason: "no dense layer follows it")
      }
      return try MeanFieldTheory(
        nonlinearity: block.nonlinearity, weightVariance: block.weightVariance, biasVariance: block.biasVariance,
        keepProbability: block.keepProbability)
    }
  }
}

/// Reads layers one by one and compares every block of activation, dropout and dense layer with the first.
private struct EqualLayers {
  struct Block: Equatable {
    let nonlinearity: Nonlinearity
    let keepProbability: Double
    let weightVariance: Double
    let biasVariance: Double
  }

  struct Mismatch: Error { let reason: String }

  private(set) var pattern: Block?
  private var hasDense = false
  private var activation: Nonlinearity?
  private var keepProbability: Double?

  var hasOpenActivation: Bool { activation != nil }

  mutating func read(_ layer: Layer) throws {
    switch layer {
    case .flatten where !hasDense: break
    case .identity: break
    case .dense(let dense): try readDense(dense.weightVariance, dense.biasVariance)
    case .activation(let nonlinearity): activation = nonlinearity
    case .dropout(let keep):
      guard activation != nil else { throw Mismatch(reason: "dropout stands right after an activation") }
      guard keepProbability == nil else { throw Mismatch(reason: "one dropout a layer can be read") }
      keepProbability = keep
    case .flatten, .convolution, .selfAttention, .globalAveragePooling, .averagePooling, .layerNorm, .residual,
      .parallel, .repeated:
      throw Mismatch(reason: "it has no mean-field theory here")
    }
  }

  private mutating func readDense(_ weightVariance: Double, _ biasVariance: Double) throws {
    defer { (hasDense, activation, keepProbability) = (true, nil, nil) }
    guard let activation else {
      if hasDense { throw Mismatch(reason: "an activation stands between two dense layers") }
      return
    }
    let block = Block(
      nonlinearity: activation, keepProbability: keepProbability ?? 1, weightVariance: weightVariance,
      biasVariance: biasVariance)
    guard let pattern else { return self.pattern = block }
    if pattern.nonlinearity != activation {
      throw Mismatch(
        reason: "the activation before it is \(activation.name), the first one \(pattern.nonlinearity.name)")
    }
    if pattern.keepProbability != block.keepProbability {
      throw Mismatch(
        reason: "units before it are kept with probability \(block.keepProbability), not \(pattern.keepProbability)")
    }
    if pattern != block {
      throw Mismatch(
        reason: "its variances are σ_w² = \(weightVariance), σ_b² = \(biasVariance), those of the layers before "
          + "\(pattern.weightVariance), \(pattern.biasVariance)")
    }
  }
}
