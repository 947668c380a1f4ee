import Architectures
import LinearAlgebra
import Nonlinearities

/// The layer-by-layer recursion of ε and Θ over pairs, prepared for two lists of inputs.
///
/// A pair is carried as its separation ε = 1 − c, because the variances are known before any pair is touched, and
/// because ε keeps the relative precision that c loses between nearly coinciding inputs.
struct PairRecursion: Sendable {
  private let whole: DepthSegment
  private let outcome: Outcome

  /// What is wanted in the end: K, ε, or ε as it is carried, −(1 + c) of nearly opposite inputs (`OppositePairs`).
  enum Outcome: Sendable { case kernels, separations, separationsAsCarried }

  /// - Throws: `InfiniteWidthError` for layers without a kernel and variances that overflow; `NonlinearityFailure`.
  /// - Complexity: O((n₁ + n₂) · layers) numbers and time.
  init(
    _ layers: [Layer], rowVariances: [Double], columnVariances: [Double], isSymmetric: Bool, outcome: Outcome = .kernels
  )
    throws
  {
    var compiler = PairCompiler(
      rowVariances: rowVariances, columnVariances: columnVariances, isSymmetric: isSymmetric)
    whole = try compiler.segment(layers)
    self.outcome = outcome
  }

  /// Carries the pairs of a tile through all layers.
  ///
  /// - Parameters:
  ///   - separations: ε at the input, row-major without gaps; holds K, or ε, after the last layer on return.
  ///   - tangents: holds Θ on return.
  ///   - lowerTriangleOnly: pairs right of the diagonal are not wanted.
  /// - Complexity: about 1 ns a pair and layer for the piecewise-linear nonlinearities.
  func run(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    lowerTriangleOnly: Bool, workspace: inout PairWorkspace
  ) {
    guard whole.steps.contains(where: \.isPreparable) else {
      PairBlock.forEach(tile, separations, tangents, lowerTriangleOnly) { block in
        Self.begin(block)
        for step in whole.steps { step.apply(to: block, workspace: &workspace) }
        if outcome == .kernels { whole.writeKernels(of: block, to: block.separations) } else { finish(block) }
      }
      return
    }
    PairBlock.forEach(tile, separations, tangents, lowerTriangleOnly, Self.begin)
    whole.advance(
      tile, separations: separations, tangents: tangents, lowerTriangleOnly: lowerTriangleOnly, workspace: &workspace)
    guard outcome == .kernels else {
      return PairBlock.forEach(tile, separations, tangents, lowerTriangleOnly, finish)
    }
    whole.writeKernels(tile, separations: separations, kernels: separations, lowerTriangleOnly: lowerTriangleOnly)
  }

  /// ε of every pair, that of nearly opposite inputs too.
  private func finish(_ block: PairBlock) {
    guard outcome == .separations else { return }
    block.forEachRow { _, separations, _ in
      _ = OppositePairs(takenFrom: separations, count: block.columns.count)
    }
  }

  /// Θ before the first layer.
  private static func begin(_ block: PairBlock) {
    block.forEachRow { _, _, theta in theta?.update(repeating: 0, count: block.columns.count) }
  }
}
