import Ranks
import LinearAlgebra

/// Blocks and pieces that all ranks compute and the first one gets.
struct GroupChecks {
  let leader: Leader

  func run(_ checks: Checks) {
    for order in [3, 256, 1300] {
      checks.attempt("block") {
        let recipe = FormulaMatrix(order: order)
        checks.expect("block of \(order)", try leader.block(recipe) { _ in } == recipe.whole())
      }
    }
    for numbers in [[], [4], Array(0..<23), [9, 2, 30, 7]] {
      checks.attempt("pieces") {
        let work = FormulaPieces()
        var found: [(Int, [Matrix<Double>])] = []
        try leader.pieces(work, numbers) { found.append(($0, $1)) }
        checks.expect(
          "\(numbers.count) pieces", try found.map(\.0) == numbers && found.allSatisfy { try work.result($0.0) == $0.1 }
        )
      }
    }
    for broken in [0, 5, 22] {
      var (line, count) = ("none", 0)
      do {
        try leader.pieces(FormulaPieces(broken: broken), Array(0..<23)) { _, _ in count += 1 }
      } catch {
        line = "\(error)"
      }
      checks.expect("a piece's error", line == "row 512 cannot be computed; leave it out" && count <= broken, line)
    }
    struct Full: Error, CustomStringConvertible { let description = "the disk is full" }
    var line = "none"
    do {
      try leader.pieces(FormulaPieces(), Array(0..<50)) { number, _ in if number == 7 { throw Full() } }
    } catch {
      line = "\(error)"
    }
    checks.expect("an error of the first rank", line == "the disk is full", line)
  }
}
