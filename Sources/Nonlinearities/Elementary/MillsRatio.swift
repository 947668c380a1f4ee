import CElementary
import LinearAlgebra

/// M(x) = (1 − Φ(x))/φ(x) = √(π/2) e^{x²/2} erfc(x/√2) of the standard normal distribution, for x ≥ 0, where it falls
/// from √(π/2) like 1/x: the tail of the distribution without its exponential.
enum MillsRatio {
  /// Eight arguments at once. By Chebyshev's series of (x + 4) M(x) in y = (x − 4)/(x + 4), interpolated in 40 digits:
  /// relative error 4e-16.
  /// - Complexity: a division and 50 operations.
  @inline(__always)
  static func at(_ x: Lanes) -> Lanes {
    let inverse = 1 / (x + 4)
    let y = 1 - 8 * inverse
    let twice = y + y
    var (first, second) = (Lanes.zero, Lanes.zero)
    coefficients.withUnsafeBufferPointer { coefficients in
      for n in stride(from: coefficients.count - 1, to: 0, by: -1) {
        let next = elementary_multiply_add_lanes(twice, first, Lanes(repeating: coefficients[n]) - second)
        (first, second) = (next, first)
      }
    }
    return inverse * elementary_multiply_add_lanes(y, first, Lanes(repeating: constant) - second)
  }

  static func at(_ x: Double) -> Double { at(Lanes(repeating: x))[0] }

  private static let constant = 2.4325604285150404
  private static let coefficients = [
    0, -1.8842545745794834, 0.5569566490963817, -0.12161597214420457, 0.017360708143727772, -0.0008036212007299657,
    -0.0002520349348054353, 4.7383719270581175e-05, 2.5325891365988257e-06, -1.5404069839913e-06,
    -8.474960630061696e-09, 5.185338601094672e-08, -2.8281293276602497e-10, -1.9486566378891076e-09,
    -2.491945496827567e-11, 7.957248719448846e-11, 4.618414179155219e-12, -3.290856124224385e-12,
    -4.36538404380973e-13, 1.2300711839232774e-13, 3.2414173582086784e-14, -3.0532395587325663e-15,
    -2.0183740275707353e-15, -7.170195501422588e-17, 1.0169552398038542e-16,
  ]
}
