import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct BlockConjugateGradientsTests {
  private typealias Method = BlockConjugateGradients

  private func solve(
    _ kernel: Matrix<Double>, _ sides: Matrix<Double>, shift: Double, rank: Int, residual: Double = 1e-10,
    iterations: Int = 1000
  ) throws -> Method.Solution {
    try Method.solve(
      DenseOperator(kernel), preconditioner: KernelExample.preconditioner(kernel, rank: rank, shift: shift),
      sides: sides, limits: .init(residual: residual, iterations: iterations))
  }

  /// ‖x − x′‖ ≤ (τ ‖b‖ + the factor's own rounding)/λ_min, and λ_min ≥ μ. With κ = 1e8 products in float64 give no
  /// residual below some ε κ.
  @Test(
    arguments: [(1e-1, 0, 1e-10), (1e-1, 30, 1e-10), (1e-3, 0, 1e-10), (1e-3, 150, 1e-10), (1e-6, 150, 1e-7)])
  func agreesWithTheFactor(shift: Double, rank: Int, residual: Double) throws {
    var random = SplitMix64(seed: 9)
    let kernel = KernelExample.gaussian(300)
    let sides = random.normalMatrix(rows: 4, columns: 300)
    let found = try solve(kernel, sides, shift: shift, rank: rank, residual: residual)
    #expect(found.residual <= residual)
    let whole = kernel.plusOnDiagonal(shift)
    var exact = sides
    try CholeskyFactor.factor(whole, shifts: [0]).factor.solve(&exact)
    let remainders = sides.minus(found.solutions.multiplied(by: whole))
    let difference = found.solutions.minus(exact)
    for i in 0..<4 {
      // λ₁ is below 300; a backward error of some tens of ε on both sides.
      let rounding = 30 * Double.ulpOfOne * 300 * exact.length(i)
      #expect(remainders.length(i) <= residual * sides.length(i) + rounding)
      #expect(difference.length(i) <= (residual * sides.length(i) + 2 * rounding) / shift)
    }
    #expect(found.products == found.iterations + 1)
  }

  /// A preconditioner of all rows is the matrix.
  @Test func aPreconditionerOfFullRankTakesAStep() throws {
    var random = SplitMix64(seed: 2)
    let kernel = try KernelExample.withEigenvalues((1...90).map { 1 / Double($0) })
    let found = try solve(kernel, random.normalMatrix(rows: 3, columns: 90), shift: 1e-3, rank: 90)
    #expect(found.iterations == 1)
  }

  /// Of 5 eigenvalues beside the noise, 6 steps at most (and one that rounding may ask for); the more rows the
  /// preconditioner has, the fewer.
  @Test func stepsAreAsManyAsEigenvalues() throws {
    var random = SplitMix64(seed: 3)
    let kernel = try KernelExample.withEigenvalues([9, 7, 5, 3, 1] + [Double](repeating: 0, count: 95))
    let sides = random.normalMatrix(rows: 1, columns: 100)
    #expect(try solve(kernel, sides, shift: 0.1, rank: 0).iterations <= 7)
    let slow = KernelExample.gaussian(300)
    let long = random.normalMatrix(rows: 2, columns: 300)
    let counts = try [0, 20, 80, 160].map { try solve(slow, long, shift: 1e-2, rank: $0).iterations }
    #expect(counts[0] > counts[1] && counts[1] > counts[2] && counts[2] > counts[3], "\(counts)")
    // Together in fewer steps than one by one.
    let alone = Matrix(rows: 1, columns: 300, elements: Array(long.row(0)))
    #expect(try solve(slow, alone, shift: 1e-2, rank: 20).iterations > counts[1])
  }

  /// Equal ones, one of zeros, a sum of others; more than a basis can have.
  @Test(arguments: [1e-1, 1e-4]) func rightSidesMayDependOnEachOther(shift: Double) throws {
    var random = SplitMix64(seed: 6)
    let kernel = KernelExample.gaussian(200)
    let some = random.normalMatrix(rows: 2, columns: 200)
    let (first, second) = (Array(some.row(0)), Array(some.row(1)))
    let sum = zip(first, second).map { $0 - 1e3 * $1 }
    let zeros = [Double](repeating: 0, count: 200)
    let sides = Matrix(rows: 6, columns: 200, elements: first + first + zeros + second + sum + first.map { $0 * 1e-9 })
    let found = try solve(kernel, sides, shift: shift, rank: 20)
    var exact = sides
    try CholeskyFactor.factor(kernel.plusOnDiagonal(shift), shifts: [0]).factor.solve(&exact)
    let difference = found.solutions.minus(exact)
    for i in 0..<6 { #expect(difference.length(i) <= 2e-10 * sides.length(i) / shift) }
    #expect(found.solutions.row(2).allSatisfy { $0 == 0 })

    let nothing = try solve(kernel, Matrix(rows: 3, columns: 200), shift: shift, rank: 20)
    #expect(nothing.iterations == 0 && nothing.solutions.elements.allSatisfy { $0 == 0 })

    let small = KernelExample.gaussian(3)
    let many = random.normalMatrix(rows: 8, columns: 3)
    let solved = try solve(small, many, shift: shift, rank: 1)
    let rest = many.minus(solved.solutions.multiplied(by: small.plusOnDiagonal(shift)))
    for i in 0..<8 { #expect(rest.length(i) <= 2e-10 * many.length(i)) }
  }

  @Test func bitsDoNotDependOnThreads() throws {
    var random = SplitMix64(seed: 7)
    let kernel = KernelExample.gaussian(1100)
    let sides = random.normalMatrix(rows: 5, columns: 1100)
    let found = try [1, 2, 3].map { threads in
      try Device(threads: threads).run { try solve(kernel, sides, shift: 1e-3, rank: 60) }
    }
    #expect(found[0].solutions == found[1].solutions && found[0].solutions == found[2].solutions)
    #expect(found[0].iterations == found[1].iterations && found[0].remainders == found[2].remainders)
  }

  /// Never an answer that is none: what was reached is said, and what would help.
  @Test func tooFewStepsAreAnError() throws {
    var random = SplitMix64(seed: 8)
    let kernel = KernelExample.gaussian(300)
    let sides = random.normalMatrix(rows: 2, columns: 300)
    let error = try #require(throws: Method.Obstacle.self) {
      try solve(kernel, sides, shift: 1e-8, rank: 10, iterations: 5)
    }
    guard case .notConverged(let residual, 1e-10, 5, 10) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(residual > 1e-10 && error.exitStatus == .verdictFailed)
    for word in ["after 5 iterations", "rank 10", "larger noise", "larger rank", "exact factor"] {
      #expect(error.message.contains(word))
    }
    #expect(!error.message.contains("\n"))
  }

  /// A residual below rounding is never reached, however many steps there are.
  @Test func roundingIsAnErrorToo() throws {
    var random = SplitMix64(seed: 8)
    let kernel = KernelExample.gaussian(200)
    let sides = random.normalMatrix(rows: 2, columns: 200)
    let error = try #require(throws: Method.Obstacle.self) {
      try solve(kernel, sides, shift: 1e-4, rank: 150, residual: 1e-15)
    }
    guard case .stagnated(let residual, 1e-15, let iterations, 150) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(residual > 1e-15 && residual < 1e-3 && iterations < 1000 && error.exitStatus == .verdictFailed)
  }

  /// Targets in any units: squares of neither have a number.
  @Test(arguments: [-1, 1]) func unitsOfTheSidesDoNotMatter(sign: Int) throws {
    var random = SplitMix64(seed: 8)
    let kernel = KernelExample.gaussian(120)
    let sides = random.normalMatrix(rows: 2, columns: 120)
    let unit = Double(sign: .plus, exponent: sign * 700, significand: 1)
    var scaled = sides
    scaled.scale(by: unit)
    let (found, expected) = (
      try solve(kernel, scaled, shift: 1e-2, rank: 20), try solve(kernel, sides, shift: 1e-2, rank: 20)
    )
    #expect(found.residual > 0 && found.residual <= 1e-10)
    let difference = zip(found.solutions.elements, expected.solutions.elements).map { abs($0 / unit - $1) }
    #expect((difference.max() ?? 1) <= 2e-10 * sides.length(0) / 1e-2)
  }

  /// Other than one whose digits have run out: no noise that small makes it definite.
  @Test(arguments: [0, 30]) func negativeCurvatureIsTold(rank: Int) throws {
    var random = SplitMix64(seed: 8)
    let kernel = try KernelExample.withEigenvalues((1...99).map { 1 / Double($0) } + [-0.5])
    let preconditioner = try KernelExample.preconditioner(
      KernelExample.withEigenvalues((1...100).map { 1 / Double($0) }), rank: rank, shift: 1e-3)
    let error = try #require(throws: Method.Obstacle.self) {
      try Method.solve(
        DenseOperator(kernel), preconditioner: preconditioner, sides: random.normalMatrix(rows: 2, columns: 100))
    }
    guard case .indefinite(let iterations) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(iterations >= 1 && error.exitStatus == .badData && error.message.contains("positive definite"))
  }

  @Test func aStartThatSolvesNeedsNoStep() throws {
    var random = SplitMix64(seed: 12)
    let kernel = KernelExample.gaussian(150)
    let sides = random.normalMatrix(rows: 2, columns: 150)
    let preconditioner = try KernelExample.preconditioner(kernel, rank: 40, shift: 1e-2)
    let first = try Method.solve(DenseOperator(kernel), preconditioner: preconditioner, sides: sides)
    let again = try Method.solve(
      DenseOperator(kernel), preconditioner: preconditioner, sides: sides, start: first.solutions)
    #expect(again.iterations == 0 && again.products == 1 && again.solutions == first.solutions)
    // Compared with something larger, it ends earlier.
    let lengths = (0..<2).map { 1e6 * sides.length($0) }
    let rough = try Method.solve(
      DenseOperator(kernel), preconditioner: preconditioner, sides: sides, lengths: lengths)
    #expect(rough.iterations < first.iterations && rough.residual <= 1e-10)
  }

  @Test(arguments: [Double.nan, .infinity]) func whatIsNotFiniteIsNamed(value: Double) throws {
    let kernel = KernelExample.gaussian(50)
    let preconditioner = try KernelExample.preconditioner(kernel, rank: 5, shift: 0.1)
    var sides = Matrix<Double>(rows: 2, columns: 50, repeating: 1)
    sides[1, 17] = value
    #expect(throws: Method.Obstacle.notFinite(row: 17)) {
      try Method.solve(DenseOperator(kernel), preconditioner: preconditioner, sides: sides)
    }
    var broken = kernel
    broken[30, 4] = value
    let error = #expect(throws: Method.Obstacle.self) {
      try Method.solve(
        DenseOperator(broken), preconditioner: preconditioner, sides: Matrix(rows: 1, columns: 50, repeating: 1))
    }
    #expect(error?.exitStatus == .badData)
  }
}
