import Foundation
import InfiniteWidth
import LinearAlgebra
import Platform
import Ranks
import Synchronization

/// Seconds, bytes and memory of a kernel and its factor, over the ranks or in one process, as a row of the table that
/// `Cluster/measure` prints.
struct Measure {
  let order: Int
  let threads: Int
  /// Without MPI's part in it: the packed factor that one process makes.
  let isOneProcess: Bool

  /// - Returns: nil for arguments that are no `measure ORDER [--threads T] [--one-process]`.
  init?(_ arguments: [String]) {
    guard arguments.count > 2, arguments[1] == "measure", let order = Int(arguments[2]), order > 0 else { return nil }
    let place = arguments.firstIndex(of: "--threads")
    self.order = order
    threads = place.flatMap { $0 + 1 < arguments.count ? Int(arguments[$0 + 1]) : nil } ?? 1
    isOneProcess = arguments.contains("--one-process")
  }

  /// What was found; seconds, and bytes over all ranks but for the memory, which is the largest rank's.
  struct Row {
    var (tiles, filled, factored) = (0.0, 0.0, 0.0)
    var memory = 0.0
    var (sentFilling, sentFactor, messages) = (0.0, 0.0, 0.0)
  }

  func run(_ leader: Leader) throws {
    let row = try Device(threads: threads).run { isOneProcess ? try oneProcess() : try overRanks(leader) }
    let (n, shape) = (Double(order), GridShape(ranks: leader.count))
    let volume = CommunicationVolume(order: order, block: 256, shape: shape)
    func gigabytes(_ bytes: Double) -> String { String(format: "%.3f", bytes * 1e-9) }
    let cells = [
      "\(order)", isOneProcess ? "one process" : "\(leader.count) (\(shape.rows) x \(shape.columns))", "\(threads)",
      String(format: "%.2f", row.tiles), String(format: "%.2f", row.filled), String(format: "%.2f", row.factored),
      String(format: "%.1f", n * n * n / 3 / row.factored * 1e-9), gigabytes(row.memory),
      gigabytes(isOneProcess ? 4 * n * n : 8 * n * n / Double(leader.count)),
      gigabytes(row.sentFilling), gigabytes(isOneProcess ? 0 : volume.filling(inputWidth: MeasuredKernel.width)),
      gigabytes(row.sentFactor), gigabytes(isOneProcess ? 0 : volume.factor), String(format: "%.0f", row.messages),
    ]
    print("| " + cells.joined(separator: " | ") + " |")
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let passed = (ContinuousClock.now - start).components
    return Double(passed.seconds) + 1e-18 * Double(passed.attoseconds)
  }

  /// 1e-6 of the diagonal, which is of order 1: nothing here is about noise.
  private static let shift = 1e-6

  private func oneProcess() throws -> Row {
    var row = Row()
    let measured = try MeasuredKernel(order: order)
    var start = ContinuousClock.now
    _ = try PackedCholeskyFactor.factor(order: order, shifts: [Self.shift]) {
      try measured.kernel.fill(nngp: $0, rows: measured.inputs, threads: threads)
      row.filled = Self.seconds(since: start)
      start = .now
    }
    row.factored = Self.seconds(since: start)
    row.tiles = row.filled
    row.memory = RankFacts.peakMemory
    return row
  }

  private func overRanks(_ leader: Leader) throws -> Row {
    var row = Row()
    let measured = try MeasuredKernel(order: order)
    let before = try RankFacts.gathered(by: leader)
    let start = ContinuousClock.now
    let tiles = Mutex(0.0)
    let matrix = try leader.matrix(measured, scale: 1) { part in
      if part >= 1 { tiles.withLock { $0 = Self.seconds(since: start) } }
    }
    (row.filled, row.tiles) = (Self.seconds(since: start), tiles.withLock { $0 })
    let between = try RankFacts.gathered(by: leader)
    let second = ContinuousClock.now
    _ = try matrix.factor(shifts: [Self.shift], progress: nil)
    row.factored = Self.seconds(since: second)
    let after = try RankFacts.gathered(by: leader)
    row.memory = after.memory
    row.sentFilling = between.bytes - before.bytes
    row.sentFactor = after.bytes - between.bytes
    row.messages = after.messages - between.messages
    return row
  }
}
