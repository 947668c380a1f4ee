import Inference
import LinearAlgebra

/// A training kernel by strips of its lower triangle: those that memory holds are kept, the others are computed, or
/// read from their file, at every product, each entry once.
struct TrainingKernelOperator: SymmetricOperator {
  private let kernel: any TrainingKernel
  let order: Int
  private let kept: [SymmetricStrip]
  private let others: [Range<Int>]
  let diagonal: [Double]

  /// Rows of a strip: 512 of 20,000 inputs take 82 MB.
  static let width = 512

  /// - Parameters:
  ///   - memoryBytes: that strips may take.
  ///   - progress: the part of the first pass over the kernel that is done.
  /// - Throws: errors of the kernel.
  /// - Complexity: the kernel.
  init(_ kernel: any TrainingKernel, memoryBytes: Int, progress: @escaping @Sendable (Double) -> Void) throws {
    let order = try kernel.problem.targets.rows
    var (kept, others, diagonal, left) = ([SymmetricStrip](), [Range<Int>](), [Double](), memoryBytes)
    for rows in TileGrid.pieces(0..<order, Self.width) {
      let strip = SymmetricStrip(rows, try kernel.strip(rows, again: false))
      diagonal += strip.diagonal
      left -= 8 * strip.numbers.elements.count
      if left >= 0 { kept.append(strip) } else { others.append(rows) }
      let part = Double(rows.upperBound) / Double(order)
      progress(part * part)
    }
    (self.kernel, self.order, self.kept, self.others, self.diagonal) = (kernel, order, kept, others, diagonal)
  }

  /// Bytes of all strips of n inputs.
  static func bytes(order n: Int) -> Int { 4 * n * (n + width) }

  /// The same bits whatever is kept: where an entry and its mirror may be rounded apart, the kernel is asked anew.
  /// - Complexity: the rows; of a triangle, whose columns lie apart in a file, all strips that are not kept.
  func rows(_ places: [Int]) throws -> Matrix<Double> {
    guard kernel.isTriangle else { return try kernel.rows(places) }
    var rows = Matrix<Double>(rows: places.count, columns: order)
    try forEachStrip { strip in for (k, place) in places.enumerated() { strip.copy(row: place, to: &rows, at: k) } }
    return rows
  }

  func product(_ block: Matrix<Double>) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: block.rows, columns: order)
    try forEachStrip { try $0.add(productWith: block, to: &result) }
    return result
  }

  /// In one order, whichever are kept.
  private func forEachStrip(_ body: (SymmetricStrip) throws -> Void) throws {
    for strip in kept { try body(strip) }
    for rows in others { try body(SymmetricStrip(rows, kernel.strip(rows, again: true))) }
  }
}
