import CElementary
import Glibc

/// arcsin(x)/x and 1/√(1 − x²) as polynomials in x², for |x| up to a bound: the two functions behind the duals of erf,
/// without a square root or a division.
///
/// Both are analytic in x² but at 1, so Chebyshev interpolation on [0, b] converges like ρ^(−degree) with ρ = u + √(u²
/// − 1), u = 2/b − 1: degree 18 at b = 0.4 and 39 at b = 0.8 reach rounding. Written in powers of t = 2x²/b − 1, their
/// coefficients sum up to 12 times the value at b = 0.8, which multiplies the rounding of the evaluation.
struct ErfPolynomials: Sendable {
  /// b, the largest x².
  private let largestSquare: Double
  /// One less than the number of coefficients of either.
  private let degree: Int
  /// Powers of t, ascending: for each the coefficients of arcsin(x)/x and of 1/√(1 − x²). They live as long as the
  /// program: two threads that count references to an array for every row would wait for one another.
  private nonisolated(unsafe) let coefficients: UnsafePointer<Double>

  private static let step = 0.05
  private static let count = 16
  /// For b = 0.05, 0.1, …, 0.8.
  private nonisolated(unsafe) static let all: UnsafePointer<ErfPolynomials> = {
    let all = UnsafeMutablePointer<ErfPolynomials>.allocate(capacity: count)
    for k in 0..<count { (all + k).initialize(to: ErfPolynomials(largestSquare: step * Double(k + 1))) }
    return UnsafePointer(all)
  }()

  /// The shortest pair that holds up to `square`; nil beyond the longest and for NaN.
  @inline(__always)
  static func upTo(square: Double) -> ErfPolynomials? {
    // What is within rounding of a bound may take the shorter pair: its error is the same there.
    let index = Int(elementary_min(square, 1) * (1 / step))
    return index < count ? all[index] : nil
  }

  private init(largestSquare b: Double) {
    largestSquare = b
    let u = 2 / b - 1
    degree = Int((log(1e16) / log(u + (u * u - 1).squareRoot())).rounded(.up))
    let count = degree + 1
    // cos(πm/(2 count)), the angle brought into one turn while it is an integer.
    func cosine(_ m: Int) -> Double { cos(.pi * Double(m % (4 * count)) / Double(2 * count)) }
    func monomials(_ f: (Double) -> Double) -> [Double] {
      // Differences from the middle: sums round relative to the variation alone.
      let middle = f(0.5 * b)
      let values = (0..<count).map { f(0.5 * b * (cosine(2 * $0 + 1) + 1)) - middle }
      var (sum, previous, current) = ([Double](repeating: 0, count: count), [0.0], [1.0])
      for n in 0..<count {
        let scale = (n == 0 ? 1.0 : 2) / Double(count)
        let coefficient = scale * values.indices.reduce(0) { $0 + values[$1] * cosine(n * (2 * $1 + 1)) }
        for (k, power) in current.enumerated() { sum[k] += coefficient * power }
        // Tₙ₊₁ = 2t Tₙ − Tₙ₋₁, but T₁ = t.
        var next = [0.0] + current.map { (n == 0 ? 1 : 2) * $0 }
        if n > 0 { for (k, power) in previous.enumerated() { next[k] -= power } }
        (previous, current) = (current, next)
      }
      sum[0] += middle
      return sum
    }
    let arc = monomials { $0 > 0 ? asin($0.squareRoot()) / $0.squareRoot() : 1 }
    let root = monomials { 1 / (1 - $0).squareRoot() }
    let coefficients = UnsafeMutablePointer<Double>.allocate(capacity: 2 * count)
    for k in 0..<count { (coefficients[2 * k], coefficients[2 * k + 1]) = (arc[k], root[k]) }
    self.coefficients = UnsafePointer(coefficients)
  }

  /// One erf layer and the dense layer after it on `count` pairs of one row, a multiple of 32: with x = s sⱼ k,
  ///
  ///     k ← w arcsin x + bias,    Θ ← k + w s sⱼ Θ/√(1 − x²)    (the new k).
  ///
  /// - Parameters: w = 2σ_w²/π, s and sⱼ the inputs' √(2/(1 + 2q)).
  @inline(__always)
  func apply(
    _ kernels: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?, count: Int, row s: Double,
    columns: UnsafePointer<Double>, weight: Double, bias: Double
  ) {
    let perSquare = 2 / largestSquare
    let factors = Factors(row: s, weight: weight, bias: bias)
    for start in stride(from: 0, to: count, by: 32) {
      let (x0, x1, x2, x3) = (
        Self.argument(kernels, columns, start, s), Self.argument(kernels, columns, start + 8, s),
        Self.argument(kernels, columns, start + 16, s), Self.argument(kernels, columns, start + 24, s)
      )
      let (t0, t1, t2, t3) = (
        x0 * x0 * perSquare - 1, x1 * x1 * perSquare - 1, x2 * x2 * perSquare - 1, x3 * x3 * perSquare - 1
      )
      var c = coefficients + 2 * degree
      var (a0, a1, a2, a3) = (lanes(c[0]), lanes(c[0]), lanes(c[0]), lanes(c[0]))
      var (g0, g1, g2, g3) = (lanes(c[1]), lanes(c[1]), lanes(c[1]), lanes(c[1]))
      if tangents == nil {
        while c > coefficients {
          c -= 2
          let a = lanes(c[0])
          a0 = elementary_multiply_add_lanes(a0, t0, a)
          a1 = elementary_multiply_add_lanes(a1, t1, a)
          a2 = elementary_multiply_add_lanes(a2, t2, a)
          a3 = elementary_multiply_add_lanes(a3, t3, a)
        }
      } else {
        while c > coefficients {
          c -= 2
          let (a, g) = (lanes(c[0]), lanes(c[1]))
          a0 = elementary_multiply_add_lanes(a0, t0, a)
          g0 = elementary_multiply_add_lanes(g0, t0, g)
          a1 = elementary_multiply_add_lanes(a1, t1, a)
          g1 = elementary_multiply_add_lanes(g1, t1, g)
          a2 = elementary_multiply_add_lanes(a2, t2, a)
          g2 = elementary_multiply_add_lanes(g2, t2, g)
          a3 = elementary_multiply_add_lanes(a3, t3, a)
          g3 = elementary_multiply_add_lanes(g3, t3, g)
        }
      }
      factors.finish(x0, a0, g0, kernels + start, tangents.map { $0 + start }, columns + start)
      factors.finish(x1, a1, g1, kernels + start + 8, tangents.map { $0 + start + 8 }, columns + start + 8)
      factors.finish(x2, a2, g2, kernels + start + 16, tangents.map { $0 + start + 16 }, columns + start + 16)
      factors.finish(x3, a3, g3, kernels + start + 24, tangents.map { $0 + start + 24 }, columns + start + 24)
    }
  }

  /// The largest x² of `count` pairs of one row, a multiple of 32.
  @inline(__always)
  static func largestSquare(
    _ kernels: UnsafeMutablePointer<Double>, count: Int, row s: Double, columns: UnsafePointer<Double>
  ) -> Double {
    var (m0, m1, m2, m3) = (lanes(0), lanes(0), lanes(0), lanes(0))
    for start in stride(from: 0, to: count, by: 32) {
      m0 = larger(m0, argument(kernels, columns, start, s))
      m1 = larger(m1, argument(kernels, columns, start + 8, s))
      m2 = larger(m2, argument(kernels, columns, start + 16, s))
      m3 = larger(m3, argument(kernels, columns, start + 24, s))
    }
    let largest = elementary_largest_lane(larger(larger(m0, m1), larger(m2, m3)))
    return largest * largest
  }

  /// max(m, |x|)
  @inline(__always)
  private static func larger(_ m: Lanes, _ x: Lanes) -> Lanes {
    elementary_max_lanes(m, elementary_magnitude_lanes(x))
  }

  /// What all pairs of a row share.
  private struct Factors {
    let row: Double
    let weight: Double
    let bias: Double

    /// k and Θ of eight pairs from x, arcsin(x)/x and 1/√(1 − x²).
    @inline(__always)
    func finish(
      _ x: Lanes, _ arc: Lanes, _ root: Lanes, _ kernels: UnsafeMutablePointer<Double>,
      _ tangents: UnsafeMutablePointer<Double>?, _ columns: UnsafePointer<Double>
    ) {
      let kernel = elementary_multiply_add_lanes(x * weight, arc, lanes(bias))
      UnsafeMutableRawPointer(kernels).storeBytes(of: kernel, as: Lanes.self)
      guard let tangents else { return }
      let slope = load(columns) * (row * weight) * root
      let tangent = elementary_multiply_add_lanes(slope, load(tangents), kernel)
      UnsafeMutableRawPointer(tangents).storeBytes(of: tangent, as: Lanes.self)
    }
  }

  @inline(__always)
  private static func argument(
    _ kernels: UnsafeMutablePointer<Double>, _ columns: UnsafePointer<Double>, _ start: Int, _ s: Double
  ) -> Lanes {
    load(kernels + start) * load(columns + start) * s
  }
}

/// Eight pairs at a time; four of these hide the latency of one another's multiply-adds.
private typealias Lanes = SIMD8<Double>

@inline(__always)
private func lanes(_ value: Double) -> Lanes { Lanes(repeating: value) }

@inline(__always)
private func load(_ values: UnsafePointer<Double>) -> Lanes { UnsafeRawPointer(values).loadUnaligned(as: Lanes.self) }
