/// The even and the odd part of Σ pₙ cⁿ as polynomials in c², evaluated for a block of pairs at once.
struct ParityPolynomials {
  /// Pairs evaluated together: four vectors of eight, so that one chain of multiply-adds hides the latency of the next.
  static let blockSize = 32
  private typealias Lanes = SIMD8<Double>

  private let coefficients: UnsafeMutableBufferPointer<Double>
  private let even: UnsafeMutablePointer<Double>
  private let odd: UnsafeMutablePointer<Double>

  /// Coefficients and results live on the stack for the duration of `body`.
  @inline(__always)
  static func with(count: Int, _ body: (ParityPolynomials) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 2 * blockSize) { buffer in
      guard let base = buffer.baseAddress else { return }
      buffer.initialize(repeating: 0)
      body(
        ParityPolynomials(
          coefficients: UnsafeMutableBufferPointer(start: base + 2 * blockSize, count: count), even: base,
          odd: base + blockSize))
    }
  }

  subscript(n: Int) -> Double {
    get { coefficients[n] }
    nonmutating set { coefficients[n] = newValue }
  }

  /// Calls `body(range, even, odd)` for blocks of pairs: even[i] = Σ p₂ₖ c²ᵏ and odd[i] = Σ p₂ₖ₊₁ c²ᵏ for the i-th of them.
  @inline(__always)
  func forEachBlock(
    _ separations: UnsafeMutablePointer<Double>, _ count: Int,
    _ body: (Range<Int>, UnsafePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    let hasEven = stride(from: 0, to: coefficients.count, by: 2).contains { coefficients[$0] != 0 }
    let hasOdd = stride(from: 1, to: coefficients.count, by: 2).contains { coefficients[$0] != 0 }
    var start = 0
    while start < count {
      let end = min(start + Self.blockSize, count)
      if hasEven { evaluate(parity: 0, separations + start, end - start, into: even) }
      if hasOdd { evaluate(parity: 1, separations + start, end - start, into: odd) }
      body(start..<end, even, odd)
      start = end
    }
  }

  /// Horner's rule in c².
  private func evaluate(
    parity: Int, _ separations: UnsafeMutablePointer<Double>, _ count: Int, into result: UnsafeMutablePointer<Double>
  ) {
    let last = coefficients.count - 1 - (coefficients.count - 1 - parity) % 2
    if count < 8 {
      for k in 0..<count {
        let c = 1 - separations[k]
        var value = 0.0
        for n in stride(from: last, through: parity, by: -2) { value = value * (c * c) + coefficients[n] }
        result[k] = value
      }
      return
    }
    for k in 0..<count { result[k] = (1 - separations[k]) * (1 - separations[k]) }
    let (x0, x1, x2, x3) = (lanes(result), lanes(result + 8), lanes(result + 16), lanes(result + 24))
    var (p0, p1, p2, p3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    for n in stride(from: last, through: parity, by: -2) {
      let coefficient = Lanes(repeating: coefficients[n])
      p0 = p0 * x0 + coefficient
      p1 = p1 * x1 + coefficient
      p2 = p2 * x2 + coefficient
      p3 = p3 * x3 + coefficient
    }
    for (i, lanes) in [p0, p1, p2, p3].enumerated() {
      UnsafeMutableRawPointer(result + 8 * i).storeBytes(of: lanes, as: Lanes.self)
    }
  }

  @inline(__always)
  private func lanes(_ values: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(values).loadUnaligned(as: Lanes.self)
  }
}
