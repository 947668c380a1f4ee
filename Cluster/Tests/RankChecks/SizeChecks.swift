import Failures
import LinearAlgebra
import Platform
import Ranks

/// What does not fit is refused by one line, before anything is made of it, and the ranks go on.
struct SizeChecks {
  let leader: Leader

  func run(_ checks: Checks) {
    // 4 × 5 pieces of 2 · 10⁹ numbers: below 2³¹. A grid of 3 × 157 would do for 10⁶, 19 × 25 is recommended.
    for (order, needed) in [(200_000, 20), (1_000_000, 475)] {
      let failure = failure(of: order)
      checks.expect(
        "\(order) inputs are too many for these ranks",
        failure?.exitStatus == .doesNotFit && failure?.message.contains("mpirun -n \(needed))") == true,
        failure?.message ?? "none")
    }
    // The largest that ScaLAPACK takes; a machine with memory for it would compute it.
    let order = 46_000 * GridShape(ranks: leader.count).rows
    guard 8 * order * order > Machine.current().totalMemoryBytes else { return }
    let failure = failure(of: order)
    checks.expect(
      "memory for \(order) inputs is not there",
      failure?.exitStatus == .doesNotFit && failure?.message.contains("of memory are needed") == true,
      failure?.message ?? "none")
    checks.attempt("the next matrix") {
      let matrix = try leader.matrix(FormulaMatrix(order: 300), scale: 1) { _ in }
      checks.expect("the next matrix", matrix.diagonal == Array(repeating: 1.5, count: 300))
    }
  }

  private func failure(of order: Int) -> (any Failure)? {
    do {
      _ = try leader.matrix(FormulaMatrix(order: order), scale: 1) { _ in }
      return nil
    } catch {
      return error as? any Failure
    }
  }
}
