import Glibc

/// A φ that is a linear spline: all its moments and duals are closed forms or series with known coefficients.
protocol LinearSplineDefinition: NonlinearityDefinition {
  var spline: LinearSpline { get }
}

extension LinearSplineDefinition {
  func value(_ x: Double) -> Double { spline(x) }
  func slope(_ x: Double) -> Double { spline.line(at: x).slope }
  var breakpoints: [Double] { spline.knots }
  var isOdd: Bool { spline.parity == .odd }
  var isSeries: Bool { slopes == nil }

  /// Where it bends at 0 alone, and is 0 there.
  var slopes: PiecewiseLinearDual.Slopes? {
    let (left, right) = (spline.lines[0].slope, spline.lines[spline.lines.count - 1].slope)
    guard spline.knots.allSatisfy({ $0 == 0 }), spline.isZeroAtOrigin, right != 0 else { return nil }
    return PiecewiseLinearDual.Slopes(left: left, right: right)
  }

  /// The series of a pair beside what is prepared for each input; nearly coinciding pairs take longer.
  var cost: NonlinearityCost {
    NonlinearityCost(secondsPerPair: 5e-7 + 1e-7 * Double(spline.knots.count), bytesPerInput: 16)
  }

  func check(largestVariance q: Double) throws {
    guard secondMoment(q).isFinite, derivativeSecondMoment(q).isFinite else {
      throw NonlinearityFailure.infiniteMoment(nonlinearity: name, variance: q)
    }
  }

  func mean(_ q: Double) -> Double {
    if isOdd { return 0 }
    return q == 0 ? value(0.0) : spline.stretched(by: LinearSpline.deviation(q)).mean
  }
  func secondMoment(_ q: Double) -> Double { spline.secondMoment(variance: q) }

  func derivativeSecondMoment(_ q: Double) -> Double {
    spline.slopeSecondMoment(deviation: LinearSpline.deviation(q))
  }

  /// E[φ′² + φφ″]
  func secondMomentSlope(_ q: Double) -> Double {
    let deviation = LinearSpline.deviation(q)
    let bends = zip(spline.knots, spline.kinks).reduce(0) { sum, bend in
      sum + bend.1 * spline(bend.0) * NormalCell.density(bend.0 / deviation) / deviation
    }
    return derivativeSecondMoment(q) + bends
  }

  /// A kink makes it infinite.
  func secondDerivativeSecondMoment(_ q: Double) -> Double? { spline.knots.isEmpty ? 0 : nil }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    if let slopes {
      return PiecewiseLinearDual(slopes, rowVariances: rowVariances, columnVariances: columnVariances)
    }
    return MehlerDual(LinearSplineSource(spline), rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { slopes.map { PiecewiseLinearCovariance($0) } }

  /// ½ E[φ″(u) φ(v)] = ½ Σ c p(t) E[φ(v) | u = t] over the kinks c at t, p the density of u. At q = 0 it is 0, as that
  /// of `PiecewiseLinear`.
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    let (spline, kinks) = (spline, spline.kinks)
    return slopes(rowVariances, columnVariances) { q, pair in
      guard q > 0 else { return 0 }
      let deviation = q.squareRoot()
      let (scale, other) = ((pair.second / q).squareRoot() * (1 - pair.separation), pair.determinant / q)
      return zip(spline.knots, kinks).reduce(0) { sum, bend in
        let expected = spline.expectation(mean: scale * bend.0, deviation: other.squareRoot())
        return sum + 0.5 * bend.1 * NormalCell.density(bend.0 / deviation) / deviation * expected
      }
    }
  }
}
