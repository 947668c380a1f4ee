import Foundation
import Results
import Suite

/// How a model did on test images.
struct TestResult: Sendable {
  let accuracy: Double
  let squaredError: Double

  init(accuracy: Double, squaredError: Double) { (self.accuracy, self.squaredError) = (accuracy, squaredError) }

  /// Of the Gaussian process of a cell.
  init(_ table: Table, at point: Point) throws {
    accuracy = try table.value(TableColumns.accuracy, at: point)
    squaredError = try table.value(TableColumns.squaredError, at: point)
  }

  /// Of the Gaussian process of a row, in a sweep over rows and nonlinearities.
  init(_ table: Table, _ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) throws {
    let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == nonlinearity)
    accuracy = try table.value(TableColumns.accuracy, isRow, isKind)
    squaredError = try table.value(TableColumns.squaredError, isRow, isKind)
  }
}

/// A number with four decimals, as the paper prints accuracies; "–" for none.
func fourDecimals(_ value: Double?, orElse missing: String = "–") -> String {
  value.map { String(format: "%.4f", $0) } ?? missing
}
