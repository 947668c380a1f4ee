import LinearAlgebra
import Platform

/// What the first rank tells the others to do with strips of a symmetric matrix.
enum StripOrder: Codable {
  /// Makes strips of a recipe that follows.
  case make(number: Int, order: Int, memoryBytes: Int, threads: Int)
  case rows(number: Int, places: [Int], threads: Int)
  case product(number: Int, rows: Int, threads: Int)
}

extension Rank {
  /// Another rank's part of an order.
  func obey(_ order: StripOrder) throws {
    switch order {
    case .make(let number, let order, let memoryBytes, let threads):
      try Device(threads: threads).run {
        try makeStrips(number, order: order, memoryBytes: memoryBytes, own: nil)
      }
    case .rows(let number, let places, let threads):
      _ = try Device(threads: threads).run { try strips(number).rows(places) }
    case .product(let number, let rows, let threads):
      _ = try Device(threads: threads).run {
        try product(number, Matrix(rows: rows, columns: strips(number).order))
      }
    }
  }

  // MARK: what all ranks do at a time

  func makeStrips(
    _ number: Int, order: Int, memoryBytes: Int, own: (any MatrixRecipe)?,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    let recipe = try share(own) { inputs in
      try MemoryDemand(
        what: "\(order) inputs", bytes: inputs, presentBytes: inputs
      ).check(communicator)
    }
    keep(
      try RankStrips(
        recipe, order: order, memoryBytes: memoryBytes, communicator: communicator, progress: progress), number)
  }

  /// - Parameter block: at the first rank; the others give one of its shape.
  func product(_ number: Int, _ block: Matrix<Double>) throws -> Matrix<Double> {
    var sides = block
    communicator.broadcast(&sides.elements)
    return try strips(number).product(sides)
  }
}
