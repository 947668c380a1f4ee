import Failures
import Foundation
import Platform

/// What an order takes of the memory of a machine, all whose ranks take it at a time: looked at by every rank before
/// anything of it is sent or made.
struct MemoryDemand {
  /// "a matrix of order 60000 and its inputs"
  let what: String
  /// Of every rank.
  let bytes: Int
  /// Of these what the first rank has already.
  var presentBytes = 0
  /// What the first rank takes beside.
  var firstBytes = 0

  struct Obstacle: Failure, Equatable {
    let what: String
    let rank, ranks, bytes, available: Int

    var message: String {
      func gigabytes(_ count: Int) -> String { String(format: "%.1f GB", Double(count) * 1e-9) }
      let sharers = ranks == 1 ? "" : " and \(ranks - 1) more"
      return "\(what): \(gigabytes(bytes)) of memory are needed on the machine of rank \(rank)\(sharers), "
        + "\(gigabytes(available)) are free; use more machines, fewer ranks a machine, or fewer inputs"
    }

    var exitStatus: ExitStatus { .doesNotFit }
  }

  /// - Parameter available: bytes on this rank's machine.
  /// - Throws: `Obstacle`.
  func check(_ communicator: Communicator, available: Int = Machine.current().availableMemoryBytes) throws {
    let ranks = communicator.ranksOfMachine
    let beside = communicator.isMachineOfFirst ? firstBytes - presentBytes : 0
    let (all, overflows) = bytes.multipliedReportingOverflow(by: ranks)
    let needed = overflows ? .max : all + beside
    guard needed <= available else {
      throw Obstacle(what: what, rank: communicator.rank, ranks: ranks, bytes: needed, available: available)
    }
  }
}
