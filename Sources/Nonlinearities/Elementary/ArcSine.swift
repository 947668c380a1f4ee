import CElementary
import LinearAlgebra

/// The two polynomials behind every arc cosine kernel, for z = sin²(θ/2) ∈ [0, ½].
///
/// Both interpolate at Chebyshev nodes (60 digits, then rounded); their truncation is below 1.3e-16 relative, and the
/// rounding of the evaluation is that of its last two operations, as the terms decay. Even and odd powers are summed
/// apart: a chain half as long leaves room for more of them side by side.
enum ArcSine {
  /// R(z) = (arcsin(√z)/√z − 1)/z, so that arcsin √z = √z (1 + z R(z)). Degree 18.
  @inline(__always)
  static func excess<N: HornerNumber>(_ z: N) -> N {
    let square = N.squared(z)
    var even = N.horner(square, N(0.8387674099544927), N(5.436384462318588))
    even = N.horner(square, even, N(4.3847119392409954))
    even = N.horner(square, even, N(0.952265420570822))
    even = N.horner(square, even, N(0.07377343868679113))
    even = N.horner(square, even, N(0.011310924828955462))
    even = N.horner(square, even, N(0.013975730180211136))
    even = N.horner(square, even, N(0.0223721770065477))
    even = N.horner(square, even, N(0.04464285714665563))
    even = N.horner(square, even, N(0.16666666666666669))
    var odd = N.horner(square, N(-3.0948547605199717), N(-5.883233416999023))
    odd = N.horner(square, odd, N(-2.3535297860232123))
    odd = N.horner(square, odd, N(-0.2809947932275328))
    odd = N.horner(square, odd, N(-0.0032941927380090922))
    odd = N.horner(square, odd, N(0.01139924601483468))
    odd = N.horner(square, odd, N(0.017352221539201188))
    odd = N.horner(square, odd, N(0.030381944084994415))
    odd = N.horner(square, odd, N(0.07499999999998412))
    return N.horner(z, odd, even)
  }

  /// arcsin of a sine with `square` = sine² ≤ ½.
  @inline(__always)
  static func angle(sine: Double, square: Double) -> Double {
    elementary_multiply_add(sine * square, excess(square), sine)
  }

  /// sin(δ/2) for δ < π/2 and cos(δ/2) beyond, given sin δ ≥ 0 and cos δ; never the result of a cancellation.
  @inline(__always)
  static func halfSine(sine: Double, cosine: Double) -> Double {
    sine / elementary_sqrt(2 + 2 * cosine.magnitude)
  }

  /// δ ∈ [0, π] from sin δ ≥ 0 and cos δ, to the relative accuracy of sin δ for small δ.
  @inline(__always)
  static func angle(sine: Double, cosine: Double) -> Double {
    let half = halfSine(sine: sine, cosine: cosine)
    let folded = 2 * angle(sine: half, square: half * half)
    return cosine >= 0 ? folded : .pi - folded
  }

  /// H(z) = (sin α − α cos α)/(2 z √z) with α = 2 arcsin √z; H(0) = 4/3. Degree 17.
  ///
  /// The difference of two nearly equal numbers is taken once, in the coefficients, and never at run time.
  @inline(__always)
  static func segment<N: HornerNumber>(_ z: N) -> N {
    let square = N.squared(z)
    var even = N.horner(square, N(-0.19244609536278637), N(-0.31229446643630443))
    even = N.horner(square, even, N(-0.10397122300928494))
    even = N.horner(square, even, N(-0.008852367759358297))
    even = N.horner(square, even, N(0.0021131214880823336))
    even = N.horner(square, even, N(0.004624524012430204))
    even = N.horner(square, even, N(0.011047973819713819))
    even = N.horner(square, even, N(0.04285714285556105))
    even = N.horner(square, even, N(1.3333333333333333))
    var odd = N.horner(square, N(0.05683066296223018), N(0.3134989900684328))
    odd = N.horner(square, odd, N(0.21454873761093943))
    odd = N.horner(square, odd, N(0.03920019737776707))
    odd = N.horner(square, odd, N(0.003957653306862928))
    odd = N.horner(square, odd, N(0.0033215467566209025))
    odd = N.horner(square, odd, N(0.006883902841014827))
    odd = N.horner(square, odd, N(0.01984126997538724))
    odd = N.horner(square, odd, N(0.13333333333334071))
    return N.horner(z, odd, even)
  }
}

/// One number, or eight of them at once.
protocol HornerNumber {
  init(_ value: Double)
  static func squared(_ a: Self) -> Self
  /// a·b + c
  static func horner(_ a: Self, _ b: Self, _ c: Self) -> Self
}

extension Double: HornerNumber {
  @inline(__always)
  static func squared(_ a: Double) -> Double { a * a }

  @inline(__always)
  static func horner(_ a: Double, _ b: Double, _ c: Double) -> Double { elementary_multiply_add(a, b, c) }
}

extension Lanes: HornerNumber {
  @inline(__always)
  init(_ value: Double) { self.init(repeating: value) }

  @inline(__always)
  static func squared(_ a: Lanes) -> Lanes { a * a }

  @inline(__always)
  static func horner(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes { elementary_multiply_add_lanes(a, b, c) }
}
