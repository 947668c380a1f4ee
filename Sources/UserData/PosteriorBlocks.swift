import Inference
import InfiniteWidth
import LinearAlgebra

/// Blocks of the kernel of a posterior's training inputs, from the inputs alone.
///
/// Blocks whose edges are multiples of 256 have the bits that the whole kernel has there.
struct PosteriorBlocks: Sendable {
  let kernel: Kernel
  /// Without the anchor.
  let inputs: Matrix<Double>
  /// How they stand to the anchor; nil where none was taken out.
  let others: AnchoredInputs?
  let threads: Int

  private var order: Int { inputs.rows }

  /// Rows of the kernel, or some of their columns; an input meets itself on the diagonal, whatever two equal inputs
  /// have.
  func block(
    _ rows: Range<Int>, _ columns: Range<Int>? = nil, _ progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws -> Matrix<Double> {
    let part = inputs.part(rows)
    let first = columns?.lowerBound ?? 0
    let (last, column) = (columns?.upperBound ?? order, columns.map { inputs.part($0) } ?? inputs)
    let diagonal = rows.clamped(to: first..<last)
    guard let others else {
      let matrices = try kernel.matrices(rows: part, columns: column, get: .nngp, threads: threads, progress: progress)
      guard var block = matrices.nngp else { throw InfiniteWidthError.noWeights }
      let own = try kernel.selfCovariances(rows: inputs.part(diagonal), get: .nngp, threads: threads)
      for (k, i) in diagonal.enumerated() { block[i - rows.lowerBound, i - first] = own[k].nngp }
      return block
    }
    var block = try kernel.separations(
      rows: part, columns: column, keepsOpposites: true, threads: threads, progress: progress)
    for i in diagonal { block[i - rows.lowerBound, i - first] = 0 }
    try Anchor.remainders(&block, rows: others[rows], columns: columns.map { others[$0] } ?? others)
    return block
  }
}

extension Matrix<Double> {
  func part(_ rows: Range<Int>) -> Matrix {
    Matrix(
      rows: rows.count, columns: columns,
      elements: Array(elements[rows.lowerBound * columns..<rows.upperBound * columns]))
  }
}
