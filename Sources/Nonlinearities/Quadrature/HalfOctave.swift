import Glibc

/// The interval of log q, half an octave long, that holds a variance, and where in it that lies.
struct HalfOctave: Sendable {
  private let exponent: Int
  private let isUpper: Bool
  /// From −1 at its lower end to 1.
  let place: Double

  /// Different ones of different intervals.
  var number: Int { 2 * exponent + (isUpper ? 1 : 0) }

  /// - Parameter variance: a positive normal number.
  init(of variance: Double) {
    (exponent, isUpper) = (Int(variance.exponent), variance.significand >= 2.0.squareRoot())
    place = 4 * log2(variance.significand) - (isUpper ? 3 : 1)
  }

  /// The variance at a place. It is scaled by the exponent: that of a sum would lose the digits that the octave takes.
  func variance(at place: Double) -> Double {
    Double(sign: .plus, exponent: exponent, significand: exp2((isUpper ? 0.5 : 0) + 0.25 * (place + 1)))
  }
}
