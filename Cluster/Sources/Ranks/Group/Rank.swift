import Foundation
import LinearAlgebra
import Platform
import Work

/// One rank: the matrices of which it has a piece, and its part of every order.
///
/// Orders are obeyed one after the other, on the thread that calls MPI.
public final class Rank: @unchecked Sendable {
  public let communicator: Communicator
  let grid: ProcessGrid
  let recipes: Recipes
  private var matrices: [Int: DistributedMatrix] = [:]
  private var strips: [Int: RankStrips] = [:]
  private let kept = KeptArrays()

  /// Makes what a message is of.
  public struct Recipes: Sendable {
    let matrix: @Sendable (RecipeMessage) throws -> any MatrixRecipe
    let pieces: @Sendable (RecipeMessage) throws -> any PieceWork

    package init(
      matrix: @escaping @Sendable (RecipeMessage) throws -> any MatrixRecipe,
      pieces: @escaping @Sendable (RecipeMessage) throws -> any PieceWork
    ) {
      (self.matrix, self.pieces) = (matrix, pieces)
    }
  }

  /// Every rank makes it at the same time.
  public init(_ communicator: Communicator, recipes: Recipes) {
    FreedMemory.keep()
    (self.communicator, self.recipes) = (communicator, recipes)
    grid = ProcessGrid(communicator)
  }

  func matrix(_ number: Int) -> DistributedMatrix {
    guard let matrix = matrices[number] else { preconditionFailure("a matrix is made before it is used") }
    return matrix
  }

  /// Of a matrix or of strips: their numbers are one list.
  func release(_ number: Int) {
    matrices[number] = nil
    strips[number] = nil
  }

  func strips(_ number: Int) -> RankStrips {
    guard let strips = strips[number] else { preconditionFailure("strips are made before they are used") }
    return strips
  }

  func keep(_ made: RankStrips, _ number: Int) { strips[number] = made }

  // MARK: what all ranks do at a time

  func fill(
    _ number: Int, order: Int, scale: Double, threads: Int, own recipe: (any MatrixRecipe)?,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    let layout = DistributedMatrix.layout(order: order, shape: grid.shape)
    let recipe = try share(recipe) { inputs in
      try layout.requireIndices()
      // Every rank of a machine is taken to have the largest piece, which is the first rank's.
      try MemoryDemand(
        what: "a matrix of order \(order) and its inputs", bytes: 8 * layout.largestPiece + inputs,
        presentBytes: inputs
      ).check(communicator)
    }
    let matrix = DistributedMatrix(layout, grid: grid)
    matrices[number] = matrix
    do {
      try matrix.fill(threads: threads, progress: progress) { tile in
        var block = try recipe.block(tile)
        if scale != 1 { block.scale(by: scale) }
        return block
      }
    } catch {
      release(number)
      throw error
    }
  }

  /// The recipe at every rank.
  ///
  /// - Parameter accept: looks at the bytes of its arrays, at every rank, before they are sent.
  func share(
    _ own: (any MatrixRecipe)?, accept: (_ bytes: Int) throws -> Void
  ) throws -> any MatrixRecipe {
    var message: RecipeMessage?
    try communicator.together { message = try own?.message() }
    let shared = try communicator.broadcast(message, beside: kept, accept: accept)
    return try communicator.together { try own ?? recipes.matrix(shared) }
  }

  func share(_ own: (any PieceWork)?) throws -> any PieceWork {
    var message: RecipeMessage?
    try communicator.together { message = try own?.message() }
    let shared = try communicator.broadcast(message, beside: kept) { _ in }
    return try communicator.together { try own ?? recipes.pieces(shared) }
  }

  func multiply(_ number: Int, _ block: Matrix<Double>) -> Matrix<Double> {
    var sides = block
    communicator.broadcast(&sides.elements)
    return matrix(number).multiply(sides)
  }

  /// - Parameter block: at the first rank; [m, n − f].
  func apply(
    _ operation: DistributedMatrix.Operation, _ number: Int, rows: Int, first: Int, _ block: Matrix<Double>?
  ) -> Matrix<Double>? {
    let matrix = matrix(number)
    let sides = BlockCyclicLayout(sides: rows, of: matrix.layout)
    var piece = matrix.scatter(block, sides, from: first)
    piece.reserveCapacity(1)
    piece.withUnsafeMutableBufferPointer { buffer in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { empty in
        guard let base = buffer.baseAddress ?? empty.baseAddress else { return }
        matrix.apply(operation, to: base, sides, from: first)
      }
    }
    guard var block else {
      matrix.send(piece)
      return nil
    }
    matrix.gather(piece, sides, from: first, into: &block)
    return block
  }

  /// - Returns: the block at the first rank, nil at the others.
  func block(
    rows: Int, columns: Int, threads: Int, own recipe: (any MatrixRecipe)?,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> Matrix<Double>? {
    let whole = 8 * rows * columns
    let recipe = try share(recipe) { inputs in
      // The first rank has them in their place beside what it is sent.
      try MemoryDemand(
        what: "a kernel of \(rows) rows and \(columns) columns and its inputs",
        bytes: whole / communicator.size + inputs, presentBytes: inputs, firstBytes: whole
      ).check(communicator)
    }
    return try RankBlock(communicator: communicator, rows: rows, columns: columns)
      .compute(recipe, threads: threads, progress: progress)
  }
}
