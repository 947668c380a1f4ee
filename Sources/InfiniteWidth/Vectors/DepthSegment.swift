import LinearAlgebra

/// A stretch of layers over pairs, prepared for two lists of inputs, and the norms after it.
///
/// The state between stretches is ε and Θ of every pair, so the kernels at many depths come from one pass: each stretch
/// goes on where the one before has ended.
struct DepthSegment: Sendable {
  let steps: [any PairStep]
  /// √K(x, x) of row and column inputs after the last of the steps.
  let roots: PairFactors

  /// Carries ε and Θ of the pairs of a tile through the layers.
  /// - Parameter lowerTriangleOnly: pairs right of the diagonal are not wanted.
  func advance(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?,
    lowerTriangleOnly: Bool, workspace: inout PairWorkspace
  ) {
    steps.advance(tile, separations, tangents, lowerTriangleOnly, &workspace)
  }

  /// Writes K of the pairs of a tile beside their separations.
  func writeKernels(
    _ tile: Tile, separations: UnsafeMutablePointer<Double>, kernels: UnsafeMutablePointer<Double>,
    lowerTriangleOnly: Bool
  ) {
    PairBlock.forEach(tile, separations, kernels, lowerTriangleOnly) { block in
      if let kernels = block.tangents { writeKernels(of: block, to: kernels) }
    }
  }

  /// Writes K of a block to rows of the same stride; they may be those of the separations.
  @inline(__always)
  func writeKernels(of block: PairBlock, to kernels: UnsafeMutablePointer<Double>) {
    roots.of(block) { rowRoots, columnRoots in
      for row in 0..<block.rows.count {
        let (epsilon, kernel) = (block.separations + row * block.stride, kernels + row * block.stride)
        let root = rowRoots[row]
        for k in 0..<block.columns.count {
          let scale = root * columnRoots[k]
          // A negative number stands for −(1 + c).
          let separation = epsilon[k] < 0 ? 2 + epsilon[k] : epsilon[k]
          kernel[k] = scale - scale * separation
        }
      }
    }
  }
}
