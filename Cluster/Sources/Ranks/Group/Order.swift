import Failures
import Foundation

/// What the first rank tells the others to take part in. All ranks then do the same (`Rank`), so that each order is one
/// piece of code for the one that gives it and those that get it.
enum Order: Codable {
  /// Makes matrix `matrix` of a recipe that follows.
  case fill(matrix: Int, order: Int, scale: Double, threads: Int)
  case restore(matrix: Int, shift: Double)
  case factor(matrix: Int, threads: Int)
  case diagonal(matrix: Int)
  case multiply(matrix: Int, rows: Int, threads: Int)
  case apply(matrix: Int, DistributedMatrix.Operation, rows: Int, first: Int, threads: Int)
  case columns(matrix: Int, first: Int, end: Int)
  case inverseDiagonal(matrix: Int, threads: Int)
  case release(matrix: Int)
  /// Computes a block of a recipe that follows.
  case block(rows: Int, columns: Int, threads: Int)
  case pieces(numbers: [Int], threads: Int)
  case strips(StripOrder)
  /// The job is over.
  case end(status: Int32)
}

extension Communicator {
  func send(_ order: Order, to rank: Int) {
    guard let data = try? JSONEncoder().encode(order) else { preconditionFailure("an order has finite numbers") }
    send(data, to: rank, .order)
  }

  /// - Throws: `NotUnderstood`.
  func receiveOrder() throws -> Order {
    do {
      return try JSONDecoder().decode(Order.self, from: receive(from: 0, .order))
    } catch {
      throw NotUnderstood(rank: rank)
    }
  }
}

/// What the first rank told is of no meaning here. It cannot be told in order, since this rank does not know what the
/// others do now: it ends the job.
struct NotUnderstood: Failure {
  let rank: Int

  var message: String { "rank \(rank) does not understand the first rank; start the same program on all machines" }
  var exitStatus: ExitStatus { .badData }
}
