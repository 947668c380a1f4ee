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

  /// Beyond this x² a square root, a division and an arc sine of degree 6 are faster than polynomials so long: with 32
  /// wide registers, and roots that take longer in them, later.
  private static var largest: Int { elementary_has_wide_registers() ? count : 8 }

  /// The shortest pair that holds up to `square`; nil beyond the longest and for NaN.
  @inline(__always)
  static func upTo(square: Double) -> ErfPolynomials? {
    // What is within rounding of a bound may take the shorter pair: its error is the same there.
    let index = Int(elementary_min(square, 1) * (1 / step))
    return index < largest ? all[index] : nil
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
    let factors = Factors(row: s, weight: weight, bias: bias)
    for start in stride(from: 0, to: count, by: 32) {
      let (here, there) = (start, start + 16)
      let (x, y) = (Self.argument(kernels, columns, here, s), Self.argument(kernels, columns, there, s))
      // As many chains as there are registers for: what does not fit goes to memory and back with every power.
      if elementary_has_wide_registers() {
        let (arcs, roots) = values(x, y, wantsRoots: tangents != nil)
        factors.finish(x, arcs.0, roots.0, kernels, tangents, columns, here)
        factors.finish(y, arcs.1, roots.1, kernels, tangents, columns, there)
      } else {
        let (first, second) = (values(x, wantsRoot: tangents != nil), values(y, wantsRoot: tangents != nil))
        factors.finish(x, first.arc, first.root, kernels, tangents, columns, here)
        factors.finish(y, second.arc, second.root, kernels, tangents, columns, there)
      }
    }
  }

  /// arcsin(x)/x and 1/√(1 − x²).
  @inline(__always)
  private func values(_ x: LanePair, wantsRoot: Bool) -> (arc: LanePair, root: LanePair) {
    let t = parameter(x)
    var c = coefficients + 2 * degree
    var (arc, root) = (LanePair(c[0]), LanePair(c[1]))
    while c > coefficients {
      c -= 2
      arc = LanePair.multiplyAdd(arc, t, LanePair(c[0]))
      if wantsRoot { root = LanePair.multiplyAdd(root, t, LanePair(c[1])) }
    }
    return (arc, root)
  }

  /// The same of two at once.
  @inline(__always)
  private func values(
    _ x: LanePair, _ y: LanePair, wantsRoots: Bool
  ) -> (arcs: (LanePair, LanePair), roots: (LanePair, LanePair)) {
    let (t, u) = (parameter(x), parameter(y))
    var c = coefficients + 2 * degree
    var (arcs, roots) = ((LanePair(c[0]), LanePair(c[0])), (LanePair(c[1]), LanePair(c[1])))
    while c > coefficients {
      c -= 2
      let (arc, root) = (LanePair(c[0]), LanePair(c[1]))
      arcs = (LanePair.multiplyAdd(arcs.0, t, arc), LanePair.multiplyAdd(arcs.1, u, arc))
      if wantsRoots { roots = (LanePair.multiplyAdd(roots.0, t, root), LanePair.multiplyAdd(roots.1, u, root)) }
    }
    return (arcs, roots)
  }

  /// t = 2x²/b − 1
  @inline(__always)
  private func parameter(_ x: LanePair) -> LanePair { x * x * (2 / largestSquare) - LanePair(1) }

  /// The largest x² of `count` pairs of one row, a multiple of 32.
  @inline(__always)
  static func largestSquare(
    _ kernels: UnsafeMutablePointer<Double>, count: Int, row s: Double, columns: UnsafePointer<Double>
  ) -> Double {
    var largest = LanePair(0)
    for start in stride(from: 0, to: count, by: 16) {
      largest = LanePair.max(largest, argument(kernels, columns, start, s).magnitude)
    }
    return largest.largest * largest.largest
  }

  /// What all pairs of a row share.
  private struct Factors {
    let row: Double
    let weight: Double
    let bias: Double

    /// k and Θ of the pairs from `place` on, from x, arcsin(x)/x and 1/√(1 − x²).
    @inline(__always)
    func finish(
      _ x: LanePair, _ arc: LanePair, _ root: LanePair, _ kernels: UnsafeMutablePointer<Double>,
      _ tangents: UnsafeMutablePointer<Double>?, _ columns: UnsafePointer<Double>, _ place: Int
    ) {
      let places = (place, place + 8)
      let kernel = LanePair.multiplyAdd(x * weight, arc, LanePair(bias))
      kernel.store(kernels, places)
      guard let tangents else { return }
      let slope = LanePair(columns, places) * (row * weight) * root
      LanePair.multiplyAdd(slope, LanePair(tangents, places), kernel).store(tangents, places)
    }
  }

  /// x of the sixteen pairs from `start` on.
  @inline(__always)
  static func argument(
    _ kernels: UnsafeMutablePointer<Double>, _ columns: UnsafePointer<Double>, _ start: Int, _ s: Double
  ) -> LanePair {
    LanePair(kernels, (start, start + 8)) * LanePair(columns, (start, start + 8)) * s
  }
}
