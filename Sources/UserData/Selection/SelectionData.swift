import Architectures
import Foundation
import HDF5
import LinearAlgebra

/// The arrays of a search: `x1` [n, …] and `y1` [n, k], and perhaps `x_validation` and `y_validation`.
///
/// Without these a search by validation holds out the last fifth of the rows: rows that come sorted, by class say, want
/// shuffling first.
package struct SelectionData {
  package let x1: UserArray
  package let y1: UserArray
  private let held: (x: UserArray, y: UserArray)?
  /// Rows of `x1` that are trained on; those behind are held out.
  package let training: Range<Int>
  private let splits: Bool

  /// - Throws: `HDF5Failure`, `UserDataFailure`, `SelectionFailure` for arrays that are missing or do not fit together.
  package init(_ url: URL, by criterion: SelectionCriterion) throws {
    let file = try HDF5File.open(url)
    let name = url.relativePath
    x1 = try UserArray("x1", in: file)
    y1 = try UserArray("y1", in: file, allowsImages: false)
    guard x1.count == y1.count else {
      throw UserDataFailure.rowsDiffer(file: name, inputs: x1.count, targets: y1.count)
    }
    let names = ["x_validation", "y_validation"]
    let present = try names.filter { try file.root.contains($0) }
    if present.count == 1, let missing = names.first(where: { !present.contains($0) }) {
      throw SelectionFailure.noPartner(file: name, present: present[0], missing: missing)
    }
    if present.count == 2 {
      let (x, y) = (try UserArray(names[0], in: file), try UserArray(names[1], in: file, allowsImages: false))
      guard x.shape == x1.shape else {
        throw UserDataFailure.shapesDiffer(file: name, first: "x1", x1.shape, second: names[0], x.shape)
      }
      guard x.count == y.count else {
        throw SelectionFailure.validationRowsDiffer(file: name, inputs: x.count, targets: y.count)
      }
      guard y.width == y1.width else {
        throw SelectionFailure.validationTargetsDiffer(file: name, training: y1.width, validation: y.width)
      }
      held = (x, y)
    } else {
      held = nil
    }
    splits = held == nil && criterion == .validation
    let count = splits ? x1.count - max(1, x1.count / 5) : x1.count
    guard count > 0 else { throw SelectionFailure.tooFewRows(file: name, rows: x1.count) }
    training = 0..<count
  }

  var warnings: [String] { x1.warnings + y1.warnings + (held.map { $0.x.warnings + $0.y.warnings } ?? []) }

  /// Inputs that are held out.
  package var validationCount: Int { held?.x.count ?? x1.count - training.count }

  /// How the split came about, for the file.
  package var validation: String {
    if held != nil { return "x_validation" }
    return splits ? "rows \(training.count) to \(x1.count - 1) of x1" : "none"
  }

  package func trainingArrays() throws -> (x: Matrix<Double>, y: Matrix<Double>) {
    (try x1.rows(training), try y1.rows(training))
  }

  /// nil where nothing is held out.
  package func validationArrays() throws -> (x: Matrix<Double>, y: Matrix<Double>)? {
    if let held { return (try held.x.rows(0..<held.x.count), try held.y.rows(0..<held.y.count)) }
    guard splits else { return nil }
    let rest = training.count..<x1.count
    return (try x1.rows(rest), try y1.rows(rest))
  }
}
