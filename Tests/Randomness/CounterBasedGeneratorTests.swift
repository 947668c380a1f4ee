import Foundation
import Randomness
import Testing

@Suite struct CounterBasedGeneratorTests {
  private let generator = CounterBasedGenerator(seed: Seed(root: 1, experiment: "tests", purpose: "generator"))

  private func normals<S: BinaryFloatingPoint>(_ type: S.Type, count: Int, from counter: UInt64) -> [S] {
    [S](unsafeUninitializedCapacity: count) { buffer, initialized in
      generator.fillNormals(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: counter)
      initialized = count
    }
  }

  @Test func normalsDependOnTheirPositionAlone() {
    let all = normals(Double.self, count: 2000, from: 0)
    for (first, count) in [(0, 1), (1, 1), (1, 700), (255, 3), (256, 1000), (256, 1001), (777, 1223)] {
      #expect(normals(Double.self, count: count, from: UInt64(first)) == Array(all[first..<first + count]))
    }
    var sequential = generator
    for value in all {
      // Words drawn in between do not move the normals.
      _ = sequential.next()
      #expect(sequential.normal() == value)
    }
  }

  @Test func floatsAreTheRoundedDoubles() {
    #expect(normals(Float.self, count: 999, from: 5) == normals(Double.self, count: 999, from: 5).map(Float.init))
  }

  @Test func seedsAndStreamsDiffer() {
    let seed = Seed(root: 1, experiment: "tests", purpose: "generator")
    var other = CounterBasedGenerator(seed: seed, stream: 1)
    var another = CounterBasedGenerator(seed: Seed(root: 2, experiment: "tests", purpose: "generator"))
    var same = generator
    let words = [same.next(), other.next(), another.next()]
    #expect(Set(words).count == 3)
  }

  /// Against the C library's logarithm, sine and cosine of the same uniforms.
  @Test func normalsAreBoxMuller() {
    let seed = Seed(root: 1, experiment: "tests", purpose: "generator")
    let key = SIMD2(UInt32(truncatingIfNeeded: seed.value[0]), UInt32(truncatingIfNeeded: seed.value[0] >> 32))
    let upper = SIMD2(UInt32(truncatingIfNeeded: seed.value[1]), UInt32(truncatingIfNeeded: seed.value[1] >> 32))
    let values = normals(Double.self, count: 20_000, from: 0)
    var worst = 0.0
    for block in 0..<10_000 {
      let bits = Philox4x32.block(
        counter: SIMD4(UInt32(block), 1 << 31, upper[0], upper[1]), key: key)
      func fraction(_ low: UInt32, _ high: UInt32) -> Double {
        Double((UInt64(high) << 32 | UInt64(low)) >> 12) * 0x1p-52
      }
      let radius = (-2 * log(1 - fraction(bits[0], bits[1]))).squareRoot()
      let angle = 2 * Double.pi * fraction(bits[2], bits[3])
      worst = max(
        worst, abs(values[2 * block] - radius * cos(angle)), abs(values[2 * block + 1] - radius * sin(angle)))
    }
    // The C library rounds the angle: 2π · 2⁻⁵³ · 8 at most, times a radius below 5 here, and that dominates.
    #expect(worst < 5e-15, "worst difference \(worst)")
  }

  @Test func momentsAreThoseOfTheNormalDistribution() {
    let count = 1_000_000
    let values = normals(Double.self, count: count, from: 1 << 40)
    let moments = (1...4).map { power in
      values.reduce(0) { $0 + pow($1, Double(power)) } / Double(count)
    }
    // Five standard errors: √(E[z²ᵏ] − E[zᵏ]²)/√count is 1, √2, √15, √96 thousandths.
    #expect(abs(moments[0]) < 5e-3)
    #expect(abs(moments[1] - 1) < 5e-3 * 2.0.squareRoot())
    #expect(abs(moments[2]) < 5e-3 * 15.0.squareRoot())
    #expect(abs(moments[3] - 3) < 5e-3 * 96.0.squareRoot())
    // Kolmogorov–Smirnov: √n D exceeds 2.2 with probability 10⁻⁴.
    let sorted = values.sorted()
    let distance = sorted.indices.map { k in
      abs(0.5 * erfc(-sorted[k] / 2.0.squareRoot()) - (Double(k) + 0.5) / Double(count))
    }.max()
    #expect((distance ?? 1) * 1000 < 2.2)
  }

  @Test func permutationsHoldEveryIntegerOnce() {
    var mutable = generator
    let permutation = mutable.permutation(of: 1000)
    #expect(permutation.sorted() == Array(0..<1000))
    #expect(permutation != Array(0..<1000))
    #expect(mutable.permutation(of: 0).isEmpty)
  }

  @Test func integersBelowABoundAreEquallyLikely() {
    var mutable = generator
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[mutable.below(7)] += 1 }
    let chiSquared = counts.reduce(0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 }
    // 6 degrees of freedom: 27.9 is exceeded with probability 10⁻⁴.
    #expect(chiSquared < 27.9)
  }

  @Test func uniformsLieInTheHalfOpenUnitInterval() {
    var mutable = generator
    let values = (0..<100_000).map { _ in mutable.uniform() }
    #expect(values.allSatisfy { 0 <= $0 && $0 < 1 })
    // Five standard errors of a mean of 10⁵ uniforms: 5 / √(12 · 10⁵).
    let mean: Double = values.reduce(0, +) / 100_000
    #expect(abs(mean - 0.5) < 4.6e-3)
  }
}
