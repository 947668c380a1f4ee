/// The arc sine behind the closed forms on covariances.
enum LaneArcSine {
  /// (2/π) arcsin x of x = sin α ∈ [−1, 1] and y = cos α = √(1 − x²), with an absolute error of 2e-16.
  ///
  /// Of |x| and y the smaller one is sin β, β ∈ [0, π/4]; u = sin(β − π/8) stays below 0.383, where a polynomial of degree 9 in
  /// u² gives it to 4e-17. One square root serves the angle and all else that the closed forms need.
  @inline(__always)
  static func ofTurn(_ x: LanePair, cosine y: LanePair) -> LanePair {
    let magnitude = x.magnitude
    let high = LanePair.max(magnitude, y) * -0.3826834323650898
    let u = LanePair.multiplyAdd(LanePair.min(magnitude, y), LanePair(0.9238795325112867), high)
    // (2/π)(β − π/8) − ¼, which is −½ at β = 0 and 0 at β = π/4.
    let folded = LanePair.multiplyAdd(u, polynomial(u * u), -0.25)
    return (folded.turned(by: y - magnitude) + 0.5).turned(by: x)
  }

  /// (2/π) arcsin(u)/u as a polynomial in z = u² ∈ [0, sin²(π/8)]: interpolated at Chebyshev nodes in 60 digits, then rounded.
  @inline(__always)
  private static func polynomial(_ z: LanePair) -> LanePair {
    var sum = LanePair.multiplyAdd(z, LanePair(0.012085160178459021), 0.005295190669324925)
    sum = LanePair.multiplyAdd(z, sum, 0.009266316122561733)
    sum = LanePair.multiplyAdd(z, sum, 0.011006604021188806)
    sum = LanePair.multiplyAdd(z, sum, 0.014245226772975171)
    sum = LanePair.multiplyAdd(z, sum, 0.019341640365162727)
    sum = LanePair.multiplyAdd(z, sum, 0.02842052796801409)
    sum = LanePair.multiplyAdd(z, sum, 0.047746482899757345)
    sum = LanePair.multiplyAdd(z, sum, 0.10610329539472071)
    return LanePair.multiplyAdd(z, sum, 0.6366197723675813)
  }
}
