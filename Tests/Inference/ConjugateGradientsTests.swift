import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

/// A posterior by conjugate gradients beside the one by its factor.
@Suite struct ConjugateGradientsTests {
  private static let n = 120
  private static let m = 15

  /// exp(−|x − y|²/8) + offset of points in three dimensions: rows of all training inputs, then the test inputs'.
  private struct Example {
    let kernel: Matrix<Double>
    let targets: Matrix<Double>

    init(offset: Double = 0, scale: Double = 1) {
      let count = ConjugateGradientsTests.n + ConjugateGradientsTests.m
      var random = SplitMix64(seed: 5)
      let points = random.normalMatrix(rows: count, columns: 3)
      var kernel = Matrix<Double>(rows: count, columns: count)
      for i in 0..<count {
        for j in 0..<count {
          let distance = zip(points.row(i), points.row(j)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          kernel[i, j] = scale * (exp(-distance / 8) + offset)
        }
      }
      self.kernel = kernel
      targets = Matrix(
        rows: ConjugateGradientsTests.n, columns: 2,
        elements: (0..<ConjugateGradientsTests.n).flatMap { [sin(points[$0, 0]) + 0.5, points[$0, 1]] })
    }

    func part(_ rows: Range<Int>, _ columns: Range<Int>) -> Matrix<Double> {
      Matrix(
        rows: rows.count, columns: columns.count,
        elements: rows.flatMap { kernel.row($0).dropFirst(columns.lowerBound).prefix(columns.count) })
    }
  }

  /// An example with its first input taken out: S and u of all others.
  private struct Anchored {
    let problem: CheckedPosterior.Problem
    private let remainders: Matrix<Double>
    private let components: [Double]
    private let rest = 1..<ConjugateGradientsTests.n
    private let test = ConjugateGradientsTests.n..<ConjugateGradientsTests.n + ConjugateGradientsTests.m

    init(_ example: Example) {
      let root = example.kernel[0, 0].squareRoot()
      let u = (0..<example.kernel.rows).map { example.kernel[$0, 0] / root }
      var remainders = example.kernel
      for i in u.indices { for j in u.indices { remainders[i, j] -= u[i] * u[j] } }
      problem = CheckedPosterior.Problem(
        targets: Matrix(rows: rest.count, columns: 2, elements: Array(example.targets.elements[2...])),
        noise: .given(1e-2), meanDiagonal: example.kernel[0, 0],
        anchor: Anchor(root: root, targets: Array(example.targets.row(0)), components: Array(u[rest])))
      (self.remainders, components) = (remainders, u)
    }

    /// S of the training inputs that are left.
    var kernel: Matrix<Double> { part(rest) }

    private func part(_ rows: Range<Int>) -> Matrix<Double> {
      Matrix(
        rows: rows.count, columns: rest.count,
        elements: rows.flatMap { remainders.row($0).dropFirst().prefix(rest.count) })
    }

    func means(_ posterior: CheckedPosterior, accuracy: inout PredictionAccuracy) throws -> Matrix<Double> {
      try posterior.predict(
        crossKernel: part(test), testVariances: test.map { remainders[$0, $0] }, components: Array(components[test]),
        accuracy: &accuracy
      ).means
    }
  }

  private func posterior(
    _ problem: CheckedPosterior.Problem, _ kernel: Matrix<Double>, _ settings: ConjugateGradients = .init()
  ) throws -> CheckedPosterior {
    var generator = SplitMix64(seed: 1)
    return try CheckedPosterior(problem, matrix: DenseOperator(kernel), settings, using: &generator)
  }

  /// δ mean ≤ √K** τ ‖t‖/σ; kernels of any size have units of their own.
  @Test(arguments: [1e-1, 1e-3, 1e-5], [1, 3e-9, 7e12])
  func meansAreThoseOfTheFactor(noise: Double, scale: Double) throws {
    let example = Example(scale: scale)
    let (training, all) = (0..<Self.n, 0..<Self.n + Self.m)
    let problem = CheckedPosterior.Problem(
      targets: example.targets, noise: .given(noise * scale), meanDiagonal: scale)
    let found = try posterior(problem, example.part(training, training), .init(rank: 40))
    let exact = try CheckedPosterior(problem, kernel: example.part(training, training))
    #expect(found.parts.isIterative && !exact.parts.isIterative && found.solver == nil)
    #expect(found.conditionNumber >= 0.9 * exact.conditionNumber && found.noiseVarianceUsed == noise * scale)
    let cross = example.part(Self.n..<all.upperBound, training)
    let variances = [Double](repeating: scale, count: Self.m)
    var (accuracy, other) = (PredictionAccuracy(), PredictionAccuracy())
    let means = try found.predict(crossKernel: cross, testVariances: variances, accuracy: &accuracy)
    let expected = try exact.predict(crossKernel: cross, testVariances: variances, accuracy: &other)
    #expect(means.variances == nil)
    for c in 0..<2 {
      let length = (0..<Self.n).reduce(0) { $0 + example.targets[$1, c] * example.targets[$1, c] }.squareRoot()
      for i in 0..<Self.m {
        let difference = abs(means.means[i, c] - expected.means[i, c])
        #expect(difference <= 2e-10 * length / noise.squareRoot())
        // What is said of the digits holds.
        #expect(difference <= pow(10, -Double(accuracy.meanDigits)) * 3)
      }
    }
    #expect(accuracy.meanDigits <= other.meanDigits)
  }

  /// A large residual is no secret: fewer digits, and no trust.
  @Test func whatTheIterationLeavesIsSaid() throws {
    let example = Example()
    let training = 0..<Self.n
    let problem = CheckedPosterior.Problem(targets: example.targets, noise: .given(1e-2), meanDiagonal: 1)
    let digits = try [1e-3, 1e-6, 1e-9].map { residual in
      let found = try posterior(
        problem, example.part(training, training), .init(rank: 10, limits: .init(residual: residual)))
      var accuracy = PredictionAccuracy()
      _ = try found.predict(
        crossKernel: example.part(Self.n..<Self.n + Self.m, training),
        testVariances: [Double](repeating: 1, count: Self.m), accuracy: &accuracy)
      #expect(accuracy.isTrusted == (accuracy.meanDigits >= 6))
      return accuracy.meanDigits
    }
    #expect(digits[0] < 3 && digits[0] < digits[1] && digits[1] < digits[2], "\(digits)")
  }

  /// One input taken out, as S and u: the posterior of the whole kernel, whatever its common part.
  @Test(arguments: [0.0, 1, 1e4]) func anAnchorChangesNothing(offset: Double) throws {
    let example = Example(offset: offset)
    let training = 0..<Self.n
    let anchored = Anchored(example)
    let found = try posterior(anchored.problem, anchored.kernel, .init(rank: 30))
    let exact = try CheckedPosterior(
      .init(targets: example.targets, noise: .given(1e-2), meanDiagonal: 1 + offset),
      kernel: example.part(training, training))
    let test = Self.n..<Self.n + Self.m
    var accuracy = PredictionAccuracy()
    let means = try anchored.means(found, accuracy: &accuracy)
    let expected = try exact.predict(
      crossKernel: example.part(test, training), testVariances: test.map { example.kernel[$0, $0] },
      accuracy: &accuracy
    ).means
    // Entries of the size of the offset have its rounding, over the noise; ‖t‖ is some 13.
    let bound = 2e-10 * 13 / 0.1 + 120 * 4 * Double.ulpOfOne * (1 + offset) / 1e-2
    #expect(zip(means.elements, expected.elements).allSatisfy { abs($0 - $1) <= bound })
  }

  /// With an anchor too, of which A⁻¹ u is found to the same residual: what is said of the digits holds.
  @Test(arguments: [0.0, 1, 1e3], [1e-3, 1e-5, 1e-7])
  func whatAnAnchoredIterationLeavesIsSaid(offset: Double, residual: Double) throws {
    let example = Example(offset: offset)
    let anchored = Anchored(example)
    func predict(_ settings: ConjugateGradients) throws -> (means: Matrix<Double>, digits: Int) {
      var accuracy = PredictionAccuracy()
      let means = try anchored.means(
        posterior(anchored.problem, anchored.kernel, settings), accuracy: &accuracy)
      return (means, accuracy.meanDigits)
    }
    let found = try predict(.init(rank: 20, limits: .init(residual: residual)))
    let exact = try predict(.init(rank: 60, limits: .init(residual: 1e-12)))
    let largest = example.targets.elements.map(\.magnitude).max() ?? 0
    let difference = zip(found.means.elements, exact.means.elements).map { abs($0 - $1) }.max() ?? 1
    #expect(difference <= pow(10, -Double(found.digits)) * largest && found.digits <= exact.digits)
  }

  /// As by the factor, and not as an iteration that needs more steps.
  @Test func anIndefiniteKernelIsRefusedAsByTheFactor() throws {
    let example = Example()
    var kernel = example.part(0..<Self.n, 0..<Self.n)
    for i in 0..<40 { for j in 0..<40 where i != j { kernel[i, j] *= 1.6 } }
    let problem = CheckedPosterior.Problem(targets: example.targets, noise: .given(1e-3), meanDiagonal: 1)
    let refusal = GaussianProcessError.notPositiveDefinite(largestNoise: 1e-3)
    // The factor has tried larger noise.
    #expect(throws: GaussianProcessError.self) { try CheckedPosterior(problem, kernel: kernel) }
    for rank in [0, 3, 60] { #expect(throws: refusal) { try posterior(problem, kernel, .init(rank: rank)) } }
  }

  /// Without a preconditioner the trace bounds λ₁.
  @Test func theConditionNumberIsABoundAtAnyRank() throws {
    let example = Example()
    let kernel = example.part(0..<Self.n, 0..<Self.n)
    let problem = CheckedPosterior.Problem(targets: example.targets, noise: .given(1e-1), meanDiagonal: 1)
    let exact = try CheckedPosterior(problem, kernel: kernel).conditionNumber
    for rank in [0, 1, 20] {
      #expect(try posterior(problem, kernel, .init(rank: rank)).conditionNumber >= 0.9 * exact)
    }
  }

  @Test func anUnconvergedPosteriorIsAnError() {
    let example = Example()
    let problem = CheckedPosterior.Problem(targets: example.targets, noise: .given(1e-9), meanDiagonal: 1)
    #expect(throws: BlockConjugateGradients.Obstacle.self) {
      try posterior(
        problem, example.part(0..<Self.n, 0..<Self.n), .init(rank: 5, limits: .init(residual: 1e-10, iterations: 8)))
    }
    let none = CheckedPosterior.Problem(targets: example.targets, noise: .given(0), meanDiagonal: 1)
    #expect(throws: LowRankPreconditioner.Obstacle.shift(0)) {
      try posterior(none, example.part(0..<Self.n, 0..<Self.n))
    }
  }

  @Test func theDefaultRankFollowsTheInputs() {
    #expect([5, 50, 4000, 20_000].map { ConjugateGradients().rank(of: $0) } == [5, 10, 400, 1000])
    #expect(ConjugateGradients(rank: 77).rank(of: 60) == 60)
  }
}
