import InfiniteWidth
import LinearAlgebra
import Suite
import Synchronization

/// The NNGP kernel of training images with themselves and with test images, in parts that are computed when they are
/// first asked for: the sizes of a learning curve share theirs.
///
/// Parts stay in memory, or, where that is asked for, on disk beside the results, so that a run that is broken off
/// loses one part at most. No bit depends on where one stands.
package final class KernelParts: Sendable {
  private let kernel: Kernel
  private let name: String
  private let training, test: Matrix<Double>
  /// Of training images, in ascending order; every size ends one.
  private let pieces: [Range<Int>]
  private let isOnDisk: Bool
  private let inMemory = Mutex<[String: [Double]]>([:])

  /// Training images of a piece and test images of a block, at most: 0.4 GB of the last piece of 50,000 images.
  private static let piece = 1_000
  static let block = 500

  /// - Parameters:
  ///   - name: of the kernel, for the files.
  ///   - training: the most images, those of a smaller size the first of them.
  ///   - sizes: ascending, at most as many.
  package init(
    _ kernel: Kernel, name: String, training: Matrix<Double>, test: Matrix<Double>, sizes: [Int], isOnDisk: Bool
  ) {
    (self.kernel, self.name, self.training, self.test) = (kernel, name, training, test)
    self.isOnDisk = isOnDisk
    pieces = zip([0] + sizes, sizes).flatMap { start, end in
      stride(from: start, to: end, by: Self.piece).map { $0..<min($0 + Self.piece, end) }
    }
  }

  /// Test images that are predicted at a time.
  package var blocks: [Range<Int>] {
    stride(from: 0, to: test.rows, by: Self.block).map { $0..<min($0 + Self.block, test.rows) }
  }

  /// Sets the kernel of the first training images with themselves, as many as the triangle's order: one of the sizes.
  package func fill(_ triangle: PackedTriangle, _ context: RunContext) throws {
    for piece in pieces where piece.upperBound <= triangle.order {
      context.report(stage: "training kernel", fraction: Self.share(piece.lowerBound, of: triangle.order))
      let before = 0..<piece.lowerBound
      let numbers = try part("\(piece.lowerBound)", count: piece.count * piece.upperBound, context) {
        let below = before.isEmpty ? [] : try entries(rows(training, piece), rows(training, before), context)
        return below + (try entries(rows(training, piece), nil, context))
      }
      numbers.withUnsafeBufferPointer { numbers in
        guard let base = numbers.baseAddress else { return }
        triangle.write(Tile(rows: piece, columns: before), base)
        triangle.write(Tile(rows: piece, columns: piece), base + piece.count * before.count)
      }
    }
  }

  private static func share(_ count: Int, of order: Int) -> Double {
    Double(count) * Double(count) / (Double(order) * Double(order))
  }

  /// The kernel of a block of test images with the first training images, one of the sizes.
  package func cross(_ block: Range<Int>, size: Int, _ context: RunContext) throws -> Matrix<Double> {
    var whole = Matrix<Double>(rows: block.count, columns: size)
    for piece in pieces where piece.upperBound <= size {
      let place = "\(piece.lowerBound) test \(block.lowerBound)"
      let numbers = try part(place, count: block.count * piece.count, context) {
        try entries(rows(test, block), rows(training, piece), context)
      }
      for row in 0..<block.count {
        for column in 0..<piece.count {
          whole[row, piece.lowerBound + column] = numbers[row * piece.count + column]
        }
      }
    }
    return whole
  }

  /// No run after the cell in work needs the parts.
  func forget(_ context: RunContext) {
    inMemory.withLock { $0 = [:] }
    guard isOnDisk else { return }
    for piece in pieces {
      context.checkpoints?.forget(file("\(piece.lowerBound)"))
      for block in blocks { context.checkpoints?.forget(file("\(piece.lowerBound) test \(block.lowerBound)")) }
    }
  }

  private func file(_ place: String) -> String { "\(name) \(place)" }

  private func part(
    _ place: String, count: Int, _ context: RunContext, _ make: () throws -> [Double]
  ) throws -> [Double] {
    if isOnDisk {
      guard let folder = context.checkpoints else { return try make() }
      return try folder.numbers(file(place), count: count, make)
    }
    if let kept = inMemory.withLock({ $0[place] }) { return kept }
    let made = try make()
    inMemory.withLock { $0[place] = made }
    return made
  }

  private func entries(
    _ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ context: RunContext
  ) throws -> [Double] {
    try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: context.threads).nngp?.elements ?? []
  }

  private func rows(_ images: Matrix<Double>, _ range: Range<Int>) -> Matrix<Double> {
    Matrix(
      rows: range.count, columns: images.columns,
      elements: Array(images.elements[range.lowerBound * images.columns..<range.upperBound * images.columns]))
  }
}
