import Architectures
import Foundation
import LinearAlgebra
import Synchronization

/// Rows of a file that are read once, block after block over the whole time of a run: at the end it is known whether
/// all of them were of one state of the file.
package final class RowsOverTime: UserRows {
  private let whole: any UserRows
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var digest: InputsDigest
    var unchanged: UnchangedInputs
    /// The row that comes next.
    var next = 0
  }

  package var name: String { whole.name }
  package var count: Int { whole.count }
  package var shape: InputShape { whole.shape }
  package var width: Int { whole.width }
  package var warnings: [String] { whole.warnings }

  /// Before the first row is read.
  package init(_ whole: any UserRows, in file: URL) {
    self.whole = whole
    state = Mutex(State(digest: InputsDigest(of: whole), unchanged: UnchangedInputs(file)))
  }

  /// - Precondition: blocks come in the order of the rows.
  /// - Throws: as those of the file.
  package func rows(_ range: Range<Int>) throws -> Matrix<Double> {
    let rows = try whole.rows(range)
    state.withLock { state in
      precondition(range.lowerBound == state.next, "a digest is of rows in their order")
      state.next = range.upperBound
      state.digest.add(rows)
    }
    return rows
  }

  /// - Throws: `UserDataFailure.changedMeanwhile` if not all that was read is there now.
  /// - Complexity: as `UnchangedInputs.check`.
  package func finish() throws {
    try state.withLock { try $0.unchanged.check([(rows: whole, sha256: $0.digest.sha256())]) }
  }
}
