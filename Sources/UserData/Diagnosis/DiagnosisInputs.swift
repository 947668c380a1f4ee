import Architectures
import Foundation
import HDF5
import LinearAlgebra
import Platform
import Randomness

/// Inputs `x1`, and targets `y1` and test inputs `x2` where there are any, held against each other; of a file only
/// shapes are read. Of many rows a random part is taken, the same for the same seed.
package struct DiagnosisInputs {
  let x1: any UserRows
  let y1: (any UserRows)?
  let x2: (any UserRows)?
  /// The rows of x1 that are taken, ascending.
  let rows: [Int]
  /// Those of x2; empty where there is none.
  let testRows: [Int]

  /// - Parameter largestCount: of x1, and of x2.
  /// - Throws: `HDF5Failure` and `UserDataFailure` for arrays that are missing or do not fit together.
  init(_ url: URL, largestCount: Int, seed: UInt64) throws {
    let file = try HDF5File.open(url)
    try self.init(
      UserArray("x1", in: file), file.root.contains("y1") ? UserArray("y1", in: file, allowsImages: false) : nil,
      file.root.contains("x2") ? UserArray("x2", in: file) : nil, file: url.relativePath, largestCount: largestCount,
      seed: seed)
  }

  /// - Parameter file: that has them; nil: they are in memory.
  /// - Throws: `UserDataFailure` for arrays that do not fit together.
  package init(
    _ x1: any UserRows, _ y1: (any UserRows)?, _ x2: (any UserRows)?, file: String? = nil, largestCount: Int = .max,
    seed: UInt64 = 0
  ) throws {
    (self.x1, self.y1, self.x2) = (x1, y1, x2)
    if let x2, x2.shape != x1.shape {
      throw UserDataFailure.shapesDiffer(file: file, first: "x1", x1.shape, second: "x2", x2.shape)
    }
    if let y1, y1.count != x1.count {
      throw UserDataFailure.rowsDiffer(file: file, inputs: x1.count, targets: y1.count)
    }
    rows = Self.chosen(largestCount, of: x1.count, "x1", seed)
    testRows = x2.map { Self.chosen(largestCount, of: $0.count, "x2", seed) } ?? []
  }

  private static func chosen(_ count: Int, of all: Int, _ name: String, _ seed: UInt64) -> [Int] {
    guard count < all else { return Array(0..<all) }
    var generator = CounterBasedGenerator(seed: Seed(root: seed, experiment: "diagnose", purpose: "rows of \(name)"))
    return generator.permutation(of: all).prefix(count).sorted()
  }

  var warnings: [String] { x1.warnings + (y1?.warnings ?? []) + (x2?.warnings ?? []) }

  /// The numbers themselves.
  struct Values {
    /// [n, d]
    let training: Matrix<Double>
    /// [m, d]
    let test: Matrix<Double>?
    /// Y minus its mean over the rows that are taken, [n, k]; nil without targets, and where nothing is left.
    let targets: Matrix<Double>?
    /// Whether two rows of `training` are equal.
    let hasRepeatedRows: Bool
  }

  /// - Throws: as `UserArray.rows`.
  /// - Complexity: reads what holds the rows that are taken.
  func values() throws -> Values {
    let training = try x1.rows(at: rows)
    let repeated = Set((0..<training.rows).map { Array(training.row($0)) }).count < training.rows
    return Values(
      training: training, test: try x2?.rows(at: testRows),
      targets: try y1.map { try Self.centred($0.rows(at: rows)) }
        .flatMap { $0 }, hasRepeatedRows: repeated)
  }

  /// Minus the mean of every column. What is left of a constant column by rounding alone is 0.
  private static func centred(_ targets: Matrix<Double>) -> Matrix<Double>? {
    var centred = targets
    var isZero = true
    for j in 0..<targets.columns {
      let column = (0..<targets.rows).map { targets[$0, j] }
      let isConstant = column.allSatisfy { $0 == column[0] }
      let mean = column.reduce(0) { $0 + $1 / Double(targets.rows) }
      for i in column.indices { centred[i, j] = isConstant ? 0 : column[i] - mean }
      if !isConstant { isZero = false }
    }
    return isZero ? nil : centred
  }
}

extension UserRows {
  /// The rows of these numbers, which ascend.
  ///
  /// - Throws: as `rows(_:)`, for those rows and what is read with them.
  /// - Complexity: reads no block of 1,024 rows of which none is wanted.
  func rows(at numbers: [Int]) throws -> Matrix<Double> {
    let block = 1024
    var elements: [Double] = []
    elements.reserveCapacity(numbers.count * width)
    var rest = numbers[...]
    while let first = rest.first {
      try EndRequest.current?.check()
      let limit = min((first / block + 1) * block, count)
      let wanted = rest.prefix { $0 < limit }
      let range = first..<wanted[wanted.endIndex - 1] + 1
      let matrix = try rows(range)
      for number in wanted { elements.append(contentsOf: matrix.row(number - range.lowerBound)) }
      rest = rest.dropFirst(wanted.count)
    }
    return Matrix(rows: numbers.count, columns: width, elements: elements)
  }
}
