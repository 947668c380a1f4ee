import Architectures
import LinearAlgebra
import Nonlinearities

/// The layer-by-layer recursion of ε and Θ over pairs, prepared for two lists of inputs.
///
/// A pair is carried as its separation ε = 1 − c, because the variances are known before any pair is touched, and because ε
/// keeps the relative precision that c loses between nearly coinciding inputs.
struct PairRecursion: Sendable {
  private let steps: [any PairStep]
  /// √K(x, x) of row and column inputs after the last layer.
  private let roots: PairFactors

  /// - Throws: `InfiniteWidthError` for layers without a kernel and variances that overflow; `NonlinearityFailure`.
  /// - Complexity: O((n₁ + n₂) · layers) numbers and time.
  init(_ layers: [Layer], rowVariances: [Double], columnVariances: [Double], isSymmetric: Bool) throws {
    var compiler = PairCompiler(
      rowVariances: rowVariances, columnVariances: columnVariances, isSymmetric: isSymmetric)
    steps = try compiler.compile(layers)
    roots = compiler.roots
    guard roots.rows.allSatisfy(\.isFinite), roots.columns.allSatisfy(\.isFinite) else {
      let largest = max(rowVariances.max() ?? 0, columnVariances.max() ?? 0)
      throw InfiniteWidthError.overflows(largestInputVariance: largest)
    }
  }

  /// Carries the pairs of a tile through all layers.
  ///
  /// - Parameters:
  ///   - separations: ε at the input, row-major without gaps; holds K after the last layer on return.
  ///   - tangents: holds Θ on return.
  ///   - lowerTriangleOnly: pairs right of the diagonal are not wanted.
  /// - Complexity: about 1 ns a pair and layer for the piecewise-linear nonlinearities.
  func run(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    lowerTriangleOnly: Bool, workspace: inout PairWorkspace
  ) {
    for firstRow in stride(from: tile.rows.lowerBound, to: tile.rows.upperBound, by: PairBlock.largestRowCount) {
      let rows = firstRow..<min(firstRow + PairBlock.largestRowCount, tile.rows.upperBound)
      let end = lowerTriangleOnly ? min(rows.upperBound, tile.columns.upperBound) : tile.columns.upperBound
      for first in stride(from: tile.columns.lowerBound, to: end, by: PairBlock.largestColumnCount) {
        let offset = (firstRow - tile.rows.lowerBound) * tile.columns.count + first - tile.columns.lowerBound
        run(
          PairBlock(
            rows: rows, columns: first..<min(first + PairBlock.largestColumnCount, end),
            separations: separations + offset, tangents: tangents.map { $0 + offset }, stride: tile.columns.count),
          &workspace)
      }
    }
  }

  private func run(_ block: PairBlock, _ workspace: inout PairWorkspace) {
    block.forEachRow { _, _, theta in theta?.update(repeating: 0, count: block.columns.count) }
    for step in steps { step.apply(to: block, workspace: &workspace) }
    roots.of(block) { rowRoots, columnRoots in
      block.forEachRow { row, epsilon, _ in
        let root = rowRoots[row]
        for k in 0..<block.columns.count {
          let scale = root * columnRoots[k]
          epsilon[k] = scale - scale * epsilon[k]
        }
      }
    }
  }
}
