import LinearAlgebra
import TestSupport
import Testing

@Suite("Lanczos for the ends of a spectrum", .serialized) struct LanczosTests {
  private func start(_ n: Int) -> [Double] {
    var random = SplitMix64(seed: 5)
    return (0..<n).map { _ in random.normal() }
  }

  /// A kernel of points on a line, exp(−|i − j|/width) + shift: one large eigenvalue, a dense bulk of small ones.
  private func kernel(_ n: Int, shift: Double) -> Matrix<Double> {
    var a = Matrix<Double>(rows: n, columns: n)
    var decay = [1.0]
    for _ in 1..<max(2, n) { decay.append((decay.last ?? 1) * 0.98) }
    for i in 0..<n { for j in 0..<n { a[i, j] = decay[abs(i - j)] + (i == j ? shift : 0) } }
    return a
  }

  @Test("λ_max and λ_min agree with LAPACK within their bounds", arguments: [1, 2, 3, 50, 300], [0, 1e-6, 10.0])
  func agreesWithLAPACK(n: Int, shift: Double) throws {
    let a = kernel(n, shift: shift)
    let exact = try SymmetricEigendecomposition.eigenvalues(of: a)
    let (smallest, largest) = (exact[0], exact[n - 1])
    // What LAPACK and the factor each may be off: a modest multiple of n ε ‖A‖.
    let rounding = 8 * Double(n + 3) * .ulpOfOne * largest
    let upper = try a.largestEigenvalue(start: start(n))
    #expect(upper.isConverged && upper.products <= n)
    #expect(abs(upper.eigenvalue - largest) <= upper.errorBound + rounding)
    #expect(upper.errorBound <= 1e-10 * largest + rounding)
    let factor = try CholeskyFactor.factor(a, shifts: [0]).factor
    let lower = try factor.smallestEigenvalue(start: start(n))
    #expect(abs(lower.value - smallest) <= lower.errorBound + rounding)
    #expect(lower.errorBound <= 1.1e-10 * smallest + rounding)
  }

  @Test("equal eigenvalues end it at once")
  func multipleEigenvalues() throws {
    var a = Matrix<Double>(rows: 40, columns: 40)
    for i in 0..<40 { a[i, i] = 3 }
    let found = try a.largestEigenvalue(start: start(40))
    // One product and its rounding.
    #expect(found.products <= 2 && abs(found.eigenvalue - 3) < 40 * 3 * .ulpOfOne)
  }

  @Test("the same start gives the same bits")
  func isDeterministic() throws {
    let a = kernel(80, shift: 1e-3)
    #expect(try a.largestEigenvalue(start: start(80)) == a.largestEigenvalue(start: start(80)))
  }

  @Test("too few products are told, with the bound they reached")
  func notConverged() throws {
    let a = SymmetricEigendecompositionTests.secondDifference(400)
    let found = try Lanczos(start: start(400), largestCount: 8) { x, product in
      product = Matrix<Double>(rows: 1, columns: 400, elements: x).multiplied(byTransposeOf: a).elements
    }
    #expect(!found.isConverged && found.products == 8)
    let largest = try SymmetricEigendecomposition.eigenvalues(of: a)[399]
    // A lower bound of λ_max, and an eigenvalue within the bound: here the spectrum is dense, so λ_max lies within as
    // well.
    #expect(found.eigenvalue <= largest && found.errorBound > 1e-10 * largest)
  }
}
