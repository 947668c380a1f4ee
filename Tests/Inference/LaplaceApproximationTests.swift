import Inference
import LinearAlgebra
import Testing

@Suite struct LaplaceApproximationTests {
  /// Any numbers: [n, P] and [m, P].
  private static let jacobian = Matrix<Double>(
    rows: 3, columns: 5,
    elements: [1.2, -0.3, 0.7, 0.1, -1.4, 0.2, 0.9, -0.5, 1.3, 0.6, -0.8, 0.4, 1.1, -0.2, 0.5])
  private static let gradients = Matrix<Double>(
    rows: 2, columns: 5, elements: [0.3, 1.5, -0.7, 0.2, 0.9, -1.1, 0.6, 0.4, 1.7, -0.3])
  private static let (noise, prior) = (0.2, 1.7)

  /// Λ with all its P² entries.
  private static var precision: Matrix<Double> {
    let columns = jacobian.transposed
    var precision = columns.multiplied(byTransposeOf: columns)
    for k in precision.elements.indices { precision.elements[k] /= noise }
    for p in 0..<5 { precision[p, p] += prior }
    return precision
  }

  /// jᵀ Λ⁻¹ j by the P × P matrix.
  @Test func theFullOneIsThePosteriorOfALinearModel() throws {
    let laplace = try LaplaceApproximation(
      jacobian: Self.jacobian, noiseVariance: Self.noise, priorPrecision: Self.prior)
    var solved = Self.gradients
    try CholeskyFactor.factor(Self.precision, shifts: [0]).factor.solve(&solved)
    for (x, variance) in laplace.variances(.full, gradients: Self.gradients).enumerated() {
      let expected = zip(solved.row(x), Self.gradients.row(x)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(variance - expected) < 1e-12)
    }
  }

  @Test func theDiagonalOneHasTheDiagonalOfThePrecision() throws {
    let laplace = try LaplaceApproximation(
      jacobian: Self.jacobian, noiseVariance: Self.noise, priorPrecision: Self.prior)
    for (x, variance) in laplace.variances(.diagonal, gradients: Self.gradients).enumerated() {
      let expected = (0..<5).reduce(0) {
        $0 + Self.gradients[x, $1] * Self.gradients[x, $1] / Self.precision[$1, $1]
      }
      #expect(abs(variance - expected) < 1e-12)
    }
  }

  /// Σ over the training inputs: σ² γ for the whole matrix, and no less for its diagonal.
  @Test func varianceAtTheDataAddsUp() throws {
    let laplace = try LaplaceApproximation(
      jacobian: Self.jacobian, noiseVariance: Self.noise, priorPrecision: Self.prior)
    let full = laplace.variances(.full, gradients: Self.jacobian).reduce(0, +)
    let diagonal = laplace.variances(.diagonal, gradients: Self.jacobian).reduce(0, +)
    #expect(abs(full / Self.noise - laplace.effectiveParameters) < 1e-12)
    #expect(laplace.effectiveParameters < 3 && diagonal > 1.05 * full)
    // Columns that do not overlap: both are the same.
    let apart = Matrix<Double>(rows: 2, columns: 2, elements: [2, 0, 0, 3])
    let other = try LaplaceApproximation(jacobian: apart, noiseVariance: 0.5)
    let both = LaplaceApproximation.Structure.allCases.map { other.variances($0, gradients: apart) }
    for x in 0..<2 { #expect(abs(both[0][x] - both[1][x]) < 1e-14) }
  }
}
