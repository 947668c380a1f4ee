import Inference
import LinearAlgebra

/// A kernel of the training inputs that was computed before, here or elsewhere, without an anchor: it is what it is,
/// and whether it is positive definite its factor tells.
struct GivenKernel: TrainingKernel {
  let kernel: StoredKernel
  let problem: CheckedPosterior.Problem

  /// - Parameter entryError: of the kernel before it was written.
  /// - Throws: `StoredKernelFailure.notFinite`, `.diagonalNotPositive`.
  init(_ kernel: StoredKernel, targets: Matrix<Double>, noise: NoiseLadder, entryError: Double) throws {
    self.kernel = kernel
    let diagonal = try kernel.diagonal()
    try kernel.requirePositive(diagonal)
    problem = CheckedPosterior.Problem(
      targets: targets, noise: noise, meanDiagonal: diagonal.reduce(0, +) / Double(diagonal.count),
      entryError: max(entryError, kernel.storageError))
  }

  /// Rows of a block: 64 MB of a kernel of 10⁵ inputs, and whole chunks of most files.
  private static let blockRows = 256

  private var blocks: [Range<Int>] { TileGrid.pieces(0..<kernel.order, Self.blockRows) }

  func matrix(progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double> {
    let n = kernel.order
    return try Matrix(rows: n, columns: n) { target in
      try forEachBlock(progress) { rows, block in
        for (k, i) in rows.enumerated() {
          for j in 0...i { (target[i * n + j], target[j * n + i]) = (block[k, j], block[k, j]) }
        }
      }
    }
  }

  func fill(_ triangle: PackedTriangle, progress: @escaping @Sendable (Double) -> Void) throws {
    try forEachBlock(progress) { rows, block in
      triangle.write(Tile(rows: rows, columns: 0..<block.columns), block.elements)
    }
  }

  func prepare(_ matrix: inout PackedSymmetricMatrix) {}

  func panel(_ columns: Range<Int>, progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double> {
    let n = kernel.order
    var panel = Matrix<Double>(rows: n - columns.lowerBound, columns: columns.count)
    for rows in TileGrid.pieces(columns.lowerBound..<n, Self.blockRows) {
      let numbers = try kernel.lowerRows(rows)
      var place = 0
      for i in rows {
        for j in columns.clamped(to: 0..<i + 1) {
          panel[i - columns.lowerBound, j - columns.lowerBound] = numbers[place + j]
        }
        place += i + 1
      }
      progress(Double(rows.upperBound - columns.lowerBound) / Double(panel.rows))
    }
    return panel
  }

  func row(_ row: Int) throws -> [Double] { try kernel.rows(row..<row + 1, checksSymmetry: false).elements }

  func rows(_ places: [Int]) throws -> Matrix<Double> {
    Matrix(rows: places.count, columns: kernel.order, elements: try places.flatMap { try row($0) })
  }

  func identity() throws -> String { try kernel.identity() }

  var recipe: any MatrixRecipe { StoredRecipe(kernel) }

  func product(_ weights: Matrix<Double>) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: weights.rows, columns: kernel.order)
    for rows in blocks {
      let part = weights.multiplied(byTransposeOf: try kernel.rows(rows, checksSymmetry: false))
      for c in 0..<weights.rows { for (k, i) in rows.enumerated() { result[c, i] = part[c, k] } }
    }
    return result
  }

  /// Rows of the kernel as far as the last one's diagonal; what is right of a row's own is 0.
  private func forEachBlock(
    _ progress: (Double) -> Void, _ body: (_ rows: Range<Int>, _ block: Matrix<Double>) -> Void
  ) throws {
    for rows in blocks {
      let numbers = try kernel.lowerRows(rows)
      var block = Matrix<Double>(rows: rows.count, columns: rows.upperBound)
      var place = 0
      for (k, i) in rows.enumerated() {
        for j in 0...i { block[k, j] = numbers[place + j] }
        place += i + 1
      }
      body(rows, block)
      let done = Double(rows.upperBound) / Double(kernel.order)
      progress(done * done)
    }
  }
}
