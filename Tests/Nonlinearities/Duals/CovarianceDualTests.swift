import LinearAlgebra
import Nonlinearities
import Testing

/// Duals on covariances against those on separations, pair by pair.
@Suite struct CovarianceDualTests {
  static let nonlinearities: [Nonlinearity] =
    [
      .relu, .leakyRelu(slope: 0.2), .leakyRelu(slope: -0.5), .abs, .identity, .erf, .gelu, .sin, .cos, .tanh,
      .custom(CustomNonlinearity(name: "cube", function: { $0 * $0 * $0 }, derivative: { 3 * $0 * $0 })),
    ] + ClosedForms.smooth + ClosedForms.kinked + ClosedForms.jumps

  struct Pair {
    let (first, second, correlation): (Double, Double, Double)
    /// The product of two variances may underflow, and of one with itself the root is exact.
    var covariance: Double { correlation * first.geometricMean(with: second) }
  }

  static let pairs: [Pair] = [0, 0.05, 0.7, 1, 2.5, 6].flatMap { first in
    [0.02, 0.7, 3, 6].flatMap { second in
      [-1, -0.99, -0.7, -0.2, 0, 1e-9, 0.3, 0.70710678, 0.71, 0.95, 0.999, 1].map {
        Pair(first: first, second: second, correlation: $0)
      }
    }
  }

  /// The plane of all pairs as one row, as `CovarianceDual` maps it.
  private func map(_ nonlinearity: Nonlinearity, _ pairs: [Pair]) throws -> (values: [Double], derivatives: [Double]) {
    let count = (pairs.count + 7) / 8 * 8
    let padding = Array(repeating: 0.0, count: count - pairs.count)
    let dual = try nonlinearity.covarianceDual(variances: pairs.flatMap { [$0.first, $0.second] })
    var values = pairs.map(\.covariance) + padding
    var derivatives = Array(repeating: 1.0, count: count)
    let tables = [pairs.map(\.first) + padding, pairs.map(\.second) + padding].map { variances in
      var table = [Double](repeating: 0, count: nonlinearity.covarianceQuantityCount * count)
      table.withUnsafeMutableBufferPointer { table in
        if let base = table.baseAddress { dual.tabulate(variances, count: count, into: base, stride: count) }
      }
      return table
    }
    tables[0].withUnsafeBufferPointer { first in
      tables[1].withUnsafeBufferPointer { second in
        values.withUnsafeMutableBufferPointer { values in
          derivatives.withUnsafeMutableBufferPointer { derivatives in
            guard let k = values.baseAddress, let one = first.baseAddress, let two = second.baseAddress else { return }
            dual.map(
              CovariancePlane(
                covariances: k, tangents: derivatives.baseAddress, rowCount: 1, rowLength: count,
                first: PositionTable(base: one, rowStride: count, quantityStride: count),
                second: PositionTable(base: two, rowStride: count, quantityStride: count), shift: 0))
          }
        }
      }
    }
    return (Array(values.prefix(pairs.count)), Array(derivatives.prefix(pairs.count)))
  }

  /// 1 − x² of x = 2q/(1 + 2q) is what is left of q₁q₂ − k² = 0, not of the rounding of 1.
  @Test(
    "coinciding positions have the moments of one at any variance", arguments: [Nonlinearity.erf, .gelu, .sin, .cos])
  func coincidingAtAnyVariance(nonlinearity: Nonlinearity) throws {
    let variances = [1e-300, 1e-40, 1e-8, 0.1, 7, 1e3, 1e6, 1e10, 1e20, 1e100, 1e150]
    let (values, derivatives) = try map(nonlinearity, variances.map { Pair(first: $0, second: $0, correlation: 1) })
    for (k, q) in variances.enumerated() {
      #expect(abs(values[k] / nonlinearity.secondMoment(q) - 1) < 2e-15, "q = \(q)")
      #expect(abs(derivatives[k] / nonlinearity.derivativeSecondMoment(q) - 1) < 4e-15, "q = \(q)")
    }
  }

  /// Within a few ulp of √(T(q₁)T(q₂)) and of Ṫ's own scale; where a kink meets coinciding inputs, Ṫ is linear in the
  /// angle √(2ε), and an ε of one ulp is an angle of 2e-8: only exact coincidence is free of that.
  @Test("T and Ṫ agree with the duals on separations", arguments: nonlinearities)
  func agrees(nonlinearity: Nonlinearity) throws {
    let (values, derivatives) = try map(nonlinearity, Self.pairs)
    var worst = (value: 0.0, derivative: 0.0)
    for (k, pair) in Self.pairs.enumerated() {
      let dual = try nonlinearity.dualMap(rowVariances: [pair.first], columnVariances: [pair.second])
      var numbers = [pair.first == 0 ? 1 : 1 - pair.correlation, 0]
      numbers.withUnsafeMutableBufferPointer { numbers in
        guard let base = numbers.baseAddress else { return }
        dual.map(row: 0, columns: 0..<1, separations: base, derivatives: base + 1)
      }
      let scale = (dual.rowSecondMoments[0] * dual.columnSecondMoments[0]).squareRoot()
      worst.value = max(worst.value, abs(values[k] - scale * (1 - numbers[0])) / max(scale, 1e-3))
      // A variance of zero has no correlation; Θ is zero there too. A φ that jumps has no Θ.
      let own = [pair.first, pair.second].map(nonlinearity.derivativeSecondMoment)
      if pair.first > 0, own[0].isFinite {
        let unit = max(1, numbers[1], (own[0] * own[1]).squareRoot())
        worst.derivative = max(worst.derivative, abs(derivatives[k] - numbers[1]) / unit)
      }
    }
    print("\(nonlinearity.name): worst error T \(worst.value), Ṫ \(worst.derivative)")
    #expect(worst.value < 4e-15 && worst.derivative < 4e-14)
  }

  /// Covariances 0 and ±√(q₁q₂) are mapped without error of the angle: T is a x² and Ṫ what it is of one input with
  /// itself.
  @Test func rightAnglesAndNoneAreExact() throws {
    let pairs = [1.0, -1, 0].map { Pair(first: 0.25, second: 4, correlation: $0) }
    let (values, derivatives) = try map(.relu, pairs)
    #expect(derivatives == [0.5, 0, 0.25])
    #expect(values[0] == 0.5 && values[1] == 0)
    #expect(try map(.erf, pairs).values[2] == 0)
  }

  @Test("a variance that is negative or infinite is refused")
  func refuses() {
    #expect(throws: NonlinearityFailure.self) { try Nonlinearity.relu.covarianceDual(variances: [1, -1]) }
    #expect(throws: NonlinearityFailure.self) { try Nonlinearity.erf.covarianceDual(variances: [.infinity]) }
  }
}
