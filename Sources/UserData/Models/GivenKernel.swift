import Inference
import LinearAlgebra

/// A kernel of the training inputs that was computed before, here or elsewhere, without an anchor: it is what it is,
/// and whether it is positive definite its factor tells.
struct GivenKernel: TrainingKernel {
  let kernel: StoredKernel
  let problem: CheckedPosterior.Problem
  private let diagonal: [Double]

  /// - Parameter entryError: of the kernel before it was written.
  /// - Throws: `StoredKernelFailure.notFinite`, `.diagonalNotPositive`.
  init(_ kernel: StoredKernel, targets: Matrix<Double>, noise: NoiseLadder, entryError: Double) throws {
    self.kernel = kernel
    diagonal = try kernel.diagonal()
    try kernel.requirePositive(diagonal)
    problem = CheckedPosterior.Problem(
      targets: targets, noise: noise, meanDiagonal: diagonal.reduce(0, +) / Double(diagonal.count),
      entryError: max(entryError, kernel.storageError))
  }

  /// Rows of a block: 64 MB of a kernel of 10⁵ inputs, and whole chunks of most files.
  private static let blockRows = 256

  var isTriangle: Bool { kernel.isTriangle }

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

  /// Tile by tile: what lies left of the columns is not read.
  func panel(_ columns: Range<Int>, progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double> {
    let n = kernel.order
    var panel = Matrix<Double>(rows: n - columns.lowerBound, columns: columns.count)
    for rows in TileGrid.pieces(columns.lowerBound..<n, Self.blockRows) {
      let block = try kernel.lowerBlock(Tile(rows: rows, columns: columns), diagonal: diagonal)
      let first = (rows.lowerBound - columns.lowerBound) * columns.count
      panel.elements.replaceSubrange(first..<first + block.elements.count, with: block.elements)
      progress(Double(rows.upperBound - columns.lowerBound) / Double(panel.rows))
    }
    return panel
  }

  func strip(_ rows: Range<Int>, again: Bool) throws -> Matrix<Double> {
    try kernel.lowerStrip(rows, checksSymmetry: !again)
  }

  func row(_ row: Int) throws -> [Double] { try rows([row]).elements }

  /// - Complexity: these rows, of a square; of a triangle, whose columns lie apart, all of it.
  func rows(_ places: [Int]) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: places.count, columns: kernel.order)
    if kernel.isTriangle {
      try forEachStrip { strip in
        for (k, place) in places.enumerated() { strip.copy(row: place, to: &result, at: k) }
      }
    } else {
      for (k, place) in places.enumerated() {
        let row = try kernel.rows(place..<place + 1, checksSymmetry: false)
        result.elements.replaceSubrange(k * result.columns..<(k + 1) * result.columns, with: row.elements)
      }
    }
    return result
  }

  func identity() throws -> String { try kernel.identity() }

  var recipe: any MatrixRecipe { StoredRecipe(kernel, diagonal: diagonal) }

  /// - Complexity: reads every entry of the lower triangle once.
  func product(_ weights: Matrix<Double>) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: weights.rows, columns: kernel.order)
    try forEachStrip { try $0.add(productWith: weights, to: &result) }
    return result
  }

  private func forEachStrip(_ body: (SymmetricStrip) throws -> Void) throws {
    for rows in blocks { try body(SymmetricStrip(rows, strip(rows, again: true))) }
  }

  /// Rows of the kernel as far as the last one's diagonal.
  private func forEachBlock(
    _ progress: (Double) -> Void, _ body: (_ rows: Range<Int>, _ block: Matrix<Double>) -> Void
  ) throws {
    for rows in blocks {
      let block = try kernel.lowerStrip(rows)
      body(rows, block)
      let done = Double(rows.upperBound) / Double(kernel.order)
      progress(done * done)
    }
  }
}
