import LinearAlgebra
import Randomness

/// a = x ∘ m, m independently 1/keep with probability keep and 0 otherwise; a = x outside training.
///
/// The mask of a row depends on (seed, step, layer, row) alone.
struct DropoutOperation: TrainingOperation {
  let keep: Double
  let number: Int
  var inputs: [SignalEdge]
  let output: Int

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    let features = pass.workspace.signals[output].features
    let (x, a) = (pass.workspace.values[inputs[0].signal], pass.workspace.values[output])
    for row in pass.part(of: pass.rows, multiple: 1) {
      let at = row * features
      guard let dropout = pass.dropout else {
        (a + at).update(from: x + at, count: features)
        continue
      }
      let mask = pass.workspace.extra[output].map { $0 + at }
      Self.drop(
        x + at, a + at, mask: mask, features, keep,
        generator(dropout, row: row, capacity: pass.workspace.capacity))
    }
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    let edge = inputs[0]
    guard let gradient = pass.workspace.gradients[output], let target = pass.workspace.gradients[edge.signal],
      let mask = pass.workspace.extra[output]
    else { return }
    let part = pass.part(of: pass.rows * pass.workspace.signals[output].features)
    let first = part.lowerBound
    EntrywiseSums.write(
      gradient + first, factors: mask + first, target + first, count: part.count, adds: edge.accumulates)
    if edge.completes {
      pass.complete(edge.signal, at: first, Block(rows: 1, columns: part.count, stride: 0))
    }
  }

  /// Streams that no permutation of examples uses: the upper half, two steps never the same.
  private func generator(_ dropout: DropoutSeed, row: Int, capacity: Int) -> CounterBasedGenerator {
    let line = UInt64(dropout.step) &* UInt64(capacity) &+ UInt64(row)
    return CounterBasedGenerator(seed: dropout.seed, stream: 1 << 63 | UInt64(number) << 48 | line)
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  private static func drop<S: TrainableScalar>(
    _ x: UnsafePointer<S>, _ a: UnsafeMutablePointer<S>, mask: UnsafeMutablePointer<S>?, _ count: Int,
    _ keep: Double, _ generator: CounterBasedGenerator
  ) {
    var generator = generator
    let (bound, factor) = (UInt64(keep * 0x1p32), S(1 / keep))
    for j in stride(from: 0, to: count, by: 2) {
      // 32 bits decide on a unit: keep is met to 2⁻³².
      let word = generator.next()
      var (k, bits) = (j, word)
      while k < min(j + 2, count) {
        let m: S = bits & 0xFFFF_FFFF < bound ? factor : 0
        a[k] = x[k] * m
        mask?[k] = m
        (k, bits) = (k + 1, bits >> 32)
      }
    }
  }
}
