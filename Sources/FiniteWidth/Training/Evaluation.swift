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
  /// - Complexity: O(n k), some ns an output.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  public init<S: TrainableScalar>(outputs: Matrix<S>, targets: Matrix<S>) {
    precondition(
      outputs.rows == targets.rows && outputs.columns == targets.columns, "outputs and targets have one shape")
    let (n, k) = (outputs.rows, outputs.columns)
    isCorrect = outputs.elements.withUnsafeBufferPointer { f in
      targets.elements.withUnsafeBufferPointer { y in
        (0..<n).map { i in
          let row = i * k..<(i + 1) * k
          return Self.predicted(f, row) == Self.predicted(y, row) && row.allSatisfy { !f[$0].isNaN }
        }
      }
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
    var spread = 0.0
    for i in 0..<n {
      var row = 0.0
      for place in i * k..<(i + 1) * k {
        let error = outputs.elements[place] - targets.elements[place]
        row += Double(error * error)
      }
      let distance = row / Double(k) - mean
      spread += distance * distance
    }
    squaredErrorDeviation = n < 2 ? .nan : (spread / Double(n) / Double(n - 1)).squareRoot()
    crossEntropy = n == 0 ? .nan : loss(.crossEntropy)
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  private static func predicted<S: Scalar>(_ values: UnsafeBufferPointer<S>, _ row: Range<Int>) -> Int {
    if row.count == 1 { return values[row.lowerBound] > 0 ? 1 : 0 }
    var (best, place) = (-S.infinity, 0)
    for k in row where values[k] > best { (best, place) = (values[k], k - row.lowerBound) }
    return place
  }
}
