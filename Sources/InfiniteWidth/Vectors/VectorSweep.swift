import Architectures
import LinearAlgebra
import Nonlinearities

/// The sweep over depths of an architecture that reads its inputs as vectors: a read-in, then the same layers over and
/// over.
///
/// Depth l is the architecture `readIn + layers × l`, so depth 0 is the read-in alone. K and Θ at every depth are those
/// of `VectorKernel` on its recursion path, in the same operations and order.
///
/// *Definition* (Xiao et al. 2020, Eq. 8): with the layers (φ, dense) one application is
/// K ← σ_w² T(K) + σ_b², Θ ← K + σ_w² Ṫ Θ.
struct VectorSweep: Sendable {
  /// The depths wanted, ascending.
  let depths: [Int]
  let readIn: [Layer]
  let repeated: [Layer]

  /// - Parameters:
  ///   - readIn: from the input to depth 0.
  ///   - repeated: one step of depth.
  ///   - depths: at which the kernels are wanted, ascending.
  /// - Throws: `DepthSweepError` for the depths; `ArchitectureFailure` and `InfiniteWidthError` for layers that have no
  ///   kernel, among them depth 0 of a read-in without weights.
  init(readIn: [Layer], repeated: [Layer], depths: [Int]) throws {
    let deepest = try DepthSweepError.deepest(of: depths)
    if depths[0] == 0 { _ = try VectorKernel(Architecture(layers: readIn)) }
    let layers = deepest > 0 ? readIn + [.repeated(count: deepest, layers: repeated)] : readIn
    _ = try VectorKernel(Architecture(layers: layers))
    self.depths = depths
    self.readIn = readIn
    self.repeated = repeated
  }

  /// The layers between the depth before and the one at `position` of the list.
  func layers(to position: Int) -> [Layer] {
    let count = depths[position] - (position > 0 ? depths[position - 1] : 0)
    let steps: [Layer] = count > 0 ? [.repeated(count: count, layers: repeated)] : []
    return position > 0 ? steps : readIn + steps
  }

  /// Whether dropouts on the way to the deepest leave pairs hardly anything in common; all depths are carried alike.
  var needsCosines: Bool { CosineRecursion.isNeeded(by: depths.indices.flatMap(layers)) }

  /// The stretch of layers to each depth, where `needsCosines`.
  func cosineRecursions(rowVariances: [Double], columnVariances: [Double]) throws -> [CosineRecursion] {
    var (rows, columns) = (rowVariances, columnVariances)
    return try depths.indices.map { position in
      let recursion = try CosineRecursion(layers(to: position), rowVariances: rows, columnVariances: columns)
      (rows, columns) = (recursion.rowVariances, recursion.columnVariances)
      return recursion
    }
  }

  /// K(x, x) and Θ(x, x) of inputs with variances q = x·x/d: one list of inputs for every depth.
  ///
  /// - Throws: `InfiniteWidthError.overflows` if one of them is beyond float64 at some depth.
  /// - Complexity: O(different variances · layers).
  func selfCovariances(inputVariances: [Double], get quantities: KernelQuantities = .both) throws -> [[SelfCovariance]]
  {
    var (known, count) = ([Double: SelfCovariance](), 0)
    for variance in inputVariances { known[variance] = SelfCovariance(inputVariance: variance) }
    return try depths.indices.map { position in
      let (layers, former) = (layers(to: position), count)
      count += layers.expandedCount
      for (variance, value) in known {
        var next = value
        try next.apply(finite: layers, get: quantities, after: former)
        known[variance] = next
      }
      return inputVariances.compactMap { known[$0] }
    }
  }
}
