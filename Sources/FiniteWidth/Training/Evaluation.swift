import LinearAlgebra

/// How well outputs meet their targets.
public struct Evaluation: Sendable, Hashable {
  /// The share of rows whose largest output is where the largest target is, the first one of equals; with a single
  /// output, of those on the same side of 0. A row that is not a number is wrong.
  public let accuracy: Double
  /// Whether a row's is, row by row.
  public let isCorrect: [Bool]
  /// Σ (f − y)² / (n k)
  public let meanSquaredError: Double
  /// The standard error of `meanSquaredError` as a mean of n independent rows; not a number for fewer than two.
  public let squaredErrorDeviation: Double
  /// `Loss.crossEntropy` of the rows; of use if the targets are distributions.
  public let crossEntropy: Double

  /// - Parameters:
  ///   - outputs: [n, k].
  ///   - targets: [n, k].
  /// - Precondition: the shapes agree.
  public init<S: TrainableScalar>(outputs: Matrix<S>, targets: Matrix<S>) {
    precondition(
      outputs.rows == targets.rows && outputs.columns == targets.columns, "outputs and targets have one shape")
    let (n, k) = (outputs.rows, outputs.columns)
    isCorrect = (0..<n).map { i in
      let (row, target) = (outputs.row(i), targets.row(i))
      return Self.predicted(row) == Self.predicted(target) && !row.contains(where: \.isNaN)
    }
    func loss(_ loss: Loss) -> Double {
      outputs.elements.withUnsafeBufferPointer { f in
        targets.elements.withUnsafeBufferPointer { y in
          guard let f = f.baseAddress, let y = y.baseAddress else { return 0 }
          return loss.value(f, y, rows: n, outputs: k, gradient: nil)
        }
      }
    }
    accuracy = n == 0 ? .nan : Double(isCorrect.count { $0 }) / Double(n)
    let mean = n == 0 ? .nan : loss(.meanSquaredError)
    meanSquaredError = mean
    let spread = (0..<n).reduce(0.0) { sum, i in
      let row = zip(outputs.row(i), targets.row(i)).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      let distance = row / Double(k) - mean
      return sum + distance * distance
    }
    squaredErrorDeviation = n < 2 ? .nan : (spread / Double(n) / Double(n - 1)).squareRoot()
    crossEntropy = n == 0 ? .nan : loss(.crossEntropy)
  }

  private static func predicted<S: Scalar>(_ row: ArraySlice<S>) -> Int {
    if row.count == 1 { return row.allSatisfy { $0 > 0 } ? 1 : 0 }
    var (best, place) = (-S.infinity, 0)
    for (k, value) in row.enumerated() where value > best { (best, place) = (value, k) }
    return place
  }
}
