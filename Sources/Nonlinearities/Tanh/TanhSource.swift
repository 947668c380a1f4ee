/// tanh: coefficients from `MehlerTable`, sums of the duals of erf beyond.
struct TanhSource: MehlerSource {
  var parts: [MehlerPart] { [.odd] }
  var levelCount: Int { MehlerLevel.tanhCount }
  var reflection: DualReflection? { .odd }

  func kept(_ variance: Double) -> Double { Nonlinearity.withoutUnderflow(variance) }
  func secondMoment(_ variance: Double) -> Double { Nonlinearity.tanh.secondMoment(variance) }

  /// The squares of the coefficients fall like exp(−π √(n/q)): 310 q terms, half of which are zero.
  func level(of variance: Double) -> Int {
    MehlerTable.reaches(variance) ? MehlerLevel.of(terms: 155 * variance + 12) : MehlerLevel.unknown
  }

  func write(
    _ part: MehlerPart, variance: Double, scale: Double, count: Int, stride: Int, toA a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>
  ) {
    MehlerTable.write(variance: variance, scale: scale, count: count, stride: stride, toA: a, b: b)
  }

  func pair(
    _ q1: Double, _ q2: Double, moments: (Double, Double), separation: Double
  ) -> (separation: Double, derivative: Double) {
    ErfMixtureDual.pair(q1, q2, moments: moments, separation: separation)
  }
}
