import CElementary
import Platform

/// Sums of products in twice the working precision.
///
/// A product splits without error into p = fl(a b) and its rest a b − p, which one fused multiply-add gives; a sum into
/// s = fl(a + b) and its rest (Knuth's two-sum). A sum is carried as the pair of its leading part and the sum of all
/// rests (Ogita, Rump and Oishi 2005, `Dot2`), with error ε |sum| + n² ε² Σ |a b|: as if computed in 106 bits and then
/// rounded.
public enum ExactSums {
  /// Eight sums side by side, as pairs of a leading part and rests.
  private struct Pair {
    var leading = Lanes()
    var rests = Lanes()

    /// Adds a b.
    @inline(__always)
    mutating func add(_ a: Lanes, times b: Lanes) {
      let product = a * b
      let rest = elementary_fma_lanes(a, b, -product)
      let sum = leading + product
      let shadow = sum - leading
      rests += ((leading - (sum - shadow)) + (product - shadow)) + rest
      leading = sum
    }
  }

  /// Adds a b to the pair (leading, rests).
  @inline(__always)
  private static func add(_ a: Double, times b: Double, to leading: inout Double, _ rests: inout Double) {
    let product = a * b
    let rest = elementary_fma(a, b, -product)
    add(product, to: &leading, &rests)
    rests += rest
  }

  @inline(__always)
  private static func add(_ value: Double, to leading: inout Double, _ rests: inout Double) {
    let sum = leading + value
    let shadow = sum - leading
    rests += (leading - (sum - shadow)) + (value - shadow)
    leading = sum
  }

  /// Σ a b.
  /// - Complexity: ten operations a product.
  public static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
    var (leading, rests) = (0.0, 0.0)
    accumulate(a, b, count: count, &leading, &rests)
    return leading + rests
  }

  /// Adds Σ a b to the pair.
  private static func accumulate(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int, _ leading: inout Double, _ rests: inout Double
  ) {
    // Two chains hide the latency of the sums.
    var (even, odd) = (Pair(), Pair())
    var k = 0
    while k + 16 <= count {
      even.add(a.lanes(k), times: b.lanes(k))
      odd.add(a.lanes(k + 8), times: b.lanes(k + 8))
      k += 16
    }
    for lanes in [even, odd] where k > 0 {
      for lane in 0..<8 {
        add(lanes.leading[lane], to: &leading, &rests)
        rests += lanes.rests[lane]
      }
    }
    while k < count {
      add(a[k], times: b[k], to: &leading, &rests)
      k += 1
    }
  }

  /// Adds a x to a vector of pairs.
  private static func accumulate(
    _ a: UnsafePointer<Double>, times x: Double, count: Int, _ leading: UnsafeMutablePointer<Double>,
    _ rests: UnsafeMutablePointer<Double>
  ) {
    let lanes = Lanes(repeating: x)
    var k = 0
    while k + 8 <= count {
      var pair = Pair(
        leading: UnsafePointer(leading).lanes(k), rests: UnsafePointer(rests).lanes(k))
      pair.add(a.lanes(k), times: lanes)
      leading.store(pair.leading, k)
      rests.store(pair.rests, k)
      k += 8
    }
    while k < count {
      add(a[k], times: x, to: &leading[k], &rests[k])
      k += 1
    }
  }

  /// b − A x of every row of `solutions` and `rightSides`, from the strict lower triangle and the diagonal of A.
  ///
  /// - Parameter lower: row-major n × n; nothing on or right of the diagonal is read.
  static func residuals(
    lower: UnsafeBufferPointer<Double>, diagonal: [Double], solutions: Matrix<Double>, rightSides: Matrix<Double>
  ) throws -> Matrix<Double> {
    let (m, n) = (solutions.rows, diagonal.count)
    var result = rightSides
    guard let base = lower.baseAddress, m > 0 else { return result }
    try result.elements.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      let places = Places(lower: base, target: target)
      try Parallel.forEach(count: m, scratch: { [Double](repeating: 0, count: n) }) { row, rests in
        // In negated form: what is added are the products −a x.
        let x = solutions.row(row).map { -$0 }
        for i in 0..<n { rests[i] = 0 }
        rests.withUnsafeMutableBufferPointer { rests in
          x.withUnsafeBufferPointer { x in
            guard let rests = rests.baseAddress, let x = x.baseAddress else { return }
            places.subtract(x, diagonal, from: places.target + row * n, rests)
          }
        }
      }
    }
    return result
  }

  /// The matrix and the residuals of all right-hand sides, of which each thread writes its own.
  private struct Places: @unchecked Sendable {
    let lower: UnsafePointer<Double>
    let target: UnsafeMutablePointer<Double>

    func subtract(
      _ x: UnsafePointer<Double>, _ diagonal: [Double], from leading: UnsafeMutablePointer<Double>,
      _ rests: UnsafeMutablePointer<Double>
    ) {
      for (i, entry) in diagonal.enumerated() {
        let line = lower + i * diagonal.count
        accumulate(line, x, count: i, &leading[i], &rests[i])
        add(entry, times: x[i], to: &leading[i], &rests[i])
        accumulate(line, times: x[i], count: i, leading, rests)
      }
      for i in diagonal.indices { leading[i] += rests[i] }
    }
  }
}
