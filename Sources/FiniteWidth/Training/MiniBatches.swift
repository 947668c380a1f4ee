import Randomness

/// The examples of each step: seeded permutations of all examples, one an epoch, laid end to end and cut into batches
/// of one size. Every example is used equally often; a batch may end one epoch and begin the next.
///
/// The permutation of an epoch depends on (seed, epoch) alone.
final class MiniBatches {
  /// Numbers of the examples of the present batch, `size` of them.
  let batch: UnsafeMutablePointer<Int>
  let size: Int
  private let count: Int
  private let seed: Seed
  private let order: UnsafeMutablePointer<Int>
  private var position = 0
  private var epoch = 0

  init(of count: Int, size: Int, seed: Seed) {
    (self.count, self.size, self.seed) = (count, size, seed)
    batch = .allocate(capacity: size)
    order = .allocate(capacity: count)
    batch.initialize(repeating: 0, count: size)
    order.initialize(repeating: 0, count: count)
  }

  deinit {
    batch.deallocate()
    order.deallocate()
  }

  /// Makes the next batch the present one, without allocating.
  ///
  /// - Complexity: O(size), and O(count) once an epoch.
  func advance() {
    for k in 0..<size {
      if position == 0 { shuffle() }
      batch[k] = order[position]
      position += 1
      if position == count {
        position = 0
        epoch += 1
      }
    }
  }

  /// Stands where it would after so many batches.
  ///
  /// - Complexity: O(count).
  func seek(step: Int) {
    (epoch, position) = (step * size).quotientAndRemainder(dividingBy: count)
    if position > 0 { shuffle() }
  }

  /// Fisher and Yates.
  private func shuffle() {
    var generator = CounterBasedGenerator(seed: seed, stream: UInt64(epoch))
    for k in 0..<count { order[k] = k }
    for last in stride(from: count - 1, to: 0, by: -1) {
      let other = generator.below(last + 1)
      (order[last], order[other]) = (order[other], order[last])
    }
  }
}
