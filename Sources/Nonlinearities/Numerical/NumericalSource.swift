/// Coefficients from `NumericalSeries`, quadrature beyond.
struct NumericalSource<Definition: NumericalDefinition>: MehlerSource {
  let definition: Definition

  var parts: [MehlerPart] { definition.isOdd ? [.odd] : [.odd, .even] }
  var levelCount: Int { MehlerLevel.none }
  var reflection: DualReflection? { definition.isOdd ? .odd : nil }

  /// Below 1e-200 φ is its tangent to the last digit, unless it has kinks.
  func kept(_ variance: Double) -> Double { variance > 0 ? max(variance, 1e-200) : variance }

  func secondMoment(_ variance: Double) -> Double { definition.secondMoment(variance) }

  func level(of variance: Double) -> Int {
    if variance == 0 { return 0 }
    return interval(HalfOctave(of: variance), variance)?.level ?? MehlerLevel.unknown
  }

  private func interval(_ place: HalfOctave, _ variance: Double) -> NumericalSeries.Interval? {
    definition.numerics.series.interval(place, variance: variance, of: definition)
  }

  func write(
    _ part: MehlerPart, variance: Double, scale: Double, count: Int, stride: Int, toA a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>
  ) {
    let place = variance > 0 ? HalfOctave(of: variance) : nil
    guard let place, let interval = interval(place, variance) else {
      for m in 0..<count { (a[m * stride], b[m * stride]) = (0, 0) }
      // φ of nothing is a constant, and its slope one.
      guard variance == 0, count > 0 else { return }
      if part == .odd { b[0] = definition.slope(0) } else { a[0] = scale * definition.value(0.0) }
      return
    }
    (part == .odd ? interval.odd : interval.even).write(
      weights: MehlerCell.basis.weights(at: place.place), scale: scale, count: count, stride: stride, toA: a, b: b)
  }

  func pair(
    _ q1: Double, _ q2: Double, moments: (Double, Double), separation: Double
  ) -> (separation: Double, derivative: Double) {
    QuadratureDual.pair(
      definition.nonlinearity, q1, q2, moments: moments, separation: separation, wantsDerivative: true)
  }
}
