import Failures

/// Why a kernel's inputs cannot be used.
public enum VectorPairsError: Failure, Equatable {
  case dimensionsDiffer(rows: Int, columns: Int)
  case notFinite(name: String, row: Int)
  case underflows(name: String, row: Int)

  public var message: String {
    switch self {
    case .dimensionsDiffer(let rows, let columns):
      "x1 has inputs of dimension \(rows) and x2 of dimension \(columns); give both the same dimension"
    case .notFinite(let name, let row):
      "\(name) row \(row) holds a NaN, an infinite value or one whose square overflows; clean the inputs and run again"
    case .underflows(let name, let row):
      "\(name) row \(row) is so small that its square underflows; scale all inputs up, or set it to zero"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
