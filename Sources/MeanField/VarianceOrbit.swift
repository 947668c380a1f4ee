import Glibc
import Nonlinearities

/// The orbit q⁰, V(q⁰), V(V(q⁰)), … of the length map and the fixed point that it reaches, where there may be several.
///
/// *Which one.* √q T(q) = ∫ φ(x)² e^{−x²/2q} dx/√2π grows with q, and √q V(q) with it. As a function of x = log q the
/// map W = log V has therefore slopes above −1/2, with two consequences:
///
/// - no orbit alternates between two variances, so that every bounded one converges (Coppel 1955);
/// - at distance d = |W(x) − x| from being fixed the next fixed point is at least 2d/3 away, and what jumps over a
///   fixed point lands at most half as far behind it.
///
/// The limit is the nearest fixed point in the direction of the first step, unless V falls so steeply before it that
/// the orbit jumps over that one and over the next.
///
/// *What is sampled.* V, in steps of 2d/3, at least 1/8 octave: a change of sign of V − q between two samples is a
/// fixed point. Where the step is 1/8 octave V′ is sampled too, and if V′ − 1 changes its sign as a pair of fixed
/// points demands, the place where V − q turns round is a sample more: such a pair is found however near its two are to
/// each other. Not found are fixed points in an eighth of an octave of which neither sign changes between its ends. T
/// is a mean over |z|, smooth over an octave, so that only a φ made for it has those.
///
/// - Complexity: 8 moments an octave on the way and as many slopes where V is near q: 20 µs in closed form, some 10 ms
///   by quadrature.
struct VarianceOrbit {
  let map: LayerMap

  /// Beyond this a variance counts as growing without bound.
  static let largestVariance = 1e12
  private static let leastStep = M_LN2 / 8
  /// An orbit that jumps over a fixed point lands half as far behind it in log q, so that this many reach its rounding
  /// from anywhere; one that has not settled by then goes round between fixed points that sampling tells apart
  /// otherwise each time, and has no limit here.
  private static let mostJumps = 100
  /// Relative distance below which two roots are one.
  private static let sameRoot = 1e-9

  /// What stands in the way of a monotone orbit.
  private enum Walk {
    /// The first fixed point, and the farthest variance that points before it are mapped to.
    case meets(root: Double, farthest: Double)
    case grows
    case vanishes
    /// E[φ²] is not a number at this variance.
    case isLost(variance: Double)
  }

  /// The limit of the orbit from `start` > 0.
  ///
  /// - Returns: q*; 0 where signals vanish; the absence `varianceGrows` beyond 10¹², and `undecided` of an orbit that
  ///   `mostJumps` leave between fixed points.
  /// - Throws: `NonlinearityFailure.infiniteMoment` where E[φ²] on the way is not a number.
  func limit(from start: Double) throws -> Quantity<Double> {
    var q = start
    for _ in 0..<Self.mostJumps {
      switch walk(from: q) {
      case .isLost(let variance):
        throw NonlinearityFailure.infiniteMoment(nonlinearity: map.nonlinearity.name, variance: variance)
      case .grows: return .absent(.varianceGrows)
      case .vanishes: return .value(0)
      case .meets(let root, let farthest):
        let isPassed = q < root ? farthest > root * (1 + Self.sameRoot) : farthest < root * (1 - Self.sameRoot)
        guard isPassed else { return .value(root) }
        // Behind the root the orbit turns back to it unless another fixed point lies before the farthest image.
        if case .meets(let other, _) = walk(from: farthest), (other - root).magnitude <= Self.sameRoot * root {
          return .value(root)
        }
        q = map.variance(q)
      }
    }
    return .absent(.undecided)
  }

  private func walk(from start: Double) -> Walk {
    var (q, image) = (start, map.variance(start))
    let isRising = image > start
    var farthest = image
    while true {
      guard !image.isNaN else { return .isLost(variance: q) }
      if image == q { return .meets(root: q, farthest: q) }
      if image == 0 { return .vanishes }
      let least = 2 / 3 * log(image / q).magnitude
      var next = q * exp((isRising ? 1 : -1) * max(least, Self.leastStep))
      if next > Self.largestVariance { return .grows }
      if !isRising, next < map.duals.rounding {
        let floor = map.variance(0)
        if floor == 0 { return .vanishes }
        next = min(next, floor)
      }
      let nextImage = map.variance(next)
      if let end = bracket(q, next, nextImage, isRising: isRising, isNear: least < Self.leastStep) {
        return meeting(between: q, and: end, farthest: farthest)
      }
      (q, image) = (next, nextImage)
      farthest = isRising ? max(farthest, image) : min(farthest, image)
    }
  }

  /// The far end of a bracket that begins at q; nil where no fixed point lies between q and `next`.
  private func bracket(_ q: Double, _ next: Double, _ image: Double, isRising: Bool, isNear: Bool) -> Double? {
    let isBehind: (Double, Double) -> Bool = { isRising ? $1 <= $0 : $1 >= $0 }
    if isBehind(next, image) { return next }
    guard isNear else { return nil }
    // V − q turns round where V′ = 1.
    let (first, last) = (map.varianceSlope(min(q, next)), map.varianceSlope(max(q, next)))
    guard isRising ? first < 1 && last > 1 : first > 1 && last < 1 else { return nil }
    let turn = RootFinder.bisection(between: min(q, next), and: max(q, next), rising: isRising) {
      map.varianceSlope($0) - 1
    }
    return isBehind(turn, map.variance(turn)) ? turn : nil
  }

  private func meeting(between q: Double, and end: Double, farthest: Double) -> Walk {
    let (low, high) = (min(q, end), max(q, end))
    let root = RootFinder.root(between: low, and: high, startingAt: 0.5 * (low + high), rising: false) {
      (map.variance($0) - $0, map.varianceSlope($0) - 1)
    }
    guard map.varianceSlope(root) < 0, root != q else { return .meets(root: root, farthest: farthest) }
    let jump = root * (root / q).squareRoot()
    return .meets(root: root, farthest: q < root ? max(farthest, jump) : min(farthest, jump))
  }
}
