import Foundation
import LinearAlgebra

/// What is told of a recipe before its arrays.
private struct Head: Codable {
  let kind: String
  let settings: Data
  /// Rows and columns.
  let matrices: [[Int]]
  let bytes: [Int]

  init(_ message: RecipeMessage) {
    (kind, settings) = (message.kind, message.settings)
    (matrices, bytes) = (message.matrices.map { [$0.rows, $0.columns] }, message.bytes.map(\.count))
  }

  /// Bytes of all arrays.
  var size: Int { matrices.reduce(0) { $0 + 8 * $1[0] * $1[1] } + bytes.reduce(0, +) }
}

extension Communicator {
  /// Gives the first rank's message to all.
  ///
  /// - Parameters:
  ///   - message: at the first rank.
  ///   - accept: looks at the bytes of the arrays, at every rank, before they are sent.
  /// - Throws: what `accept` throws at any rank, at every rank; `NotUnderstood`.
  func broadcast(_ message: RecipeMessage?, accept: (_ bytes: Int) throws -> Void) throws -> RecipeMessage {
    let told = try broadcast(message.map { try JSONEncoder().encode(Head($0)) } ?? Data())
    let own = try? JSONDecoder().decode(Head.self, from: told)
    guard let head = message.map(Head.init) ?? own, head.matrices.allSatisfy({ $0.count == 2 }) else {
      throw NotUnderstood(rank: rank)
    }
    try together { try accept(head.size) }
    // The first rank's arrays are read where they are: to change them would be to copy them.
    if let message {
      for matrix in message.matrices { matrix.elements.withUnsafeBytes { broadcast(reading: $0) } }
      for list in message.bytes { list.withUnsafeBytes { broadcast(reading: $0) } }
      return message
    }
    var (matrices, bytes) = ([Matrix<Double>](), [[UInt8]]())
    for shape in head.matrices {
      var matrix = Matrix<Double>(rows: shape[0], columns: shape[1])
      broadcast(&matrix.elements)
      matrices.append(matrix)
    }
    for count in head.bytes {
      var list = [UInt8](repeating: 0, count: count)
      list.withUnsafeMutableBytes { broadcast($0) }
      bytes.append(list)
    }
    return RecipeMessage(kind: head.kind, settings: head.settings, matrices: matrices, bytes: bytes)
  }
}
