import Architectures
import Inputs
import LinearAlgebra

/// Inputs [n, d], [n, length, channels] or [n, height, width, channels], or targets [n, k], a row each: of a file
/// (`UserArray`) or in memory (`RowsInMemory`). What is made of them does not know which.
public protocol UserRows: Sendable {
  /// What messages call the array: "x1".
  var name: String { get }
  /// The first axis.
  var count: Int { get }
  /// The shape of one row.
  var shape: InputShape { get }
  /// Numbers in one row.
  var width: Int { get }
  /// One line each about what a reader of the array may take otherwise than its writer.
  var warnings: [String] { get }

  /// The rows `range`, one row a matrix row.
  /// - Throws: `UserDataFailure` naming the first row that is of no use.
  func rows(_ range: Range<Int>) throws -> Matrix<Double>
}

extension UserRows {
  /// All of them.
  func matrix() throws -> Matrix<Double> { try rows(0..<count) }
}

extension Matrix<Double> {
  /// Kernels begin with x·x, so one sum a row finds everything that they cannot take.
  ///
  /// - Parameters:
  ///   - name: of the array, of which row 0 here is row `first`.
  ///   - areInputs: whether a square must be a normal number, too.
  /// - Throws: `UserDataFailure.notFinite`, `.underflows`.
  /// - Complexity: O(rows · columns), about the time to read them.
  func checkRows(of name: String, file: String?, first: Int, areInputs: Bool) throws {
    try elements.withUnsafeBufferPointer { numbers in
      for i in 0..<rows {
        let row = UnsafeBufferPointer(rebasing: numbers[i * columns..<(i + 1) * columns])
        let square = Self.square(row)
        guard square.isFinite else { throw UserDataFailure.notFinite(file: file, dataset: name, row: first + i) }
        if areInputs && square < VectorPairs.smallestSquare && !row.allSatisfy(\.isZero) {
          throw UserDataFailure.underflows(file: file, dataset: name, row: first + i)
        }
      }
    }
  }

  /// In eight sums side by side.
  private static func square(_ row: UnsafeBufferPointer<Double>) -> Double {
    guard let base = row.baseAddress else { return 0 }
    var sums = SIMD8<Double>.zero
    let whole = row.count & ~7
    for k in stride(from: 0, to: whole, by: 8) {
      let lane = UnsafeRawPointer(base + k).loadUnaligned(as: SIMD8<Double>.self)
      sums.addProduct(lane, lane)
    }
    return row[whole...].reduce(sums.sum()) { $0 + $1 * $1 }
  }
}
