import Ranks
import Foundation
import LinearAlgebra
import Platform
import Work

/// What the ranks of a job do together, compared with one process: `mpirun -n R RankChecks`. The first rank prints a
/// line a check and the largest error; status 1 where one failed. `RankChecks measure …` measures instead.
@main struct RankChecks {
  static func main() {
    let communicator = Communicator()
    let rank = Rank(
      communicator,
      recipes: .init(
        matrix: { message in
          if message.kind == MeasuredKernel.kind { return try MeasuredKernel(message) }
          if message.kind == SumRecipe.kind { return SumRecipe(message) }
          return try message.settings(as: FormulaMatrix.self)
        },
        pieces: { message in
          if message.kind == RankFacts.kind { return RankFacts() }
          return try message.settings(as: FormulaPieces.self)
        }))
    guard communicator.isFirst else {
      let status = Device.single.run {
        rank.follow(interruption: .ofProcess) { failure in
          print("Error: \(failure.message)")
          communicator.abort(status: failure.exitStatus.rawValue)
        }
      }
      communicator.finalise()
      exit(status)
    }
    let leader = Leader(rank)
    let checks = Checks(ranks: communicator.size)
    if CommandLine.arguments.count > 1 {
      checks.attempt(CommandLine.arguments.dropFirst().joined(separator: " ")) {
        if let model = CostModel(CommandLine.arguments) {
          model.rows().forEach { print($0) }
        } else {
          guard let measure = Measure(CommandLine.arguments) else { throw Usage() }
          try measure.run(leader)
        }
      }
      end(leader, communicator, checks)
    }
    Device.single.run {
      for order in [1, 255, 256, 600, 1100] { FactorChecks(leader: leader, order: order).run(checks) }
      FailureChecks(leader: leader).run(checks)
      GroupChecks(leader: leader).run(checks)
      RepeatChecks(leader: leader).run(checks)
      SizeChecks(leader: leader).run(checks)
      for order in [1, 255, 600, 1300] { StripChecks(leader: leader, order: order).run(checks) }
      KeptChecks(leader: leader).run(checks)
    }
    end(leader, communicator, checks)
  }

  private static func end(_ leader: Leader, _ communicator: Communicator, _ checks: Checks) -> Never {
    let status: Int32 = checks.haveFailed ? 1 : 0
    leader.end(status: status)
    communicator.finalise()
    exit(status)
  }

  private struct Usage: Error, CustomStringConvertible {
    let description = "usage: RankChecks [measure ORDER [--threads T] [--one-process] | model [--gflops G] …]"
  }
}

/// What was found so far.
final class Checks {
  let ranks: Int
  private(set) var haveFailed = false

  init(ranks: Int) { self.ranks = ranks }

  func expect(_ name: String, error: Double, atMost bound: Double) {
    note(name, error <= bound, String(format: "%.2g of %.2g", error, bound))
  }

  func expect(_ name: String, _ isRight: Bool, _ detail: String = "") { note(name, isRight, detail) }

  private func note(_ name: String, _ isRight: Bool, _ detail: String) {
    if !isRight { haveFailed = true }
    print("\(isRight ? "passed" : "FAILED")  \(ranks) \(ranks == 1 ? "rank" : "ranks"): \(name)  \(detail)")
  }

  func attempt(_ name: String, _ body: () throws -> Void) {
    do { try body() } catch { note(name, false, "\(error)") }
  }
}
