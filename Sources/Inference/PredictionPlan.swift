import LinearAlgebra

/// The blocks in which test inputs are predicted, and how much of the work each is.
package struct PredictionPlan {
  /// Test inputs of one block; the kernel against all training inputs is in memory for these.
  package let blocks: [Range<Int>]
  /// Time of each block's kernel and of its predictive variances, in the same unit: n d and n² an input, give or take a
  /// factor of two (single precision is twice as fast, and triangular solves are half as long).
  private let work: [(kernel: Double, variances: Double)]

  /// Bytes that a block's kernel may take.
  package static let blockBytes = 320_000_000

  /// - Parameters:
  ///   - width: numbers in one input.
  ///   - varianceCount: the first so many test inputs get a variance.
  ///   - largestBlock: blocks are no longer than this, and shorter where `blockBytes` asks for it.
  package init(
    training n: Int, test: Int, width: Int, varianceCount: Int, largestBlock: Int = 2_000,
    blockBytes: Int = Self.blockBytes
  ) {
    let rows = max(1, min(largestBlock, blockBytes / (max(1, n) * MemoryLayout<Double>.size)))
    blocks = TileGrid.pieces(0..<test, rows)
    work = blocks.map { block in
      let variances = block.clamped(to: 0..<varianceCount).count
      return (Double(block.count) * Double(n) * Double(width), Double(variances) * Double(n) * Double(n))
    }
  }

  /// The part of the work that is done once `fraction` of a block's kernel is there.
  package func done(block: Int, kernelFraction fraction: Double) -> Double {
    let all = work.reduce(0) { $0 + $1.kernel + $1.variances }
    let before = work[..<block].reduce(0) { $0 + $1.kernel + $1.variances }
    return all > 0 ? (before + fraction * work[block].kernel) / all : 1
  }
}
