/// The arc sine behind the closed forms on covariances, (2/π) arcsin x of x = sin α with y = cos α = √(1 − x²) at hand.
///
/// With d = |x| − y and s = |x| + y, which are √2 times sine and cosine of |α| − π/4, the number
///
///     v = |d| − tan(π/8) s = √2 sin(| |α| − π/4 | − π/8)/cos(π/8)
///
/// stays within ±√2 tan(π/8), where a polynomial of degree 9 in v² gives the angle. One square root serves the angle
/// and all else that the closed forms need, and nothing is looked up or chosen. The absolute error is 3e-16.
///
/// Three steps, `fold`, `folded` and `unfold`, so that the polynomial can be evaluated beside the next pair's square
/// root: behind its own it would keep a processor waiting.
enum LaneArcSine {
  /// v
  @inline(__always)
  static func fold(_ x: LanePair, cosine y: LanePair) -> LanePair {
    let magnitude = x.magnitude
    return LanePair.multiplyAdd(magnitude + y, LanePair(-0.41421356237309503), (magnitude - y).magnitude)
  }

  /// (2/π) | |α| − π/4 | of v: interpolated at Chebyshev nodes in 60 digits, to 4e-17, then rounded.
  @inline(__always)
  static func folded(_ v: LanePair) -> LanePair {
    let z = v * v
    var sum = LanePair.multiplyAdd(z, LanePair(3.708164779962657e-06), 3.8070407049261293e-06)
    sum = LanePair.multiplyAdd(z, sum, 1.5610338965695672e-05)
    sum = LanePair.multiplyAdd(z, sum, 4.344680728149279e-05)
    sum = LanePair.multiplyAdd(z, sum, 0.00013175684785401425)
    sum = LanePair.multiplyAdd(z, sum, 0.0004191760266035082)
    sum = LanePair.multiplyAdd(z, sum, 0.0014432267776402032)
    sum = LanePair.multiplyAdd(z, sum, 0.005681239874714412)
    sum = LanePair.multiplyAdd(z, sum, 0.029582162395157728)
    sum = LanePair.multiplyAdd(z, sum, 0.41589190864175546)
    return LanePair.multiplyAdd(v, sum, 0.25)
  }

  /// (2/π) α of `folded`; exactly 0, 1 and −1 where x is.
  @inline(__always)
  static func unfold(_ folded: LanePair, _ x: LanePair, cosine y: LanePair) -> LanePair {
    (folded.turned(by: x.magnitude - y) + 0.5).turned(by: x)
  }

  /// `turn`, the angle of x and y, or, where |x| is below sin(π/16), the one with a relative error of 7e-16: the
  /// covariances of small inputs are as small as x.
  @inline(__always)
  static func relative(_ turn: LanePair, _ x: LanePair) -> LanePair {
    let isLarge = x.magnitude.choose(above: 0.195, 1, else: 0)
    return LanePair.multiplyAdd(isLarge, turn, (LanePair(1) - isLarge) * (x * ofSmall(x * x)))
  }

  /// (2/π) arcsin(u)/u as a polynomial in u² ∈ [0, sin²(π/16)]: interpolated at Chebyshev nodes in 50 digits, then
  /// rounded.
  @inline(__always)
  private static func ofSmall(_ z: LanePair) -> LanePair {
    var sum = LanePair.multiplyAdd(z, LanePair(0.012315113605911898), 0.014174733332227452)
    sum = LanePair.multiplyAdd(z, sum, 0.019343525143390373)
    sum = LanePair.multiplyAdd(z, sum, 0.0284205017219783)
    sum = LanePair.multiplyAdd(z, sum, 0.04774648307923014)
    sum = LanePair.multiplyAdd(z, sum, 0.10610329539423553)
    return LanePair.multiplyAdd(z, sum, 0.6366197723675814)
  }
}
