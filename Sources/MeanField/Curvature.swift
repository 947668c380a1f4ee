/// The geometry of a curve of inputs as the layers carry it (the metric and curvature maps of Poole et al. 2016).
extension MeanFieldTheory {
  /// χ₂ = σ_w² E[φ″(√q* z)²]. Infinite, and so absent, where φ has a kink.
  public var chi2: Quantity<Double> {
    fixedVariance.flatMap { variance in
      guard let moment = nonlinearity.secondDerivativeSecondMoment(variance) else {
        if nonlinearity.isSmooth || nonlinearity.isCustom {
          return .absent(.secondDerivativeUnknown(nonlinearity: nonlinearity.name))
        }
        return .absent(.kink(nonlinearity: nonlinearity.name))
      }
      return .value(weightVariance * moment)
    }
  }

  /// The Euclidean metric ḡ of a circle of inputs at radius √q* and its squared extrinsic curvature κ̄² by layer, both
  /// per unit:
  ///
  ///     ḡ⁰ = q*,  ḡ^l = χ₁ ḡ^{l−1},    κ̄²⁰ = 1/q*,  κ̄²^l = 3 χ₂/χ₁² + κ̄²^{l−1}/χ₁,
  ///
  /// with the curve parametrised by the circle's angle. √(κ̄² ḡ) is the speed of its tangent's direction (Gauss map).
  ///
  /// - Throws: `MeanFieldFailure` for a negative depth; the `Absence` of q*, χ₁ or χ₂, `dropout`, which tears curves,
  ///   and `oneLayer` where χ₁ = 0 makes a point of every curve.
  /// - Complexity: some operations a layer, after χ₂ (one moment).
  public func curvature(depth: Int) throws -> [CurveGeometry] {
    guard depth >= 0 else { throw MeanFieldFailure.negativeDepth(depth) }
    if keepProbability < 1 { throw Absence.dropout }
    let (q, chi1, chi2) = (try fixedVariance.get(), try self.chi1.get(), try self.chi2.get())
    guard q > 0 else { throw Absence.varianceVanishes }
    guard chi1 > 0 || depth == 0 else { throw Absence.oneLayer }
    var geometry = [CurveGeometry(metric: q, squaredCurvature: 1 / q)]
    for _ in 0..<depth {
      let last = geometry[geometry.count - 1]
      geometry.append(
        CurveGeometry(
          metric: chi1 * last.metric, squaredCurvature: 3 * chi2 / (chi1 * chi1) + last.squaredCurvature / chi1))
    }
    return geometry
  }
}

/// A curve's squared speed ḡ = |∂_θ h|²/N and squared extrinsic curvature κ̄² = N κ² in a layer of N units.
public struct CurveGeometry: Sendable, Hashable {
  public let metric: Double
  public let squaredCurvature: Double

  public init(metric: Double, squaredCurvature: Double) {
    (self.metric, self.squaredCurvature) = (metric, squaredCurvature)
  }

  /// κ̄² ḡ: the squared speed of the unit tangent vector.
  public var gaussMapMetric: Double { squaredCurvature * metric }
}
