import Failures

/// What is wrong with a kernel that was computed before, here or elsewhere.
public enum StoredKernelFailure: Failure, Equatable {
  case shape(file: String, dataset: String, shape: [Int])
  /// A list of numbers that does not say how they are ordered.
  case unknownOrder(file: String, dataset: String, count: Int)
  case notNumeric(file: String, dataset: String)
  /// Its columns are other inputs than its rows.
  case betweenTwo(file: String, dataset: String)
  case notFinite(file: String, dataset: String, row: Int)
  case diagonalNotPositive(file: String, dataset: String, row: Int, entry: Double)
  case notSymmetric(file: String, dataset: String, row: Int, column: Int, entry: Double, mirror: Double)

  public var message: String {
    switch self {
    case .shape(let file, let dataset, let shape):
      "\(file): \(dataset) has the shape \(shape); write the kernel of n inputs with themselves as [n, n], or its lower "
        + "triangle as n(n + 1)/2 numbers"
    case .unknownOrder(let file, let dataset, let count):
      "\(file): \(dataset) is a list of \(count) numbers that does not say how a kernel lies in it; write its lower triangle "
        + "row by row, in NumPy K[np.tril_indices(n)], and give it the attribute storage = "
        + "\"\(StoredKernel.triangleStorage)\""
    case .notNumeric(let file, let dataset):
      "\(file): \(dataset) holds no numbers; write it as float64 or float32"
    case .betweenTwo(let file, let dataset):
      "\(file): \(dataset) is the kernel between x1 and x2; make that of x1 with itself, from inputs without x2"
    case .notFinite(let file, let dataset, let row):
      "\(file): \(dataset) row \(row) holds a NaN or an infinite value; compute the kernel again, or leave that input out"
    case .diagonalNotPositive(let file, let dataset, let row, let entry):
      "\(file): \(dataset): the diagonal is not positive at row \(row), but \(entry), so that it is no kernel; check how it "
        + "was computed"
    case .notSymmetric(let file, let dataset, let row, let column, let entry, let mirror):
      "\(file): \(dataset)[\(row), \(column)] is \(entry) and \(dataset)[\(column), \(row)] is \(mirror), so that it is no "
        + "kernel of inputs with themselves; if that is rounding, write (K + K.T) / 2"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
