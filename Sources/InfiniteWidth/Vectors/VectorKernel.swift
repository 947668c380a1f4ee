import Architectures
import Inputs
import LinearAlgebra
import Platform

/// The kernel of an architecture that reads its inputs as vectors, in the way that suits the inputs (`PairMap`).
///
/// *Definition* (Lee et al. 2018, Eqs. 5–6; Xiao et al. 2020, Eq. 8). With K⁰ = x·x′/d at the input,
///
///     dense:  K ← σ_w² K + σ_b²,   Θ ← K + σ_w² Θ          (K the new one; Θ⁰ = 0)
///     φ:      K ← T(K) = E[φφ′],    Θ ← Ṫ(K) Θ = E[φ̇φ̇′] Θ
///
/// in the NTK parameterisation (`LayerLearning` has others). All arithmetic is float64.
struct VectorKernel: Sendable {
  let layers: [Layer]
  let algorithm: KernelAlgorithm

  /// - Throws: `InfiniteWidthError.notComputable` naming the first layer that has no kernel here.
  init(_ architecture: Architecture, algorithm: KernelAlgorithm = .exact) throws {
    (layers, self.algorithm) = (architecture.expanded, algorithm)
    var probe = SelfCovariance(inputVariance: 1)
    try probe.apply(layers)
  }

  /// - Throws: `InfiniteWidthError.notTabulated` of a kernel by the lookup table, which `use` does not know.
  func requireExact(for use: String) throws {
    guard case .exact = algorithm else { throw InfiniteWidthError.notTabulated(layer: use) }
  }

  /// K(x, x) and Θ(x, x) of inputs with variances q = x·x/d.
  /// - Complexity: O(n · layers).
  /// - Throws: `InfiniteWidthError.overflows` where one of `quantities` leaves the range of float64.
  func selfCovariances(inputVariances: [Double], get quantities: KernelQuantities = .both) throws -> [SelfCovariance] {
    var known: [Double: SelfCovariance] = [:]
    return try inputVariances.map { variance in
      if let value = known[variance] { return value }
      var value = SelfCovariance(inputVariance: variance)
      if case .lookupTable(let table) = algorithm {
        value.nngp = try TableRecursion(layers, table: table, variance: variance).diagonal
      } else {
        try value.apply(finite: layers, get: quantities)
      }
      known[variance] = value
      return value
    }
  }

  /// The kernels between all row and column inputs, [n₁, n₂].
  ///
  /// A symmetric matrix is computed on and below its diagonal and mirrored; its diagonal comes from the recursion of
  /// one input with itself, for the lookup table from the table's own (`TableRecursion.diagonal`).
  /// - Complexity: n₁ n₂ d multiply-adds for the correlations (half for symmetric ones), then about 4 ns an entry for
  ///   inputs of one norm at any depth, or about 1 ns an entry and layer; n₁ n₂ numbers a kernel and a few MB a thread.
  func matrices(
    of pairs: some InputPairs, get quantities: KernelQuantities, path: KernelPath, threads: Int,
    progress: (@Sendable (Double) -> Void)?
  ) throws -> KernelMatrices {
    let (rows, columns) = (pairs.rowVariances.count, pairs.columnVariances.count)
    let diagonal = try diagonal(of: pairs, get: quantities)
    let map = try PairMap(
      layers, pairs, algorithm: algorithm, wantsTangent: quantities.contains(.ntk), path: path)
    return try KernelMatrices(rows: rows, columns: columns, get: quantities, pieceCount: map.pieceCount) { target in
      try fill(pairs, target, map, diagonal, threads, progress)
    }
  }

  /// K(x, x) and Θ(x, x) of symmetric pairs, none of others: pairs are numbers where those of their inputs are.
  func diagonal(of pairs: some InputPairs, get quantities: KernelQuantities) throws -> [SelfCovariance] {
    var own = try selfCovariances(inputVariances: pairs.rowVariances, get: quantities)
    if pairs.isSymmetric {
      if case .lookupTable(let table) = algorithm, let variance = pairs.rowVariances.first {
        let value = try TableRecursion(layers, table: table, variance: variance).matrixDiagonal
        for k in own.indices { own[k].nngp = value }
      }
      return own
    }
    _ = try selfCovariances(inputVariances: pairs.columnVariances, get: quantities)
    return []
  }

  /// The same into memory that is there already.
  func fill(
    _ target: SquareTarget, of pairs: some InputPairs, path: KernelPath, threads: Int,
    progress: (@Sendable (Double) -> Void)?
  ) throws {
    let diagonal = try diagonal(of: pairs, get: target.quantities)
    let map = try PairMap(layers, pairs, algorithm: algorithm, wantsTangent: target.wantsTangent, path: path)
    try fill(pairs, target, map, diagonal, threads, progress)
  }

  private func fill(
    _ pairs: some InputPairs, _ target: SquareTarget, _ map: PairMap, _ diagonal: [SelfCovariance], _ threads: Int,
    _ progress: (@Sendable (Double) -> Void)?
  ) throws {
    let filler = KernelFiller(
      pairs: pairs, map: map, wantsTangent: target.wantsTangent, threads: threads)
    try filler.run(progress: progress) { tile, nngp, ntk in
      target.write(tile, nngp: nngp, ntk: ntk, mirrored: pairs.isSymmetric, diagonal: diagonal)
    }
  }
}

extension VectorKernel {
  /// Writes the kernels of a list of inputs with itself straight into packed storage; a square matrix never exists.
  ///
  /// The entries have the same bits as those of `matrices(of:)`, for any number of threads.
  /// - Parameters:
  ///   - nngp: receives K; nil if it is not wanted.
  ///   - ntk: receives Θ; nil if it is not wanted.
  ///   - pairs: symmetric, as many as the matrices' order.
  /// - Complexity: as `matrices(of:)`; a few MB a thread beside the storage that is written.
  func fill(
    nngp: PackedTriangle?, ntk: PackedTriangle?, of pairs: some InputPairs, path: KernelPath, threads: Int,
    progress: (@Sendable (Double) -> Void)?
  ) throws {
    precondition(pairs.isSymmetric, "packed matrices are symmetric")
    for triangle in [nngp, ntk].compactMap({ $0 }) {
      precondition(triangle.order == pairs.rowVariances.count, "an input has a row of its own")
    }
    let diagonal = try diagonal(of: pairs, get: ntk == nil ? .nngp : .both)
    let map = try PairMap(layers, pairs, algorithm: algorithm, wantsTangent: ntk != nil, path: path)
    let target = PackedTarget(nngp: nngp, ntk: ntk, diagonal: diagonal)
    let filler = KernelFiller(pairs: pairs, map: map, wantsTangent: ntk != nil, threads: threads)
    try filler.run(progress: progress) { target.write($0, nngp: $1, ntk: $2) }
  }
}
