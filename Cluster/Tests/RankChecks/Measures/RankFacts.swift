import CCounting
import Foundation
import LinearAlgebra

/// What every rank says of itself: bytes and messages sent so far, and its largest resident memory in bytes.
///
/// Pieces are dealt out in turn, so that each rank has one.
struct RankFacts: PieceWork {
  static let kind = "rank facts"

  /// Sums over the ranks, but for the memory, which is the largest rank's.
  struct Summary {
    var bytes = 0.0
    var messages = 0.0
    var memory = 0.0
  }

  func shapes(_ number: Int) -> [(rows: Int, columns: Int)] { [(1, 3)] }

  func result(_ number: Int) throws -> [Matrix<Double>] {
    [Matrix(rows: 1, columns: 3, elements: [Double(counted_bytes()), Double(counted_messages()), Self.peakMemory])]
  }

  func message() throws -> RecipeMessage { try RecipeMessage(Self.kind, 0) }

  static func gathered(by group: any ProcessGroup) throws -> Summary {
    var summary = Summary()
    try group.pieces(RankFacts(), Array(0..<group.count)) { _, result in
      summary.bytes += result[0][0, 0]
      summary.messages += result[0][0, 1]
      summary.memory = max(summary.memory, result[0][0, 2])
    }
    return summary
  }

  static var peakMemory: Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return 1024 * (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? .nan)
  }
}
