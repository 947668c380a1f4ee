/// The arc sine behind the closed forms on covariances.
enum LaneArcSine {
  /// (2/π) arcsin x of x = sin α ∈ [−1, 1] and y = cos α = √(1 − x²), with an absolute error of 2e-16, and a relative
  /// one of 7e-16 below sin(π/16), where x is as small as the covariances of small inputs are.
  ///
  /// Of |x| and y the smaller one is sin β, β ∈ [0, π/4]. With γ = π/16 below π/8 and 3π/16 above, u = sin(β − γ) stays
  /// below sin(π/16) = 0.196, where a polynomial of degree 6 in u² gives β − γ to 3e-17. One square root serves the
  /// angle and all else that the closed forms need. Choosing γ takes no time: the units that compare and choose idle
  /// while others multiply.
  @inline(__always)
  static func ofTurn(_ x: LanePair, cosine y: LanePair) -> LanePair {
    let magnitude = x.magnitude
    let (low, high) = (LanePair.min(magnitude, y), LanePair.max(magnitude, y))
    let cosine = low.choose(above: eighth, 0.8314696123025452, else: 0.9807852804032304)
    let sine = low.choose(above: eighth, -0.5555702330196022, else: -0.19509032201612828)
    let u = LanePair.multiplyAdd(low, cosine, high * sine)
    // (2/π)β − ½, which is −½ at β = 0 and 0 at β = π/4.
    let folded = LanePair.multiplyAdd(u, polynomial(u * u), low.choose(above: eighth, -0.125, else: -0.375))
    let turn = (folded.turned(by: y - magnitude) + 0.5).turned(by: x)
    let isLarge = magnitude.choose(above: 0.195, 1, else: 0)
    return LanePair.multiplyAdd(isLarge, turn, (LanePair(1) - isLarge) * (x * polynomial(x * x)))
  }

  /// sin(π/8)
  private static let eighth = 0.3826834323650898

  /// (2/π) arcsin(u)/u as a polynomial in z = u² ∈ [0, sin²(π/16)]: interpolated at Chebyshev nodes in 50 digits, then
  /// rounded; the last up by another ulp, with which x of 0, 1 and −1 give just that.
  @inline(__always)
  private static func polynomial(_ z: LanePair) -> LanePair {
    var sum = LanePair.multiplyAdd(z, LanePair(0.012315113605911898), 0.014174733332227452)
    sum = LanePair.multiplyAdd(z, sum, 0.019343525143390373)
    sum = LanePair.multiplyAdd(z, sum, 0.0284205017219783)
    sum = LanePair.multiplyAdd(z, sum, 0.04774648307923014)
    sum = LanePair.multiplyAdd(z, sum, 0.10610329539423553)
    return LanePair.multiplyAdd(z, sum, 0.6366197723675816)
  }
}
