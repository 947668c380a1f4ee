import LinearAlgebra
import Platform

/// A symmetric matrix in strips over all ranks, for the first one: what conjugate gradients ask of it
/// (`BlockConjugateGradients`), which themselves run there.
final class LeadersOperator: SymmetricOperator {
  private let leader: Leader
  private let number: Int
  let order: Int

  fileprivate init(leader: Leader, number: Int, order: Int) {
    (self.leader, self.number, self.order) = (leader, number, order)
  }

  deinit { leader.leave(number) }

  private var threads: Int { Device.current.threads }

  var diagonal: [Double] { leader.rank.strips(number).diagonal }

  func rows(_ places: [Int]) throws -> Matrix<Double> {
    leader.order(.strips(.rows(number: number, places: places, threads: threads)))
    return try leader.rank.strips(number).rows(places)
  }

  func product(_ block: Matrix<Double>) throws -> Matrix<Double> {
    leader.order(.strips(.product(number: number, rows: block.rows, threads: threads)))
    return try leader.rank.product(number, block)
  }
}

extension Leader {
  package func symmetricOperator(
    _ recipe: any MatrixRecipe, memoryBytes: Int, progress: @escaping @Sendable (Double) -> Void
  ) throws -> any SymmetricOperator {
    let (number, n) = (newNumber(), recipe.rows)
    let ownBytes = memoryBytes / rank.communicator.ranksOfMachine
    order(.strips(.make(number: number, order: n, memoryBytes: ownBytes, threads: Device.current.threads)))
    try rank.makeStrips(number, order: n, memoryBytes: ownBytes, own: recipe, progress: progress)
    return LeadersOperator(leader: self, number: number, order: n)
  }
}
