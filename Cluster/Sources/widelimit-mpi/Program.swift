import Commands
import Failures
import Foundation
import LinearAlgebra
import Platform
import Ranks
import Results
import Suite
import UserData
import Work

/// The command-line tool on the ranks of an MPI job: `mpirun -n R widelimit-mpi …` with the arguments of `widelimit`.
///
/// The first rank is the tool, and alone reads arguments, speaks, writes and holds locks; kernels and factors it asks
/// of all (`Leader`). The others obey it (`Rank.follow`).
@main struct Main {
  static func main() {
    if Tool.inspectedFiles() { return }
    Tool.prepare()
    let communicator = Communicator()
    Tool.join(isFirst: communicator.isFirst) { communicator.abort(status: $0) }
    if !communicator.allowsThreads { leave(communicator, because: NoThreads()) }
    if let other = communicator.firstToDiffer(Build.ownDigest) {
      leave(communicator, because: OtherProgram(rank: other))
    }
    let rank = Rank(communicator, recipes: recipes)
    // One thread a rank, unless --threads says another number.
    Device.single.run { rank.communicator.isFirst ? lead(rank) : follow(rank) }
  }

  /// What every rank has found: the first one says it.
  private static func leave(_ communicator: Communicator, because failure: some Failure) -> Never {
    // A launcher ends the others when the first of them has left with this status.
    Tool.isEnding()
    if communicator.isFirst { say(failure) }
    communicator.finalise()
    exit(failure.exitStatus.rawValue)
  }

  private static func say(_ failure: some Failure) {
    try? FileHandle.standardError.write(contentsOf: Data("Error: \(failure.message)\n".utf8))
  }

  private static func lead(_ rank: Rank) {
    let leader = Leader(rank)
    // A signal must not end this rank with an order half done: the others would wait for it for ever.
    Interruption.ofProcess.tellingItself {
      CurrentProcessGroup.$value.withValue(leader) {
        Tool.run { status in
          leader.end(status: status)
          rank.communicator.finalise()
        }
      }
    }
  }

  private static func follow(_ rank: Rank) {
    func failed(_ failure: RankFailure) -> Never {
      say(failure)
      rank.communicator.abort(status: failure.exitStatus.rawValue)
    }
    // The first rank, which mostly gets the same signal, has its own time to end the job in order.
    let status = rank.follow(interruption: .ofProcess, patience: Tool.patience + .seconds(5), failed: failed)
    rank.communicator.finalise()
    exit(status)
  }

  private static let recipes = Rank.Recipes(
    matrix: { message in
      if let recipe = try SharedRecipes.matrix(message) { return recipe }
      if let recipe = try ImageRecipe.made(from: message) { return recipe }
      throw UnknownRecipe()
    }, pieces: { try SharedRecipes.pieces($0) })
}

struct NoThreads: Failure {
  let message = "this MPI may be called from one thread alone; use one with MPI_THREAD_SERIALIZED"
  let exitStatus = ExitStatus.doesNotFit
}

/// A rank whose orders and numbers may mean something else.
struct OtherProgram: Failure {
  let rank: Int

  var message: String {
    "rank \(rank) runs another build of the program than the first rank; start the same file on all machines"
  }
  var exitStatus: ExitStatus { .badData }
}

/// The ranks are not of one program.
struct UnknownRecipe: Failure {
  let message = "the first rank asks for what this program does not know; start the same program on all machines"
  let exitStatus = ExitStatus.badData
}
