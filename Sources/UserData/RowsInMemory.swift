import Architectures
import LinearAlgebra

/// Inputs or targets that are in memory.
public struct RowsInMemory: UserRows {
  public let name: String
  public let shape: InputShape
  public var count: Int { numbers.rows }
  public var width: Int { numbers.columns }
  public var warnings: [String] { [] }
  /// [n, d]
  public let numbers: Matrix<Double>

  /// - Parameters:
  ///   - shape: of a row, with as many entries as the matrix has columns.
  ///   - areInputs: whether they are to have a kernel; targets may be as small as they like.
  /// - Throws: `UserDataFailure.notFinite` naming the first row with a NaN, an infinite value or one whose square is
  ///   infinite; `.underflows` one of inputs whose square is no normal number.
  public init(_ name: String, _ numbers: Matrix<Double>, shape: InputShape, areInputs: Bool = true) throws {
    precondition(shape.count == numbers.columns, "a row has the numbers of its shape")
    try numbers.checkRows(of: name, file: nil, first: 0, areInputs: areInputs)
    (self.name, self.numbers, self.shape) = (name, numbers, shape)
  }

  /// All rows are handed on without a copy.
  public func rows(_ range: Range<Int>) -> Matrix<Double> {
    if range == 0..<count { return numbers }
    return Matrix(
      rows: range.count, columns: width,
      elements: Array(numbers.elements[range.lowerBound * width..<range.upperBound * width]))
  }
}
