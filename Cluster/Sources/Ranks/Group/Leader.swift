import Foundation
import LinearAlgebra
import Platform
import Synchronization

/// The first rank as the process that all is asked of: gives the order to the others, and takes part in it.
package final class Leader: ProcessGroup {
  let rank: Rank
  private let made = Mutex(0)
  /// Matrices that nobody has any more, on whatever thread they were left: the next order, which is given on the
  /// thread that calls MPI, tells of them first.
  private let left = Mutex<[Int]>([])

  package init(_ rank: Rank) { self.rank = rank }

  package var count: Int { rank.communicator.size }

  private var threads: Int { Device.current.threads }

  func order(_ order: Order) {
    let released = left.withLock { numbers in
      defer { numbers = [] }
      return numbers
    }
    for number in released {
      tell(.release(matrix: number))
      rank.release(number)
    }
    tell(order)
  }

  func leave(_ number: Int) { left.withLock { $0.append(number) } }

  private func tell(_ order: Order) {
    for other in 1..<max(1, count) { rank.communicator.send(order, to: other) }
  }

  /// By which the ranks know what they make.
  func newNumber() -> Int {
    made.withLock { made in
      made += 1
      return made
    }
  }

  package func matrix(
    _ recipe: any MatrixRecipe, scale: Double, progress: @escaping @Sendable (Double) -> Void
  ) throws -> any SharedMatrix {
    let number = newNumber()
    order(.fill(matrix: number, order: recipe.rows, scale: scale, threads: threads))
    try rank.fill(number, order: recipe.rows, scale: scale, threads: threads, own: recipe, progress: progress)
    return LeadersMatrix(leader: self, number: number)
  }

  package func block(
    _ recipe: any MatrixRecipe, progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    let (rows, columns) = (recipe.rows, recipe.columns)
    order(.block(rows: rows, columns: columns, threads: threads))
    let block = try rank.block(rows: rows, columns: columns, threads: threads, own: recipe, progress: progress)
    return block ?? Matrix(rows: rows, columns: columns)
  }

  package func pieces(
    _ work: any PieceWork, _ numbers: [Int], body: (Int, [Matrix<Double>]) throws -> Void
  ) throws {
    order(.pieces(numbers: numbers, threads: threads))
    let work = try rank.share(work)
    try withoutActuallyEscaping(body) {
      try RankPieces(communicator: rank.communicator, numbers: numbers).run(work, body: $0)
    }
  }

  package var facts: [(subject: String, text: String, isWarning: Bool)] { LoadedLibraries.facts(rank.communicator) }

  package var countOfMachine: Int { rank.communicator.ranksOfMachine }

  package func machineBytes(order: Int) -> Int {
    let layout = DistributedMatrix.layout(order: order, shape: rank.grid.shape)
    return 8 * layout.largestPiece * rank.communicator.ranksOfMachine
  }

  /// Ends the job for all, in order: they wait for orders, as every one that was begun has ended.
  package func end(status: Int32) { order(.end(status: status)) }
}

/// A matrix over all ranks, for the first one.
final class LeadersMatrix: SharedMatrix {
  let leader: Leader
  let number: Int

  init(leader: Leader, number: Int) { (self.leader, self.number) = (leader, number) }

  deinit { leader.leave(number) }

  private var piece: DistributedMatrix { leader.rank.matrix(number) }
  var order: Int { piece.order }
  var diagonal: [Double] { piece.diagonal }
  private var threads: Int { Device.current.threads }

  func multiply(_ block: Matrix<Double>) -> Matrix<Double> {
    leader.order(.multiply(matrix: number, rows: block.rows, threads: threads))
    return leader.rank.multiply(number, block)
  }

  func factor(
    shifts: [Double], progress: ((Double) -> Void)?
  ) throws -> (factor: any Solver, shift: Double, attempts: Int) {
    // What has no finite value has no factor, and no order can carry it.
    let diagonal = piece.diagonal
    let broken = diagonal.firstIndex { !$0.isFinite } ?? (shifts.allSatisfy(\.isFinite) ? nil : 0)
    if let broken { throw CholeskyFactor.Obstacle.notFinite(row: broken) }
    var minor = 0
    for (attempt, shift) in shifts.enumerated() {
      leader.order(.restore(matrix: number, shift: shift))
      piece.restoreLower(shift: shift)
      leader.order(.factor(matrix: number, threads: threads))
      minor = try piece.eliminate(progress: progress)
      leader.order(.diagonal(matrix: number))
      let pivots = piece.currentDiagonal()
      // As LAPACK lets a NaN pass, and an infinite value make a pivot −∞.
      let reached = minor == 0 ? order : minor
      if let broken = (0..<reached).first(where: { !pivots[$0].isFinite }) {
        throw CholeskyFactor.Obstacle.notFinite(row: broken)
      }
      if minor == 0 { return (DistributedFactor(matrix: self, diagonal: pivots), shift, attempt + 1) }
    }
    throw CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: minor)
  }
}
