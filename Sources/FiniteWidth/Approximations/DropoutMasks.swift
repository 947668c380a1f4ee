import Platform
import Randomness

/// Which hidden units are kept, 1 or 0, for a block of inputs.
final class DropoutMasks {
  private let masks: [UnsafeMutablePointer<Float>]
  private let sizes: [Int]
  private let rows: Int
  private let memory: FlatMemory<Float>
  private let keepProbability: Double
  private let seed: Seed
  private let isShared: Bool

  /// - Parameter isShared: all inputs have the same units.
  init(_ posterior: WeightPosterior, rows: Int, keepProbability: Double, seed: Seed, isShared: Bool) {
    sizes = posterior.layers.dropLast().map(\.fanOut)
    memory = FlatMemory(pieces: sizes.map { rows * $0 })
    masks = sizes.map { [memory] in memory.take(rows * $0) }
    (self.rows, self.keepProbability, self.seed, self.isShared) = (rows, keepProbability, seed, isShared)
  }

  /// By layer; the last has none.
  func pointers(layers: Int) -> [UnsafePointer<Float>?] {
    masks.map { UnsafePointer($0) } + Array(repeating: nil, count: layers - masks.count)
  }

  func draw(_ number: Int) {
    var generator = CounterBasedGenerator(seed: seed, stream: UInt64(number))
    for (mask, size) in zip(masks, sizes) {
      let drawn = isShared ? size : rows * size
      for k in 0..<drawn { mask[k] = generator.uniform() < keepProbability ? 1 : 0 }
      guard isShared else { continue }
      for row in 1..<max(1, rows) { (mask + row * size).update(from: mask, count: size) }
    }
  }
}
