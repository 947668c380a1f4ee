import Ranks
import Foundation
import LinearAlgebra
import Platform
import Synchronization

/// What has no factor, what cannot be computed, and what is to end: told once, and the ranks go on with the next order.
struct FailureChecks {
  let leader: Leader

  func run(_ checks: Checks) {
    for changed in [0, 255, 256, 700] {
      let recipe = FormulaMatrix(order: 800, changed: changed, value: -3)
      checks.attempt("not positive at \(changed)") {
        let matrix = try leader.matrix(recipe, scale: 1) { _ in }
        var minor: Int?
        do {
          _ = try matrix.factor(shifts: [0, 0.1], progress: nil)
        } catch CholeskyFactor.Obstacle.notPositiveDefinite(let found) {
          minor = found
        }
        checks.expect("not positive at \(changed)", minor == changed + 1, "leading minor \(minor ?? 0)")
        // A larger shift mends it: the second attempt begins with A as it was.
        let result = try matrix.factor(shifts: [0, 5], progress: nil)
        var side = Matrix<Double>(rows: 1, columns: 800, repeating: 1)
        result.factor.solve(&side)
        var rest = matrix.multiply(side).elements
        for k in rest.indices { rest[k] += 5 * side[0, k] - 1 }
        checks.expect("the second shift", result.attempts == 2 && result.shift == 5)
        checks.expect("its residual", error: rest.reduce(0) { max($0, $1.magnitude) }, atMost: 1e-12)
      }
      checks.attempt("not finite at \(changed)") {
        let matrix = try leader.matrix(FormulaMatrix(order: 800, changed: changed), scale: 1) { _ in }
        var row: Int?
        do {
          _ = try matrix.factor(shifts: [0], progress: nil)
        } catch CholeskyFactor.Obstacle.notFinite(let found) {
          row = found
        }
        checks.expect("not finite at \(changed)", row == changed, "row \(row ?? -1)")
      }
    }
    brokenTile(checks)
    ended(checks)
  }

  private func brokenTile(_ checks: Checks) {
    for broken in [0, 300, 600] {
      var line: String?
      do {
        _ = try leader.matrix(FormulaMatrix(order: 800, broken: broken), scale: 1) { _ in }
      } catch let failure as RankFailure {
        line = failure.message
      } catch {
        line = "\(error)"
      }
      checks.expect("a rank's error", line == "row 512 cannot be computed; leave it out", line ?? "none")
    }
  }

  /// The end is asked for at the first rank while the matrix is filled.
  private func ended(_ checks: Checks) {
    let isWanted = Atomic<Bool>(false)
    var isEnded = false
    do {
      _ = try EndRequest { isWanted.load(ordering: .relaxed) }.run {
        try leader.matrix(FormulaMatrix(order: 1500), scale: 1) { _ in isWanted.store(true, ordering: .relaxed) }
      }
    } catch is EndRequest.Requested {
      isEnded = true
    } catch {}
    checks.expect("an end that was asked for", isEnded)
  }
}
