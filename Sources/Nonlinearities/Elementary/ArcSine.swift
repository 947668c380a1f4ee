import CElementary

/// The two polynomials behind every arc cosine kernel, for z = sin²(θ/2) ∈ [0, ½].
///
/// Both interpolate at Chebyshev nodes (60 digits, then rounded); their truncation is below 1.3e-16 relative, and the
/// rounding of the evaluation is that of its last two operations, as the terms decay.
enum ArcSine {
  /// R(z) = (arcsin(√z)/√z − 1)/z, so that arcsin √z = √z (1 + z R(z)). Degree 18.
  @inline(__always)
  static func excess(_ z: Double) -> Double {
    var p = multiplyAdd(z, 0.8387674099544927, -3.0948547605199717)
    p = multiplyAdd(z, p, 5.436384462318588)
    p = multiplyAdd(z, p, -5.883233416999023)
    p = multiplyAdd(z, p, 4.3847119392409954)
    p = multiplyAdd(z, p, -2.3535297860232123)
    p = multiplyAdd(z, p, 0.952265420570822)
    p = multiplyAdd(z, p, -0.2809947932275328)
    p = multiplyAdd(z, p, 0.07377343868679113)
    p = multiplyAdd(z, p, -0.0032941927380090922)
    p = multiplyAdd(z, p, 0.011310924828955462)
    p = multiplyAdd(z, p, 0.01139924601483468)
    p = multiplyAdd(z, p, 0.013975730180211136)
    p = multiplyAdd(z, p, 0.017352221539201188)
    p = multiplyAdd(z, p, 0.0223721770065477)
    p = multiplyAdd(z, p, 0.030381944084994415)
    p = multiplyAdd(z, p, 0.04464285714665563)
    p = multiplyAdd(z, p, 0.07499999999998412)
    p = multiplyAdd(z, p, 0.16666666666666669)
    return p
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
  static func segment(_ z: Double) -> Double {
    var p = multiplyAdd(z, 0.05683066296223018, -0.19244609536278637)
    p = multiplyAdd(z, p, 0.3134989900684328)
    p = multiplyAdd(z, p, -0.31229446643630443)
    p = multiplyAdd(z, p, 0.21454873761093943)
    p = multiplyAdd(z, p, -0.10397122300928494)
    p = multiplyAdd(z, p, 0.03920019737776707)
    p = multiplyAdd(z, p, -0.008852367759358297)
    p = multiplyAdd(z, p, 0.003957653306862928)
    p = multiplyAdd(z, p, 0.0021131214880823336)
    p = multiplyAdd(z, p, 0.0033215467566209025)
    p = multiplyAdd(z, p, 0.004624524012430204)
    p = multiplyAdd(z, p, 0.006883902841014827)
    p = multiplyAdd(z, p, 0.011047973819713819)
    p = multiplyAdd(z, p, 0.01984126997538724)
    p = multiplyAdd(z, p, 0.04285714285556105)
    p = multiplyAdd(z, p, 0.13333333333334071)
    p = multiplyAdd(z, p, 1.3333333333333333)
    return p
  }

  @inline(__always)
  private static func multiplyAdd(_ a: Double, _ b: Double, _ c: Double) -> Double {
    elementary_multiply_add(a, b, c)
  }
}
