import Foundation
import LinearAlgebra
import Platform
import Work

extension Rank {
  /// Obeys the first rank's orders until the job is over.
  ///
  /// Between orders it sleeps, so that what the first rank does alone has the processor. What goes wrong in an order
  /// goes to the first rank, which has the word; what no order can tell ends the job.
  ///
  /// - Parameters:
  ///   - interruption: asked for by a signal to this rank.
  ///   - patience: how long the first rank may then take to end the job, since it was heard last; what it does of its
  ///     own has `Tool.patience`.
  ///   - failed: what ends the job with a line and a status.
  /// - Returns: the job's status.
  public func follow(
    interruption: Interruption, patience: Duration = .seconds(25), failed: (RankFailure) -> Never
  ) -> Int32 {
    var pause: UInt32 = 50
    var heard = ContinuousClock.now
    var requested: ContinuousClock.Instant?
    while true {
      guard communicator.sender(.order, from: 0) != nil else {
        if interruption.isRequested {
          let (now, since) = (ContinuousClock.now, requested ?? .now)
          if now - max(since, heard) > patience { failed(.signal(rank: communicator.rank)) }
          requested = since
        }
        usleep(pause)
        pause = min(2 * pause, 2000)
        continue
      }
      pause = 50
      defer { heard = .now }
      do {
        let order = try communicator.receiveOrder()
        if case .end(let status) = order { return status }
        try EndRequest { interruption.isRequested }.run { try obey(order) }
      } catch let obstacle as NotUnderstood {
        failed(RankFailure(rank: communicator.rank, obstacle))
      } catch is EndRequest.Requested {
        // Told to all.
      } catch is RankFailure {
        // Likewise: thrown at every rank, and the first has the word.
      } catch {
        // Of this rank, and told to all by `together`.
      }
    }
  }

  private func obey(_ order: Order) throws {
    switch order {
    case .fill(let number, let n, let scale, let threads):
      try Device(threads: threads).run { try fill(number, order: n, scale: scale, threads: threads, own: nil) }
    case .restore(let number, let shift): matrix(number).restoreLower(shift: shift)
    case .factor(let number, let threads):
      _ = try Device(threads: threads).run { try matrix(number).eliminate() }
    case .diagonal(let number): _ = matrix(number).currentDiagonal()
    case .multiply(let number, let rows, let threads):
      Device(threads: threads).run {
        _ = multiply(number, Matrix(rows: rows, columns: matrix(number).order))
      }
    case .apply(let number, let operation, let rows, let first, let threads):
      Device(threads: threads).run { _ = apply(operation, number, rows: rows, first: first, nil) }
    case .columns(let number, let first, let end): _ = matrix(number).lowerColumns(first..<end)
    case .inverseDiagonal(let number, let threads):
      _ = Device(threads: threads).run { matrix(number).inverseDiagonal() }
    case .release(let number): release(number)
    case .block(let rows, let columns, let threads):
      _ = try Device(threads: threads).run { try block(rows: rows, columns: columns, threads: threads, own: nil) }
    case .pieces(let numbers, let threads):
      try Device(threads: threads).run {
        try RankPieces(communicator: communicator, numbers: numbers).run(share(nil as (any PieceWork)?), body: nil)
      }
    case .strips(let order): try obey(order)
    case .end: break
    }
  }
}
