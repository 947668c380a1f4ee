import Failures
import Foundation

/// Ordinary least squares: the coefficients β that minimise Σ_i (y_i − Σ_k β_k f_k(x_i))² for a few basis functions
/// f_k.
///
/// With s² = RSS / (n − p), the standard error of β_k is s √((FᵀF)⁻¹_kk). It is the error of independent noise on the
/// values. For values without noise, such as a kernel's, it only says how well the basis describes them over the fitted
/// range: what such a fit leaves open is measured by `WindowedFit`.
public struct LeastSquaresFit: Sendable, Equatable {
  /// β, in the order of the basis.
  public let coefficients: [Double]
  public let standardErrors: [Double]
  /// s.
  public let residualDeviation: Double
  /// n − p, at least 1.
  public let degreesOfFreedom: Int

  /// - Parameters:
  ///   - basis: f_k at every point, one array a function.
  ///   - values: y.
  /// - Throws: `FitFailure` for fewer than p + 1 points, values that are not finite, and a function that is a
  ///   combination of those before it on these points.
  /// - Complexity: O(n p²).
  public init(basis: [[Double]], values: [Double]) throws {
    let (n, p) = (values.count, basis.count)
    precondition(p > 0 && basis.allSatisfy { $0.count == n }, "every basis function has a value at every point")
    guard n > p else { throw FitFailure.tooFewPoints(points: n, coefficients: p) }
    if let point = (0..<n).first(where: { i in !values[i].isFinite || basis.contains { !$0[i].isFinite } }) {
      throw FitFailure.notFinite(point: point)
    }
    let (directions, triangle) = try Self.orthogonalised(basis)
    let projections = directions.map { Self.product($0, values) }
    coefficients = Self.solved(triangle, projections)
    // The rows of R⁻¹: (FᵀF)⁻¹ = R⁻¹ R⁻ᵀ, so its diagonal is the rows' squares.
    var squares = [Double](repeating: 0, count: p)
    for k in 0..<p {
      let column = Self.solved(triangle, (0..<p).map { $0 == k ? 1 : 0 })
      for i in 0..<p { squares[i] += column[i] * column[i] }
    }
    var residuals = values
    for (direction, projection) in zip(directions, projections) {
      for i in 0..<n { residuals[i] -= projection * direction[i] }
    }
    degreesOfFreedom = n - p
    let deviation = (Self.product(residuals, residuals) / Double(n - p)).squareRoot()
    residualDeviation = deviation
    standardErrors = squares.map { deviation * $0.squareRoot() }
  }

  /// y ≈ β₀ + β₁ x; the slope is `coefficients[1]`.
  public static func line(x: [Double], y: [Double]) throws -> LeastSquaresFit {
    try LeastSquaresFit(basis: [x.map { _ in 1 }, x], values: y)
  }

  /// β_k ± t(n − p) standard errors, which hold the true coefficient with `probability` if the noise is normal.
  public func interval(of k: Int, probability: Double = 0.95) -> ClosedRange<Double> {
    let width = StudentT.quantile(twoSided: probability, degreesOfFreedom: degreesOfFreedom) * standardErrors[k]
    return coefficients[k] - width...coefficients[k] + width
  }

  /// F = Q R by modified Gram–Schmidt, every function orthogonalised twice ("twice is enough"): Q's columns, R's rows.
  private static func orthogonalised(
    _ basis: [[Double]]
  ) throws -> (directions: [[Double]], triangle: [[Double]]) {
    var directions: [[Double]] = []
    var triangle = basis.map { _ in [Double](repeating: 0, count: basis.count) }
    for (k, function) in basis.enumerated() {
      var rest = function
      for _ in 0..<2 {
        for (j, direction) in directions.enumerated() {
          let part = product(direction, rest)
          triangle[j][k] += part
          for i in rest.indices { rest[i] -= part * direction[i] }
        }
      }
      let (norm, full) = (product(rest, rest).squareRoot(), product(function, function).squareRoot())
      // Below this share of its length what is left of a function is rounding.
      guard norm > 1e-13 * full else { throw FitFailure.dependent(function: k) }
      triangle[k][k] = norm
      directions.append(rest.map { $0 / norm })
    }
    return (directions, triangle)
  }

  /// R⁻¹ b.
  private static func solved(_ triangle: [[Double]], _ right: [Double]) -> [Double] {
    var result = right
    for k in right.indices.reversed() {
      for j in (k + 1)..<max(k + 1, right.count) { result[k] -= triangle[k][j] * result[j] }
      result[k] /= triangle[k][k]
    }
    return result
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
