import Inference
import LinearAlgebra

/// A training kernel by panels of its lower triangle: those that memory holds are kept, the others are computed, or
/// read from their file, at every product, each entry once.
struct TrainingKernelOperator: SymmetricOperator {
  private let kernel: any TrainingKernel
  let order: Int
  private let kept: [SymmetricPanel]
  private let others: [Range<Int>]
  let diagonal: [Double]

  /// Columns of a panel: 512 of 20,000 inputs take 82 MB.
  static let width = 512

  /// - Parameters:
  ///   - memoryBytes: that panels may take.
  ///   - progress: the part of the first pass over the kernel that is done.
  /// - Throws: errors of the kernel.
  /// - Complexity: the kernel.
  init(_ kernel: any TrainingKernel, memoryBytes: Int, progress: @escaping @Sendable (Double) -> Void) throws {
    let order = try kernel.problem.targets.rows
    var (kept, others, diagonal, left) = ([SymmetricPanel](), [Range<Int>](), [Double](), memoryBytes)
    for columns in TileGrid.pieces(0..<order, Self.width) {
      let panel = SymmetricPanel(columns, try kernel.panel(columns) { _ in })
      for j in columns.indices { diagonal.append(panel.numbers[j - columns.lowerBound, j - columns.lowerBound]) }
      left -= 8 * panel.numbers.elements.count
      if left >= 0 { kept.append(panel) } else { others.append(columns) }
      let rest = Double(order - columns.upperBound) / Double(order)
      progress(1 - rest * rest)
    }
    (self.kernel, self.order, self.kept, self.others, self.diagonal) = (kernel, order, kept, others, diagonal)
  }

  /// Bytes of all panels of n inputs.
  static func bytes(order n: Int) -> Int { 4 * n * (n + width) }

  func rows(_ places: [Int]) throws -> Matrix<Double> {
    guard others.isEmpty else { return try kernel.rows(places) }
    var rows = Matrix<Double>(rows: places.count, columns: order)
    for panel in kept { for (k, place) in places.enumerated() { panel.copy(row: place, to: &rows, at: k) } }
    return rows
  }

  func product(_ block: Matrix<Double>) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: block.rows, columns: order)
    for panel in kept { try panel.add(productWith: block, to: &result) }
    for columns in others {
      try SymmetricPanel(columns, try kernel.panel(columns) { _ in }).add(productWith: block, to: &result)
    }
    return result
  }
}
