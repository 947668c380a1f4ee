import Architectures
import Inputs
import LinearAlgebra
import Platform
import Synchronization

extension Kernel {
  /// What kernels of many architectures on the same vectors ask of these, computed once; nil of an architecture on
  /// images, whose kernels ask for their positions.
  ///
  /// - Parameter columns: nil for the pairs of `rows` with itself.
  /// - Throws: as `matrices(rows:)`.
  /// - Complexity: as `StoredPairs.init`.
  public func storedPairs(
    rows: Matrix<Double>, columns: Matrix<Double>? = nil, threads: Int = Device.current.threads
  ) throws -> StoredPairs? {
    guard case .vectors = way else { return nil }
    return try StoredPairs(vectorPairs(rows: rows, columns: columns), threads: threads)
  }
}

/// ∂K/∂θ of symmetric pairs for variances θ of the weighted layers, by differentiating the recursion
/// (`DerivativeRecursion`).
public struct KernelGradient: Sendable {
  private let pairs: StoredPairs
  private let recursion: DerivativeRecursion
  private let directionCount: Int
  private let threads: Int

  /// - Parameters:
  ///   - pairs: symmetric.
  ///   - directions: one θ each: the architecture with another value of θ, which says what layers have it for their
  ///     σ_w² or σ_b².
  /// - Returns: nil where the kernel has no derivative here: an architecture on images, a custom φ, a θ that is another
  ///   number than these.
  /// - Throws: as `Kernel.matrices(of:)`.
  /// - Complexity: O(n · layers) numbers and time.
  public init?(
    _ kernel: Kernel, of pairs: StoredPairs, along directions: [Architecture], threads: Int = Device.current.threads
  ) throws {
    precondition(pairs.isSymmetric, "a gradient is of inputs with themselves")
    guard kernel.hasSeparations else { return nil }
    let own = kernel.architecture.expanded
    let parts = directions.map { Self.rates(own, $0.expanded) }
    let known = parts.compactMap(\.self)
    guard known.count == parts.count, let layers = Self.rates(own, own) else { return nil }
    let rates = layers.indices.map { layer in
      (weight: known.map { $0[layer].weight }, bias: known.map { $0[layer].bias })
    }
    guard
      let recursion = try DerivativeRecursion(
        own, rates: rates, directions: directions.count, variances: pairs.rowVariances)
    else { return nil }
    (self.pairs, self.recursion, directionCount, self.threads) = (pairs, recursion, directions.count, threads)
  }

  /// 1 where a layer's variance is θ and 0 elsewhere, of the weighted layers in their order; nil where anything else
  /// differs.
  private static func rates(_ own: [Layer], _ changed: [Layer]) -> [(weight: Double, bias: Double)]? {
    guard own.count == changed.count else { return nil }
    var found: [(weight: Double, bias: Double)] = []
    for (layer, other) in zip(own, changed) {
      switch (layer, other) {
      case (.dense(let dense), .dense(let new)):
        found.append(
          (dense.weightVariance == new.weightVariance ? 0 : 1, dense.biasVariance == new.biasVariance ? 0 : 1))
      case (.residual, .residual), (.parallel, .parallel):
        let (branches, others) = (layer.branches ?? [], other.branches ?? [])
        guard branches.map(\.share) == others.map(\.share) else { return nil }
        for (branch, other) in zip(branches, others) {
          guard let inner = rates(branch.layers, other.layers) else { return nil }
          found += inner
        }
      default: guard layer == other else { return nil }
      }
    }
    return found
  }

  /// Σ Wᵢⱼ ∂K(xᵢ, xⱼ)/∂θ over the rows of a strip of a symmetric W and their mirror, for every direction.
  ///
  /// - Parameters:
  ///   - first: the strip's first row.
  ///   - weights: W from there on, [rows, n − first]; what lies left of the diagonal is not read.
  /// - Returns: [directions]. The sums have the same bits for any number of threads.
  /// - Complexity: about 2 + 2 · directions ns a pair and layer of the piecewise-linear nonlinearities.
  public func sums(first: Int, weights: Matrix<Double>) throws -> [Double] {
    let rows = first..<first + weights.rows
    let n = first + weights.columns
    let tiles = TileGrid(rows: rows, columns: first..<n, tile: Self.tile).tiles
    let results = Mutex(Array(repeating: [Double](), count: tiles.count))
    try Parallel.forEach(count: tiles.count, threads: threads, scratch: { Scratch(directionCount) }) {
      index, scratch in
      let tile = tiles[index]
      run(tile, &scratch)
      var sums = Array(repeating: 0.0, count: directionCount)
      for p in 0..<directionCount {
        for (a, i) in tile.rows.enumerated() where i < tile.columns.upperBound {
          var sum = 0.0
          for (b, j) in tile.columns.enumerated() where j > i {
            sum +=
              weights[i - first, j - first] * scratch.derivatives[(p * tile.rows.count + a) * tile.columns.count + b]
          }
          sums[p] += 2 * sum
          if tile.columns.contains(i) { sums[p] += weights[i - first, i - first] * recursion.diagonal[p][i] }
        }
      }
      results.withLock { $0[index] = sums }
    }
    return results.withLock { $0 }.reduce(Array(repeating: 0, count: directionCount)) { zip($0, $1).map { $0 + $1 } }
  }

  /// ∂K/∂θ as a matrix for every direction: for tests and small n.
  public func matrices() throws -> [Matrix<Double>] {
    let n = pairs.rowVariances.count
    var found = Array(repeating: Matrix<Double>(rows: n, columns: n), count: directionCount)
    var scratch = Scratch(directionCount)
    for tile in TileGrid(rows: 0..<n, columns: 0..<n, tile: Self.tile).tiles {
      run(tile, &scratch)
      for p in 0..<directionCount {
        for (a, i) in tile.rows.enumerated() {
          for (b, j) in tile.columns.enumerated() {
            found[p][i, j] =
              i == j
              ? recursion.diagonal[p][i]
              : scratch.derivatives[(p * tile.rows.count + a) * tile.columns.count + b]
          }
        }
      }
    }
    return found
  }

  /// Multiples of it are where tiles begin.
  private static let tile = 128

  private struct Scratch {
    var separations = [Double](repeating: 0, count: KernelGradient.tile * KernelGradient.tile)
    var derivatives: [Double]
    var workspace = PairWorkspace()

    init(_ directions: Int) {
      derivatives = Array(repeating: 0, count: directions * KernelGradient.tile * KernelGradient.tile)
    }
  }

  private func run(_ tile: Tile, _ scratch: inout Scratch) {
    var none: Void
    scratch.separations.withUnsafeMutableBufferPointer { separations in
      scratch.derivatives.withUnsafeMutableBufferPointer { derivatives in
        guard let separations = separations.baseAddress, let derivatives = derivatives.baseAddress else { return }
        pairs.separations(of: tile, into: separations, workspace: &none)
        recursion.run(tile, separations: separations, derivatives: derivatives, workspace: &scratch.workspace)
      }
    }
  }
}
