/// The coefficients of a polynomial for `MehlerDual`, in closed form.
struct PolynomialSource<Definition: PolynomialDefinition>: MehlerSource {
  let definition: Definition

  var parts: [MehlerPart] { definition.isOdd ? [.odd] : [.odd, .even] }
  var levelCount: Int { MehlerLevel.none }
  var reflection: DualReflection? { definition.isOdd ? .odd : nil }

  func kept(_ variance: Double) -> Double { variance }
  func secondMoment(_ variance: Double) -> Double { definition.secondMoment(variance) }
  /// Of the terms of one parity.
  func level(of variance: Double) -> Int { MehlerLevel.of(terms: Double(definition.degree / 2 + 1)) }

  func write(
    _ part: MehlerPart, variance: Double, scale: Double, count: Int, stride: Int, toA a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>
  ) {
    let (values, slopes) = (
      definition.hermite(variance, derivative: 0), definition.hermite(variance, derivative: 1)
    )
    let isOdd = part == .odd
    for m in 0..<count {
      let (n, other) = isOdd ? (2 * m + 1, 2 * m) : (2 * m, 2 * m + 1)
      a[m * stride] = n < values.count ? scale * values[n] : 0
      b[m * stride] = other < slopes.count ? slopes[other] : 0
    }
  }

  /// Every pair has its series.
  func pair(
    _ q1: Double, _ q2: Double, moments: (Double, Double), separation: Double
  ) -> (separation: Double, derivative: Double) {
    func terms(_ q: Double, _ moment: Double) -> (HermiteTerms, HermiteTerms) {
      let norm = moment > 0 ? 1 / moment.squareRoot() : 0
      return (
        HermiteTerms(definition.hermite(q, derivative: 0).map { norm * $0 }),
        HermiteTerms(definition.hermite(q, derivative: 1))
      )
    }
    let (one, two) = (terms(q1, moments.0), terms(q2, moments.1))
    return (one.0.gap(two.0, separation: separation), one.1.product(two.1, 1 - separation))
  }
}
