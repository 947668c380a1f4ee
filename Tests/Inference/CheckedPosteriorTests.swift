import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite("Checked posterior and flow") struct CheckedPosteriorTests {
  private let example = FlowExample()

  /// Without an anchor it is the Gaussian process, and with one too.
  @Test("as the Gaussian process, anchored or not, square or packed", arguments: [false, true], [false, true])
  func isAsTheProcess(isAnchored: Bool, isPacked: Bool) throws {
    let (kernel, cross, targets) = (example.covariance, example.crossCovariance, example.targets)
    let n = kernel.rows
    let own = [Double](repeating: 3, count: cross.rows)
    let plain = try GaussianProcess(trainingKernel: kernel, targets: targets, noise: .absolute(first: 1e-3))
    let expected = (
      means: plain.mean(crossKernel: cross), variances: plain.variance(crossKernel: cross, testVariances: own)
    )
    var (matrix, sides, anchor, test) = (kernel, targets, Anchor?.none, cross)
    var (variances, components) = (own, [Double]())
    if isAnchored {
      // ε = 1 − K/(D D′), with the first input as the anchor.
      let roots = kernel.diagonal.map { $0.squareRoot() }
      func separations(_ k: Matrix<Double>, _ rows: [Double], _ keep: (Int) -> Bool) -> Matrix<Double> {
        let chosen = (0..<n).filter(keep)
        return Matrix(
          rows: k.rows, columns: chosen.count,
          elements: (0..<k.rows).flatMap { i in chosen.map { 1 - k[i, $0] / (rows[i] * roots[$0]) } })
      }
      let testRoots = own.map { $0.squareRoot() }
      let rest = Array(roots.dropFirst())
      let all = separations(kernel, roots) { $0 > 0 }
      let first = (1..<n).map { all[0, $0 - 1] }
      matrix = Matrix(rows: n - 1, columns: n - 1, elements: Array(all.elements.dropFirst(n - 1)))
      for i in 0..<n - 1 { matrix[i, i] = 0 }
      let fromAnchor = separations(cross, testRoots) { $0 == 0 }.elements
      test = separations(cross, testRoots) { $0 > 0 }
      let others = AnchoredInputs(roots: rest, separations: first)
      let places = AnchoredInputs(roots: testRoots, separations: fromAnchor)
      try Anchor.remainders(&matrix, rows: others, columns: others)
      try Anchor.remainders(&test, rows: places, columns: others)
      (variances, components) = (places.variances, places.components)
      anchor = Anchor(root: roots[0], targets: Array(targets.row(0)), components: others.components)
      sides = Matrix(
        rows: n - 1, columns: targets.columns, elements: Array(targets.elements.dropFirst(targets.columns)))
    }
    let problem = CheckedPosterior.Problem(
      targets: sides, noise: .given(1e-3), meanDiagonal: kernel.meanDiagonal, anchor: anchor)
    let whole = matrix
    let posterior =
      isPacked
      ? try CheckedPosterior(problem, product: { $0.multiplied(by: whole) }, prepare: { _ in }) {
        $0.write(Tile(rows: 0..<whole.rows, columns: 0..<whole.rows), whole.elements)
      } : try CheckedPosterior(problem, kernel: matrix)
    var accuracy = PredictionAccuracy()
    let found = try posterior.predict(
      crossKernel: test, testVariances: variances, components: components, accuracy: &accuracy)
    #expect(posterior.noiseVarianceUsed == 1e-3 && posterior.attempts == 1)
    #expect(accuracy.isTrusted && posterior.residual < 1e-13)
    // n ε κ of numbers of order one.
    for (a, b) in zip(found.means.elements, expected.means.elements) { #expect(abs(a - b) < 1e-10) }
    for (a, b) in zip(try #require(found.variances), expected.variances) { #expect(abs(a - max(0, b)) < 1e-10) }
  }

  /// A kernel that knows one digit too few: [[1, 1], [1, 1]] with noise below rounding.
  @Test("rounding that decides is told, and nothing is below 0")
  func tellsWhatIsLeft() throws {
    let near = 1 - 0x1p-50
    let kernel = Matrix<Double>(rows: 2, columns: 2, elements: [1, near, near, 1])
    let problem = CheckedPosterior.Problem(
      targets: Matrix(rows: 2, columns: 1, elements: [1, -1]), noise: .given(0), meanDiagonal: 1)
    let posterior = try CheckedPosterior(problem, kernel: kernel)
    #expect(posterior.conditionNumber > 1e14)
    var accuracy = PredictionAccuracy()
    let cross = Matrix<Double>(rows: 1, columns: 2, elements: [near, 1])
    let found = try posterior.predict(crossKernel: cross, testVariances: [0.5], accuracy: &accuracy)
    #expect(!accuracy.isTrusted && accuracy.meanDigits == 0)
    #expect(found.variances == [0] && accuracy.clippedVariances == 1)
  }

  @Test("what is not a number is not trusted, among numbers that are", arguments: [0, 1])
  func notANumber(row: Int) throws {
    let kernel = Matrix<Double>(rows: 2, columns: 2, elements: [2, 1, 1, 2])
    let targets = Matrix<Double>(rows: 2, columns: 1, elements: [1, -1])
    var cross = Matrix<Double>(rows: 2, columns: 2, elements: [1, 1, 1, 1])
    cross[row, 0] = .nan
    let posterior = try CheckedPosterior(.init(targets: targets, noise: .given(0), meanDiagonal: 2), kernel: kernel)
    var accuracy = PredictionAccuracy()
    _ = try posterior.predict(crossKernel: cross, testVariances: [2, 2], accuracy: &accuracy)
    #expect(!accuracy.isTrusted && accuracy.meanDigits == 0 && accuracy.varianceDigits == 0)
    let flow = try CheckedFlow(kernel: kernel, prior: kernel, targets: targets, noiseVariance: 0)
    var worth = PredictionAccuracy()
    _ = try flow.predict(
      crossKernel: cross, crossCovariance: cross, testVariances: [2, 2], at: [1, .infinity], accuracy: &worth)
    #expect(!worth.isTrusted && worth.meanDigits == 0 && worth.varianceDigits == 0)
  }

  /// A blank input and no bias: K = 0 there, A = σ² and a weight of 1/σ², which no prediction uses.
  @Test("a row of zeros casts no doubt")
  func zeroRow() throws {
    let kernel = Matrix<Double>(rows: 3, columns: 3, elements: [2, 1, 0, 1, 2, 0, 0, 0, 0])
    let posterior = try CheckedPosterior(
      .init(targets: Matrix(rows: 3, columns: 1, elements: [1, -1, 1]), noise: .given(1e-10), meanDiagonal: 1),
      kernel: kernel)
    var accuracy = PredictionAccuracy()
    let cross = Matrix<Double>(rows: 1, columns: 3, elements: [1, 0.5, 0])
    _ = try posterior.predict(crossKernel: cross, testVariances: [2], accuracy: &accuracy)
    #expect(accuracy.isTrusted && accuracy.meanDigits >= 12)
  }

  /// Two equal inputs with a well-known answer beside one that is 10⁹ times as large.
  @Test("a huge test input takes no digits from others, nor lends them any")
  func hugeTestInput() throws {
    let kernel = Matrix<Double>(rows: 2, columns: 2, elements: [2, 1, 1, 2])
    let targets = Matrix<Double>(rows: 2, columns: 1, elements: [1, -1])
    let cross = Matrix<Double>(rows: 2, columns: 2, elements: [1, 1.5, 1e9, 0.5e9])
    var accuracy = PredictionAccuracy()
    _ = try CheckedFlow(kernel: kernel, prior: kernel, targets: targets, noiseVariance: 0).predict(
      crossKernel: cross, crossCovariance: cross, testVariances: [2, 1e18], at: [1, .infinity], accuracy: &accuracy)
    #expect(accuracy.isTrusted && accuracy.meanDigits >= 12 && accuracy.varianceDigits >= 12)
    let near = Matrix<Double>(rows: 2, columns: 2, elements: [1, 1 - 1e-12, 1 - 1e-12, 1])
    var doubtful = PredictionAccuracy()
    _ = try CheckedPosterior(.init(targets: targets, noise: .given(0), meanDiagonal: 1), kernel: near).predict(
      crossKernel: cross, testVariances: [2, 1e18], accuracy: &doubtful)
    #expect(!doubtful.isTrusted)
  }

  @Test("a raised noise is counted, and no noise helps an indefinite kernel")
  func ladder() throws {
    var k = Matrix<Double>(rows: 30, columns: 30, repeating: 1e18)
    for i in 0..<30 { k[i, i] -= 5e14 }
    let targets = Matrix<Double>(rows: 30, columns: 1, repeating: 1)
    func posterior(_ noise: NoiseLadder) throws -> CheckedPosterior {
      try CheckedPosterior(.init(targets: targets, noise: noise, meanDiagonal: k.meanDiagonal), kernel: k)
    }
    let raised = try posterior(.relative(first: 1e-10))
    #expect(raised.attempts == 8 && abs(raised.noiseVarianceUsed / 1e15 - 1) < 1e-3)
    #expect(try posterior(.given(1e-10)).attempts > 1)
    for i in 0..<30 { k[i, i] = 1e17 }
    #expect(throws: GaussianProcessError.self) { try posterior(.relative(first: 1e-10)) }
  }

  /// Times over all of float64 and kernels of any size: bounded, and the same as the end of time.
  @Test("flow at any time, of kernels of any size", arguments: [1e-290, 1, 1e290])
  func flowAtAnyTime(size: Double) throws {
    // Two equal inputs, and one that differs.
    let k = Matrix<Double>(rows: 3, columns: 3, elements: [2, 2, 1, 2, 2, 1, 1, 1, 3].map { $0 * size })
    let flow = try CheckedFlow(
      kernel: k, prior: k, targets: Matrix(rows: 3, columns: 1, elements: [1, 3, -1]), noiseVariance: 0)
    let cross = Matrix<Double>(rows: 2, columns: 3, elements: [2, 2, 1, 1, 1, 0].map { $0 * size })
    var accuracy = PredictionAccuracy()
    let times = [0, Double.leastNonzeroMagnitude, 1 / size, 1e17 / size, 1.7e308, .infinity]
    let found = try flow.predict(
      crossKernel: cross, crossCovariance: cross, testVariances: [2 * size, 4 * size], at: times, accuracy: &accuracy)
    for p in times.indices {
      #expect(found.means[p].elements.allSatisfy { abs($0) < 4 }, "\(times[p])")
      #expect(found.variances[p].allSatisfy { $0 >= 0 && $0 <= 4.001 * size }, "\(times[p])")
    }
    #expect(found.means[0].elements == [0, 0] && found.variances[0] == [2 * size, 4 * size])
    for p in [3, 5] {
      // The repeated input has the mean of its targets; x·y of two inputs (4, 5 of their inverse's 5) for the other.
      #expect(abs(found.means[p][0, 0] - 2) < 1e-9 && abs(found.means[p][1, 0] - 1.4) < 1e-9)
    }
    #expect(!accuracy.isTrusted && accuracy.leavesOutModes && !flow.isConditionTrusted && flow.residual < 1e-14)
  }
}
