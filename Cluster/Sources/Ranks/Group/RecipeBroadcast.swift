import Foundation
import LinearAlgebra

/// What is told of a recipe before its arrays.
private struct Head: Codable {
  let kind: String
  let settings: Data
  /// Rows and columns.
  let matrices: [[Int]]
  let bytes: [Int]
  /// Of the matrices, and of the bytes.
  let numbers: [KeptNumber?]

  init(_ message: RecipeMessage) {
    (kind, settings) = (message.kind, message.settings)
    (matrices, bytes) = (message.matrices.map { [$0.rows, $0.columns] }, message.bytes.map(\.count))
    let count = matrices.count + bytes.count
    numbers = message.numbers + Array(repeating: nil, count: max(0, count - message.numbers.count))
  }

  var isWhole: Bool {
    matrices.allSatisfy { $0.count == 2 } && numbers.count == matrices.count + bytes.count
  }

  /// Bytes of the arrays that are not there yet.
  func size(beside kept: KeptArrays) -> Int {
    zip(matrices.map { 8 * $0[0] * $0[1] } + bytes, numbers).reduce(0) { kept.has($1.1) ? $0 : $0 + $1.0 }
  }
}

extension Communicator {
  /// Gives the first rank's message to all.
  ///
  /// - Parameters:
  ///   - message: at the first rank.
  ///   - kept: what is there of the last message, and is not sent again.
  ///   - accept: looks at the bytes of the arrays that are sent, at every rank, before they are.
  /// - Throws: what `accept` throws at any rank, at every rank; `NotUnderstood`.
  func broadcast(
    _ message: RecipeMessage?, beside kept: KeptArrays, accept: (_ bytes: Int) throws -> Void
  ) throws -> RecipeMessage {
    let told = try broadcast(message.map { try JSONEncoder().encode(Head($0)) } ?? Data())
    let own = try? JSONDecoder().decode(Head.self, from: told)
    guard let head = message.map(Head.init) ?? own, head.isWhole else { throw NotUnderstood(rank: rank) }
    kept.keep(only: head.numbers)
    try together { try accept(head.size(beside: kept)) }
    defer { kept.add(head.numbers) }
    let ofBytes = head.numbers.dropFirst(head.matrices.count)
    // The first rank's arrays are read where they are: to change them would be to copy them.
    if let message {
      for (matrix, number) in zip(message.matrices, head.numbers) where !kept.has(number) {
        matrix.elements.withUnsafeBytes { broadcast(reading: $0) }
      }
      for (list, number) in zip(message.bytes, ofBytes) where !kept.has(number) {
        list.withUnsafeBytes { broadcast(reading: $0) }
      }
      return message
    }
    let matrices = zip(head.matrices, head.numbers).map { shape, number in
      kept.matrix(number) {
        var matrix = Matrix<Double>(rows: shape[0], columns: shape[1])
        broadcast(&matrix.elements)
        return matrix
      }
    }
    let bytes = zip(head.bytes, ofBytes).map { count, number in
      kept.bytes(number) {
        var list = [UInt8](repeating: 0, count: count)
        list.withUnsafeMutableBytes { broadcast($0) }
        return list
      }
    }
    return RecipeMessage(kind: head.kind, settings: head.settings, matrices: matrices, bytes: bytes)
  }
}
