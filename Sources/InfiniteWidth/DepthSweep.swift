import Architectures
import LinearAlgebra
import Nonlinearities

/// The kernels of a network at many depths from one pass of the recursion: a read-in, then the same layers over and
/// over.
///
/// Depth l is the architecture `readIn + layers × l`, so depth 0 is the read-in alone. K and Θ at every depth are those
/// of `InfiniteWidthKernel` on its recursion path, in the same operations and order.
///
/// *Definition* (Xiao et al. 2020, Eq. 8): with the layers (φ, dense) one application is
/// K ← σ_w² T(K) + σ_b², Θ ← K + σ_w² Ṫ Θ.
public struct DepthSweep: Sendable {
  /// The depths wanted, ascending.
  public let depths: [Int]
  let readIn: [Layer]
  let repeated: [Layer]

  /// - Parameters:
  ///   - readIn: from the input to depth 0.
  ///   - repeated: one step of depth.
  ///   - depths: at which the kernels are wanted, ascending.
  /// - Throws: `DepthSweepError` for the depths; `ArchitectureFailure` and `InfiniteWidthError` for layers that have no
  ///   kernel, among them depth 0 of a read-in without weights.
  public init(readIn: [Layer], repeated: [Layer], depths: [Int]) throws {
    guard let deepest = depths.last else { throw DepthSweepError.noDepths }
    if let depth = depths.first, depth < 0 { throw DepthSweepError.negative(depth: depth) }
    for (shallow, deep) in zip(depths, depths.dropFirst()) where deep <= shallow {
      throw DepthSweepError.notAscending(depth: deep, after: shallow)
    }
    if depths[0] == 0 { _ = try InfiniteWidthKernel(Architecture(layers: readIn)) }
    let layers = deepest > 0 ? readIn + [.repeated(count: deepest, layers: repeated)] : readIn
    _ = try InfiniteWidthKernel(Architecture(layers: layers))
    self.depths = depths
    self.readIn = readIn
    self.repeated = repeated
  }

  /// What stands before the repeated (φ, dense) of a fully-connected network.
  public enum ReadIn: Sendable {
    /// A dense layer of the network's own variances: K⁰ = σ_w² x·x′/d + σ_b², the network of Lee et al. 2018.
    case own
    /// Dense(1, 0): K⁰ = Θ⁰ = x·x′/d, so that inputs of norm √d have K⁰(x, x) = 1 (notebook of Xiao et al. 2020).
    case unit
  }

  /// The fully-connected network: after the read-in, depth times (φ, dense).
  public static func fullyConnected(
    nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double, readIn: ReadIn = .own, depths: [Int]
  ) throws -> DepthSweep {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let first: Layer =
      switch readIn {
      case .own: dense
      case .unit: .dense(weightVariance: 1, biasVariance: 0, trainable: true)
      }
    return try DepthSweep(readIn: [first], repeated: [.activation(nonlinearity), dense], depths: depths)
  }

  /// The layers between the depth before and the one at `position` of the list.
  func layers(to position: Int) -> [Layer] {
    let count = depths[position] - (position > 0 ? depths[position - 1] : 0)
    let steps: [Layer] = count > 0 ? [.repeated(count: count, layers: repeated)] : []
    return position > 0 ? steps : readIn + steps
  }

  /// K(x, x) and Θ(x, x) of inputs with variances q = x·x/d: one list of inputs for every depth.
  ///
  /// - Throws: `InfiniteWidthError.overflows` if one of them is beyond float64 at some depth.
  /// - Complexity: O(different variances · layers).
  public func selfCovariances(inputVariances: [Double]) throws -> [[SelfCovariance]] {
    var known: [Double: SelfCovariance] = [:]
    for variance in inputVariances { known[variance] = SelfCovariance(inputVariance: variance) }
    return try depths.indices.map { position in
      let layers = layers(to: position)
      for (variance, value) in known {
        var next = value
        try next.apply(layers)
        guard next.nngp.isFinite, next.ntk.isFinite else {
          throw InfiniteWidthError.overflows(largestInputVariance: variance)
        }
        known[variance] = next
      }
      return inputVariances.compactMap { known[$0] }
    }
  }
}
