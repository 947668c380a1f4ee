import Inference
import LinearAlgebra

/// Which of a user's training inputs was taken out of their kernel (`Anchor`), and how the others stand to it.
///
/// A posterior is of the functions that were turned by these signs. Another machine may round an input's distance to
/// the anchor to the other side of 1 and turn it the other way, so a model keeps them.
struct Anchoring: Sendable, Equatable {
  /// The anchor's row of x1.
  let place: Int
  /// √K(r, r)
  let root: Double
  /// The other inputs, in x1's order.
  let others: AnchoredInputs

  /// One of rows that belong to the other inputs and then to the anchor, in x1's order and turned back.
  /// - Parameter rows: [n, k], the anchor's last.
  func inOrder(_ rows: Matrix<Double>) -> Matrix<Double> {
    let turned = rows.rowsTimes(others.signs)
    return Matrix(
      rows: rows.rows, columns: rows.columns, elements: inOrder(0..<rows.rows).flatMap { Array(turned.row($0)) })
  }

  /// The same of single numbers, which turning leaves as they are.
  func inOrder(_ numbers: some RandomAccessCollection<Double>) -> [Double] {
    let numbers = Array(numbers)
    return inOrder(0..<numbers.count).map { numbers[$0] }
  }

  private func inOrder(_ range: Range<Int>) -> [Int] {
    var order = Array(range.dropLast())
    if let last = range.last { order.insert(last, at: place) }
    return order
  }
}
