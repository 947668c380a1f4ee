import Foundation
import LinearAlgebra
import Nonlinearities
import Platform
import Synchronization

/// The moments and duals of one nonlinearity as interpolants in the variance, shared by every point of a grid: T,
/// dT/dq, Ṫ and the correlation duals do not depend on σ_w², σ_b² or ρ.
///
/// Over x = log(1 + q) the interval is cut into pieces by bisection until, at points between 16 Chebyshev nodes a
/// piece, every quantity agrees with the exact one to 1e-12 of itself (moments, 1 − T(q, c)/T(q)) or of Ṫ(q) (Ṫ(q, c)).
/// The correlation duals are interpolated from the exact maps at the nodes. Beyond the table everything is computed
/// exactly.
///
/// - Complexity: 20 variances a piece to make it (tanh to q = 4: 0.1 s), then some 50 ns a moment and 2 µs a pair.
struct TabulatedDuals: VarianceDuals {
  /// The error that a piece is refined to.
  static let bound = 1e-12
  private static let nodes = (0..<16).map { -cos(Double.pi * (Double($0) + 0.5) / 16) }
  private static let checks = [-0.97, -0.36, 0.22, 0.89]
  private static let checkedSeparations = [1e-3, 0.3, 1, 1.7]
  /// Beyond this the 16 series of a piece are longer than what they replace: tanh's has 300 q terms.
  private static let largestTabulated = 6.0
  private static let mostLevels = 8

  let rounding = Self.bound
  private let exact: ExactDuals
  private let pieces: [Piece]
  private let largestVariance: Double

  /// Nil where a table does not come to its accuracy or gains nothing: the exact duals are then to be used.
  init?(_ nonlinearity: Nonlinearity, largestVariance: Double, threads: Int) throws {
    guard nonlinearity.isSeries else { return nil }
    exact = ExactDuals(nonlinearity: nonlinearity)
    let largest = min(largestVariance, Self.largestTabulated)
    if try exact.map(at: largest) is QuadratureDual { return nil }
    var accepted: [Piece] = []
    var open = [(low: 0.0, high: log1p(largest))]
    for _ in 0..<Self.mostLevels where !open.isEmpty {
      let tried = try Self.pieces(open, exact, threads: threads)
      open = zip(open, tried).flatMap { interval, piece -> [(low: Double, high: Double)] in
        if let piece {
          accepted.append(piece)
          return []
        }
        let middle = 0.5 * (interval.low + interval.high)
        return [(interval.low, middle), (middle, interval.high)]
      }
    }
    guard open.isEmpty else { return nil }
    pieces = accepted.sorted { $0.low < $1.low }
    self.largestVariance = largest
  }

  /// The pieces over the given intervals, nil where one is not accurate enough.
  private static func pieces(
    _ intervals: [(low: Double, high: Double)], _ exact: ExactDuals, threads: Int
  ) throws -> [Piece?] {
    let result = Mutex<[Piece?]>(Array(repeating: nil, count: intervals.count))
    try Parallel.forEach(count: intervals.count, threads: threads) { index in
      let piece = try Piece(low: intervals[index].low, high: intervals[index].high, exact)
      let isAccurate = try piece.agrees(with: exact)
      if isAccurate { result.withLock { $0[index] = piece } }
    }
    return result.withLock { $0 }
  }

  func secondMoment(_ variance: Double) -> Double {
    guard let piece = piece(variance) else { return exact.secondMoment(variance) }
    return piece.interpolate(piece.secondMoments, at: variance) * (piece.isPerVariance ? variance : 1)
  }

  func secondMomentSlope(_ variance: Double) -> Double {
    guard let piece = piece(variance) else { return exact.secondMomentSlope(variance) }
    return piece.interpolate(piece.slopes, at: variance)
  }

  func derivativeSecondMoment(_ variance: Double) -> Double {
    guard let piece = piece(variance) else { return exact.derivativeSecondMoment(variance) }
    return piece.interpolate(piece.derivativeMoments, at: variance)
  }

  func correlationDual(_ variance: Double) throws -> CorrelationDual {
    guard let piece = piece(variance) else { return try exact.correlationDual(variance) }
    return piece.correlationDual(variance)
  }

  private func piece(_ variance: Double) -> Piece? {
    guard variance <= largestVariance else { return nil }
    let x = log1p(variance)
    // A handful of pieces: a scan is as fast as a search.
    return pieces.last { $0.low <= x }
  }

  /// One interval of x = log(1 + q) with its nodes.
  private struct Piece: Sendable {
    let low: Double
    let high: Double
    /// Whether `secondMoments` holds T/q, which keeps the relative precision of T near q = 0, and not T.
    let isPerVariance: Bool
    let secondMoments, slopes, derivativeMoments: [Double]
    private let maps: [any DualMap]

    init(low: Double, high: Double, _ exact: ExactDuals) throws {
      (self.low, self.high) = (low, high)
      let variances = TabulatedDuals.nodes.map { expm1(0.5 * (low + high) + 0.5 * (high - low) * $0) }
      let isPerVariance = exact.nonlinearity(0.0) == 0
      self.isPerVariance = isPerVariance
      secondMoments = variances.map { exact.secondMoment($0) / (isPerVariance ? $0 : 1) }
      slopes = variances.map(exact.secondMomentSlope)
      derivativeMoments = variances.map(exact.derivativeSecondMoment)
      maps = try variances.map(exact.map)
    }

    /// The weights of the nodes' values at q: Lagrange's polynomials in barycentric form.
    private func weights(_ variance: Double) -> [Double] {
      let t = (2 * log1p(variance) - low - high) / (high - low)
      var weights = TabulatedDuals.nodes.enumerated().map { index, node in
        // Chebyshev points of the first kind have weights ± sin.
        let sine = (1 - node * node).squareRoot()
        return (index % 2 == 0 ? sine : -sine) / (t - node)
      }
      if let exact = weights.firstIndex(where: { !$0.isFinite }) {
        return weights.indices.map { $0 == exact ? 1 : 0 }
      }
      let sum = weights.reduce(0, +)
      for index in weights.indices { weights[index] /= sum }
      return weights
    }

    func interpolate(_ values: [Double], at variance: Double) -> Double {
      zip(weights(variance), values).reduce(0) { $0 + $1.0 * $1.1 }
    }

    func correlationDual(_ variance: Double) -> CorrelationDual {
      CorrelationDual(zip(weights(variance), maps).map { (weight: $0, map: $1) })
    }

    func agrees(with exact: ExactDuals) throws -> Bool {
      for t in TabulatedDuals.checks {
        let q = expm1(0.5 * (low + high) + 0.5 * (high - low) * t)
        let slope = exact.derivativeSecondMoment(q)
        let pairs = [
          (interpolate(secondMoments, at: q), exact.secondMoment(q) / (isPerVariance ? q : 1)),
          (interpolate(slopes, at: q), exact.secondMomentSlope(q)), (interpolate(derivativeMoments, at: q), slope),
        ]
        guard pairs.allSatisfy({ ($0 - $1).magnitude <= TabulatedDuals.bound * $1.magnitude }) else { return false }
        let (mine, theirs) = (correlationDual(q), try exact.correlationDual(q))
        for separation in TabulatedDuals.checkedSeparations {
          let (a, b) = (mine(separation), theirs(separation))
          guard (a.separation - b.separation).magnitude <= TabulatedDuals.bound * b.separation,
            (a.derivative - b.derivative).magnitude <= TabulatedDuals.bound * slope
          else { return false }
        }
      }
      return true
    }
  }
}
