import LinearAlgebra
import Suite
import Synchronization

/// The NNGP kernel of training images with themselves and with test images, in parts that are computed when they are
/// first asked for: the sizes of a learning curve share theirs.
///
/// Parts stay in memory, or, where that is asked for, on disk beside the results, so that a run that is broken off
/// loses one part at most; one that is asked to end does so between two. Without a folder, as where a finished cell is
/// computed again to be compared, parts that would be on disk are kept no longer than the cell may need them. No bit
/// depends on where one stands.
package final class KernelParts: Sendable {
  /// The kernel of rows with columns, row by row; of rows with themselves where there are no columns.
  package typealias Entries =
    @Sendable (
      _ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ threads: Int
    ) throws -> [Double]

  private let entries: Entries
  private let name: String
  private let training, test: Matrix<Double>
  /// Of training images, in ascending order; every size ends one.
  private let pieces: [Range<Int>]
  /// Where there is a folder.
  private let isOnDisk: Bool
  private let inMemory = Mutex<[String: [Double]]>([:])

  /// Training images of a piece and test images of a block, at most: 0.4 GB of the last piece of 50,000 images.
  private static let piece = 1_000
  static let block = 500

  /// - Parameters:
  ///   - name: of the kernel, for the files.
  ///   - training: the most images, those of a smaller size the first of them.
  ///   - sizes: ascending, at most as many.
  ///   - entries: numbers that do not depend on which rows and columns are asked for at a time.
  package init(
    name: String, training: Matrix<Double>, test: Matrix<Double>, sizes: [Int], isOnDisk: Bool,
    entries: @escaping Entries
  ) {
    (self.entries, self.name, self.training, self.test) = (entries, name, training, test)
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
  ///
  /// - Throws: `EndRequest.Requested`; whatever the kernel throws.
  package func fill(_ triangle: PackedTriangle, _ context: RunContext) throws {
    for piece in pieces where piece.upperBound <= triangle.order {
      context.report(stage: "training kernel", fraction: Self.share(piece.lowerBound, of: triangle.order))
      let before = 0..<piece.lowerBound
      // Filled once more for every noise variance that is tried.
      let place = "\(piece.lowerBound)"
      let numbers = try part(place, count: piece.count * piece.upperBound, isAskedAgain: true, context) {
        let own = rows(training, piece)
        let below = before.isEmpty ? [] : try entries(own, rows(training, before), context.threads)
        return try below + entries(own, nil, context.threads)
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
  ///
  /// - Throws: `EndRequest.Requested`; whatever the kernel throws.
  package func cross(_ block: Range<Int>, size: Int, _ context: RunContext) throws -> Matrix<Double> {
    var whole = Matrix<Double>(rows: block.count, columns: size)
    for piece in pieces where piece.upperBound <= size {
      let place = "\(piece.lowerBound) test \(block.lowerBound)"
      let numbers = try part(place, count: block.count * piece.count, isAskedAgain: false, context) {
        try entries(rows(test, block), rows(training, piece), context.threads)
      }
      for row in 0..<block.count {
        for column in 0..<piece.count {
          whole[row, piece.lowerBound + column] = numbers[row * piece.count + column]
        }
      }
    }
    return whole
  }

  /// The cell in work fills no triangle any more: what it kept for want of a folder goes.
  package func isFactored() {
    if isOnDisk { inMemory.withLock { $0 = [:] } }
  }

  /// No run after the cell in work needs the parts: they go when it is in the file.
  package func forget(_ context: RunContext) {
    inMemory.withLock { $0 = [:] }
    guard isOnDisk else { return }
    for piece in pieces {
      context.checkpoints?.forget(file("\(piece.lowerBound)"))
      for block in blocks { context.checkpoints?.forget(file("\(piece.lowerBound) test \(block.lowerBound)")) }
    }
  }

  private func file(_ place: String) -> String { "\(name) \(place)" }

  /// - Parameter isAskedAgain: whether the cell in work may ask for the part once more.
  private func part(
    _ place: String, count: Int, isAskedAgain: Bool, _ context: RunContext, _ make: () throws -> [Double]
  ) throws -> [Double] {
    if isOnDisk {
      if let folder = context.checkpoints {
        try context.endBetweenParts()
        return try folder.numbers(file(place), count: count, make)
      }
      if !isAskedAgain { return try make() }
    }
    if let kept = inMemory.withLock({ $0[place] }) { return kept }
    let made = try make()
    inMemory.withLock { $0[place] = made }
    return made
  }

  private func rows(_ images: Matrix<Double>, _ range: Range<Int>) -> Matrix<Double> {
    Matrix(
      rows: range.count, columns: images.columns,
      elements: Array(images.elements[range.lowerBound * images.columns..<range.upperBound * images.columns]))
  }
}
