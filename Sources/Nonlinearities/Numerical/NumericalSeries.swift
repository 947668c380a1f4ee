import Glibc
import LinearAlgebra
import Synchronization

/// The Hermite coefficients of φ(√q z) and φ′(√q z), interpolated in q, for duals at many different variances.
///
/// How long the series are and how smooth the coefficients are as functions of q nobody knows beforehand. An interval
/// of half an octave is used where, between its points, interpolated coefficients are those of quadrature with half the
/// step; its series count as whole where Σ aₙ² is E[φ²], Σ bₙ² is E[φ′²] and what is left of them is negligible. A φ
/// with kinks has no such intervals: its coefficients fall too slowly.
///
/// Intervals are filled when they are first met. What a q gives depends on q alone.
final class NumericalSeries: Sendable {
  /// Terms of both parities together that are tried at most.
  private static let longest = 2 * (MehlerLevel.counts.last ?? 0)
  /// Beyond, the rule that finds the coefficients takes too many nodes.
  private static let largestVariance = 0x1p8
  private static let trials = [-0.93, 0.32]

  /// The coefficients on an interval.
  struct Interval: Sendable {
    let odd: MehlerCell
    let even: MehlerCell
    /// Of `MehlerLevel`.
    let level: Int
  }

  private let filled = Mutex<[Int: Interval?]>([:])

  /// Nil where coefficients cannot be interpolated.
  /// - Complexity: a look-up; the first of an interval some 1 to 100 ms.
  func interval(_ place: HalfOctave, variance: Double, of definition: some NonlinearityDefinition) -> Interval? {
    guard variance < Self.largestVariance, definition.breakpoints.isEmpty else { return nil }
    return filled.withLock { filled in
      if let known = filled[place.number] { return known }
      let interval = Self.interval(place, definition.nonlinearity)
      filled[place.number] = .some(interval)
      return interval
    }
  }

  private static func interval(_ place: HalfOctave, _ nonlinearity: Nonlinearity) -> Interval? {
    // The largest variance has the longest series.
    let (length, level) = length(nonlinearity, variance: place.variance(at: 1))
    let values = MehlerCell.basis.points.map {
      HermiteSeries.coefficients(nonlinearity, variance: place.variance(at: $0), count: length)
    }
    let count = length / 2
    func cell(_ first: Int) -> MehlerCell {
      MehlerCell(
        count: count, a: values.map { value in (0..<count).map { value.a[2 * $0 + first] } },
        b: values.map { value in (0..<count).map { value.b[2 * $0 + 1 - first] } })
    }
    let interval = Interval(odd: cell(1), even: cell(0), level: level)
    let agrees = trials.allSatisfy { trial in
      let exact = HermiteSeries.coefficients(
        nonlinearity, variance: place.variance(at: trial), count: length, refinement: 2)
      return agree(interval, exact, at: trial, count: count)
    }
    return agrees ? interval : nil
  }

  /// Enough terms, and their level.
  private static func length(_ nonlinearity: Nonlinearity, variance: Double) -> (length: Int, level: Int) {
    let moments = (nonlinearity.secondMoment(variance), nonlinearity.derivativeSecondMoment(variance))
    var length = 64
    while true {
      let (a, b) = HermiteSeries.coefficients(nonlinearity, variance: variance, count: length)
      let sums = (a.reduce(0) { $0 + $1 * $1 }, b.reduce(0) { $0 + $1 * $1 })
      let needed = max(HermiteTerms(a).ownCount, HermiteTerms(b).ownCount)
      if abs(sums.0 - moments.0) <= 1e-14 * moments.0, abs(sums.1 - moments.1) <= 1e-14 * moments.1,
        needed <= length - length / 8, hasEnded(a, norm: sums.0), hasEnded(b, norm: sums.1)
      {
        return (length, MehlerLevel.of(terms: Double(needed / 2 + 1)))
      }
      // What is still far off will not be reached; its first terms serve pairs that do not nearly coincide.
      if length >= longest || (length >= 1024 && abs(sums.0 - moments.0) > 1e-4 * moments.0) {
        return (length, MehlerLevel.none)
      }
      length *= 2
    }
  }

  /// Whether nothing is left of coefficients, also beside those of a larger variance, which fall more slowly: the last
  /// eighth is what quadrature's rounding makes it.
  private static func hasEnded(_ coefficients: [Double], norm: Double) -> Bool {
    let tail = coefficients.suffix(coefficients.count / 8).reduce(0) { $0 + $1 * $1 }
    return tail <= 1e-29 * norm
  }

  /// Whether interpolated coefficients are these, to the rounding of their sums.
  private static func agree(
    _ interval: Interval, _ exact: (a: [Double], b: [Double]), at place: Double, count: Int
  ) -> Bool {
    let weights = MehlerCell.basis.weights(at: place)
    var (found, slopes) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    var (error, slopeError) = (0.0, 0.0)
    for (cell, first) in [(interval.odd, 1), (interval.even, 0)] {
      found.withUnsafeMutableBufferPointer { found in
        slopes.withUnsafeMutableBufferPointer { slopes in
          guard let found = found.baseAddress, let slopes = slopes.baseAddress else { return }
          cell.write(weights: weights, scale: 1, count: count, stride: 1, toA: found, b: slopes)
        }
      }
      for m in 0..<count {
        let gaps = (found[m] - exact.a[2 * m + first], slopes[m] - exact.b[2 * m + 1 - first])
        (error, slopeError) = (error + gaps.0 * gaps.0, slopeError + gaps.1 * gaps.1)
      }
    }
    let norms = [exact.a, exact.b].map { $0.reduce(0) { $0 + $1 * $1 } }
    return error.squareRoot() <= 2e-15 * norms[0].squareRoot()
      && slopeError.squareRoot() <= 4e-15 * norms[1].squareRoot()
  }
}
