import LinearAlgebra

/// What outputs say of classes: the class of the largest output, and how often that is right.
///
/// Ties: the first of equal outputs is the largest, as numpy's argmax has it. A NaN is larger than nothing, so that it
/// is chosen only where it comes first.
public enum Classification {
  /// The position of the largest output, counted from the beginning of `outputs`.
  ///
  /// - Precondition: there is an output.
  @inlinable
  public static func argmax<Outputs: RandomAccessCollection>(_ outputs: Outputs) -> Int
  where Outputs.Element: Comparable, Outputs.Index == Int {
    precondition(!outputs.isEmpty, "there is an output")
    var best = outputs.startIndex
    for j in outputs.indices where outputs[j] > outputs[best] { best = j }
    return best - outputs.startIndex
  }

  /// The class of every row.
  ///
  /// - Complexity: one pass over the outputs.
  @inlinable
  public static func classes<S: Scalar>(_ outputs: Matrix<S>) -> [Int] {
    outputs.elements.withUnsafeBufferPointer { elements in
      (0..<outputs.rows).map { argmax(elements[$0 * outputs.columns..<($0 + 1) * outputs.columns]) }
    }
  }

  /// Whether each row has its largest output at its label.
  ///
  /// - Precondition: every row has a label.
  @inlinable
  public static func isRight<S: Scalar>(_ outputs: Matrix<S>, labels: [UInt8]) -> [Bool] {
    precondition(labels.count == outputs.rows, "every row has a label")
    return zip(classes(outputs), labels).map { $0 == Int($1) }
  }

  /// The share of rows that are right.
  ///
  /// - Precondition: there is a row.
  @inlinable
  public static func accuracy<S: Scalar>(_ outputs: Matrix<S>, labels: [UInt8]) -> Double {
    Double(isRight(outputs, labels: labels).count { $0 }) / Double(outputs.rows)
  }

  /// How many rows are right for every predictor whose `classes` outputs stand beside those of the others.
  ///
  /// - Returns: [columns / classes]
  /// - Complexity: one pass over the outputs.
  @inlinable
  public static func correctCounts<S: Scalar>(
    _ outputs: Matrix<S>, labels: ArraySlice<UInt8>, classes: Int
  ) -> [Int] {
    precondition(labels.count == outputs.rows, "every row has a label")
    precondition(classes > 0 && outputs.columns % classes == 0, "predictors have as many outputs as there are classes")
    var counts = [Int](repeating: 0, count: outputs.columns / classes)
    outputs.elements.withUnsafeBufferPointer { elements in
      for (i, label) in labels.enumerated() {
        for predictor in counts.indices {
          let first = i * outputs.columns + predictor * classes
          if argmax(elements[first..<first + classes]) == Int(label) { counts[predictor] += 1 }
        }
      }
    }
    return counts
  }

  /// The mean over outputs of (output − target)².
  ///
  /// - Precondition: every output has a target, and there is one.
  public static func squaredError(_ outputs: ArraySlice<Double>, _ targets: ArraySlice<Double>) -> Double {
    precondition(outputs.count == targets.count && !outputs.isEmpty, "every output has a target")
    return zip(outputs, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(outputs.count)
  }

  /// The mean over rows of `squaredError`.
  ///
  /// - Precondition: shapes are the same, with at least one row and column.
  public static func meanSquaredError(_ outputs: Matrix<Double>, _ targets: Matrix<Double>) -> Double {
    precondition(outputs.rows == targets.rows && outputs.rows > 0, "every row has its targets")
    let sum = (0..<outputs.rows).reduce(0) { $0 + squaredError(outputs.row($1), targets.row($1)) }
    return sum / Double(outputs.rows)
  }
}
