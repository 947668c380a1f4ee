import CElementary
import LinearAlgebra
import Platform

/// What the suite's operations on one entry of a plane (a pair of positions) take at least, in one layer of 3 × 3
/// convolution and ReLU, NNGP and NTK: where nothing waits for anything and all is in registers.
///
/// Multiplications and roots are done by units of their own, side by side, so the slower of the two is the limit:
///
/// - 23 multiplications, fused with additions where there are any: r r′ twice, c, 1 − c², v, v², the angle's polynomial
///   of v² in ten, Ṫ, √(q₁q₂) (2b²/π), Ṫ k, T, Ṫ Θ and σ_w², σ_b² of both kernels. They are held against dgemm, which
///   is multiplications alone.
/// - a square root √(1 − c²) and a quotient 1/(r r′), measured here with all threads.
///
/// Left out: the nine-point sums, whose additions have units of their own on most processors, and the way of numbers to
/// and from the first-level cache, some 30 loads and stores an entry and layer.
struct ConvolutionLimit {
  private static let multiplications = 23.0

  /// Seconds an entry and layer, all cores.
  let multiplying, rooting: Double

  var seconds: Double { max(multiplying, rooting) }

  /// - Parameter peak: dgemm's GFLOP/s, of which a multiplication and an addition are two.
  init(peak: Double) throws {
    multiplying = Self.multiplications / (0.5e9 * peak)
    let (count, rounds, threads) = (1024, 2000, Device.current.threads)
    let time = try Measurement(runs: 5) {
      try Parallel.forEach(
        count: threads, threads: threads, scratch: { (0..<count).map { 0.25 + Double($0) / Double(count) } }
      ) { _, numbers in
        numbers.withUnsafeMutableBufferPointer { numbers in
          guard let numbers = numbers.baseAddress else { return }
          for _ in 0..<rounds {
            for k in stride(from: 0, to: count, by: Lanes.scalarCount) {
              let x = numbers.lanes(k)
              numbers.store(0.5 * (elementary_sqrt_lanes(x) + 1 / x), k)
            }
          }
        }
      }
    }
    rooting = time.seconds / Double(count * rounds * threads)
  }

  /// The share of the limit that `entries` in so many seconds reach.
  func figure(entries: Double, seconds own: Double) -> Figure {
    Figure(
      name: "  of what its operations allow", value: 100 * seconds * entries / own, unit: "%",
      ratio: "\(Table.number(1e9 * own / entries)) of \(Table.number(1e9 * seconds)) ns an entry and layer")
  }
}
