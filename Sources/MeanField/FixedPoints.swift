/// The fixed points of one layer's maps that inputs of variance 1 reach.
///
/// Relative errors: q* some 4e-16/|1 − V′(q*)| and ε* = 1 − c* some 4e-15/|1 − χ_{c*}| (times 1e2 where the
/// nonlinearity is read from a table), because that is how rounding of the map moves its fixed point; away from
/// critical points 1e-14.
struct FixedPoints: Sendable {
  let variance: Quantity<Double>
  /// 1 − c*
  let separation: Quantity<Double>
  /// The slope of the correlation map at c*, which is χ_{c*}.
  let slope: Quantity<Double>

  /// - Throws: `NonlinearityFailure` where a moment of φ does not exist.
  init(_ map: LayerMap) throws {
    variance = try Self.variance(map)
    let representative = Self.representativeVariance(map, variance)
    guard let q = representative.value else {
      (separation, slope) = (representative, representative)
      return
    }
    (separation, slope) = try Self.separation(map, variance: q)
  }

  /// The fixed point q* that the length map reaches from q = 1. Where it has only one the bracket is found by doubling;
  /// where it may have several, see `VarianceOrbit`.
  private static func variance(_ map: LayerMap) throws -> Quantity<Double> {
    if map.isHomogeneous {
      let slope = map.varianceSlope(1)
      if slope < 1 { return .value(map.biasVariance / (1 - slope)) }
      return .absent(slope == 1 && map.biasVariance == 0 ? .everyVarianceIsFixed : .varianceGrows)
    }
    guard map.nonlinearity.hasOneFixedVariance else { return try VarianceOrbit(map: map).limit(from: 1) }
    let excess: (Double) -> Double = { map.variance($0) - $0 }
    var (low, high) = (1.0, 1.0)
    if excess(1) > 0 {
      repeat {
        (low, high) = (high, 2 * high)
        if high > VarianceOrbit.largestVariance { return .absent(.varianceGrows) }
      } while excess(high) > 0
    } else {
      repeat {
        (low, high) = (0.5 * low, low)
        if low < map.duals.rounding {
          let floor = map.variance(0)
          if floor == 0 { return .value(0) }
          // V(q) ≥ V(0) near 0, so that q* lies above it however small it is.
          low = min(low, floor)
          break
        }
      } while excess(low) < 0
    }
    return .value(
      RootFinder.root(between: low, and: high, startingAt: 0.5 * (low + high), rising: false) {
        (excess($0), map.varianceSlope($0) - 1)
      })
  }

  /// The variance at which correlations are mapped: q*, or any where they do not depend on it.
  private static func representativeVariance(_ map: LayerMap, _ fixed: Quantity<Double>) -> Quantity<Double> {
    if map.isHomogeneous, map.biasVariance == 0, map.weightVariance > 0 { return .value(1) }
    return fixed.flatMap { $0 > 0 ? .value($0) : .absent(.varianceVanishes) }
  }

  /// The stable fixed point of the correlation map on 0 ≤ c ≤ 1, where the map is convex (its Mehler series has no
  /// negative term): 1 if its slope χ there is at most 1, otherwise the one point below. Newton's method from c = 0
  /// approaches it from one side only.
  private static func separation(
    _ map: LayerMap, variance: Double
  ) throws -> (Quantity<Double>, Quantity<Double>) {
    let slopeAtOne =
      map.weightVariance * map.duals.derivativeSecondMoment(variance) * (variance / map.variance(variance))
    if map.keepProbability == 1, slopeAtOne <= 1 + map.duals.rounding {
      if map.nonlinearity.isLinear, slopeAtOne >= 1 - map.duals.rounding {
        return (.absent(.everyCorrelationIsFixed), .absent(.everyCorrelationIsFixed))
      }
      return (.value(0), .value(slopeAtOne))
    }
    let correlation = try map.separation(at: variance)
    let root = RootFinder.root(between: 0, and: 1, startingAt: 1, rising: false) { separation in
      let (mapped, slope) = correlation(separation)
      return (mapped - separation, slope - 1)
    }
    let separation = min(1, root)
    return (.value(separation), .value(correlation(separation).slope))
  }
}
