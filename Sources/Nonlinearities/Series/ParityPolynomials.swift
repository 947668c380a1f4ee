import CElementary

/// The even and the odd part of Σ pₙ cⁿ as polynomials in c², evaluated for a block of pairs at once.
struct ParityPolynomials: Sendable {
  /// Pairs evaluated together: four vectors of eight, so that one chain of multiply-adds hides the latency of the next.
  private static let blockSize = 32
  private typealias Lanes = SIMD8<Double>

  private let coefficients: [Double]
  private let hasEven: Bool
  private let hasOdd: Bool

  init(_ coefficients: [Double]) {
    self.coefficients = coefficients
    hasEven = stride(from: 0, to: coefficients.count, by: 2).contains { coefficients[$0] != 0 }
    hasOdd = stride(from: 1, to: coefficients.count, by: 2).contains { coefficients[$0] != 0 }
  }

  /// Calls `body(range, even, odd)` for blocks of pairs: even[i] = Σ p₂ₖ c²ᵏ and odd[i] = Σ p₂ₖ₊₁ c²ᵏ for the i-th of
  /// them.
  @inline(__always)
  func forEachBlock(
    _ separations: UnsafeMutablePointer<Double>, _ count: Int,
    _ body: (Range<Int>, UnsafePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * Self.blockSize) { results in
      results.initialize(repeating: 0)
      guard let even = results.baseAddress else { return }
      let odd = even + Self.blockSize
      var start = 0
      while start < count {
        let end = min(start + Self.blockSize, count)
        if hasEven { evaluate(parity: 0, separations + start, end - start, into: even) }
        if hasOdd { evaluate(parity: 1, separations + start, end - start, into: odd) }
        body(start..<end, even, odd)
        start = end
      }
    }
  }

  /// Horner's rule in c².
  private func evaluate(
    parity: Int, _ separations: UnsafeMutablePointer<Double>, _ count: Int, into result: UnsafeMutablePointer<Double>
  ) {
    let last = coefficients.count - 1 - (coefficients.count - 1 - parity) % 2
    for k in 0..<count { result[k] = (1 - separations[k]) * (1 - separations[k]) }
    coefficients.withUnsafeBufferPointer { coefficients in
      if count < 8 {
        for k in 0..<count {
          var value = 0.0
          for n in stride(from: last, through: parity, by: -2) {
            value = elementary_multiply_add(value, result[k], coefficients[n])
          }
          result[k] = value
        }
        return
      }
      let (x0, x1, x2, x3) = (load(result), load(result + 8), load(result + 16), load(result + 24))
      var (p0, p1, p2, p3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      for n in stride(from: last, through: parity, by: -2) {
        let coefficient = Lanes(repeating: coefficients[n])
        p0 = elementary_multiply_add_lanes(p0, x0, coefficient)
        p1 = elementary_multiply_add_lanes(p1, x1, coefficient)
        p2 = elementary_multiply_add_lanes(p2, x2, coefficient)
        p3 = elementary_multiply_add_lanes(p3, x3, coefficient)
      }
      store(p0, result)
      store(p1, result + 8)
      store(p2, result + 16)
      store(p3, result + 24)
    }
  }

  @inline(__always)
  private func load(_ values: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(values).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private func store(_ lanes: Lanes, _ values: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(values).storeBytes(of: lanes, as: Lanes.self)
  }
}
