import Foundation
import LinearAlgebra

/// What the first rank tells the others to take part in. All ranks then do the same (`Rank`), so that each order is one
/// piece of code for the one that gives it and those that get it.
enum Order: Codable {
  /// Makes matrix `matrix` of a recipe that follows.
  case fill(matrix: Int, order: Int, scale: Double, threads: Int)
  case restore(matrix: Int, shift: Double, isFirst: Bool)
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

  func receiveOrder() throws -> Order { try JSONDecoder().decode(Order.self, from: receive(from: 0, .order)) }
}

extension Communicator {
  private struct Head: Codable {
    let kind: String
    let settings: Data
    let matrices: [[Int]]
    let bytes: [Int]
  }

  /// Gives the first rank's message to all.
  func broadcast(_ message: RecipeMessage?) throws -> RecipeMessage {
    var told = Data()
    if let message {
      told = try JSONEncoder().encode(
        Head(
          kind: message.kind, settings: message.settings, matrices: message.matrices.map { [$0.rows, $0.columns] },
          bytes: message.bytes.map(\.count)))
    }
    let head = try JSONDecoder().decode(Head.self, from: broadcast(told))
    var matrices: [Matrix<Double>] = []
    for (k, shape) in head.matrices.enumerated() {
      var matrix = message?.matrices[k] ?? Matrix<Double>(rows: shape[0], columns: shape[1])
      broadcast(&matrix.elements)
      matrices.append(matrix)
    }
    var bytes: [[UInt8]] = []
    for (k, count) in head.bytes.enumerated() {
      var list = message?.bytes[k] ?? [UInt8](repeating: 0, count: count)
      list.withUnsafeMutableBytes { broadcast($0) }
      bytes.append(list)
    }
    return RecipeMessage(kind: head.kind, settings: head.settings, matrices: matrices, bytes: bytes)
  }
}
