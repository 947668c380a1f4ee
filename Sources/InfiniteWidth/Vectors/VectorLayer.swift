import Architectures
import Nonlinearities

/// A layer as the recursions on vectors know it: the one place where those that take positions are refused, and those
/// that hand on what they get found out.
enum VectorLayer {
  case dense(Dense)
  case activation(Nonlinearity)
  case dropout(keepProbability: Double)
  case layerNorm
  /// K and Θ are the sums of the branches', times their shares.
  case branches([LayerBranch])
  case repeated(count: Int, layers: [Layer])
  case identity

  /// - Throws: `InfiniteWidthError.notComputable` of a layer on positions, and of a product.
  init(_ layer: Layer) throws {
    self =
      switch layer {
      case .dense(let dense): .dense(dense)
      case .activation(let nonlinearity): .activation(nonlinearity)
      case .dropout(let keepProbability): .dropout(keepProbability: keepProbability)
      case .layerNorm: .layerNorm
      case .parallel where layer.join == .product: throw InfiniteWidthError.notComputable(layer: layer.name)
      case .residual, .parallel: .branches(layer.branches ?? [])
      case .repeated(let count, let layers): .repeated(count: count, layers: layers)
      case .flatten, .identity: .identity
      case .convolution, .selfAttention, .globalAveragePooling, .averagePooling:
        throw InfiniteWidthError.notComputable(layer: layer.name)
      }
  }
}
