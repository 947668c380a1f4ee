import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

/// One rule for modes that cannot be told from null, in gradient flow, its variance and the mean predictor.
@Suite("Null modes") struct NullModesTests {
  /// exp(x·y/8) of `points`, rows by columns; rows that are chosen twice are equal to the last bit.
  private static func kernel(_ rows: [Int], _ columns: [Int], _ points: [[Double]]) -> Matrix<Double> {
    Matrix(
      rows: rows.count, columns: columns.count,
      elements: rows.flatMap { i in
        columns.map { j in exp(zip(points[i], points[j]).reduce(0) { $0 + $1.0 * $1.1 } / 8) }
      })
  }

  /// `count` inputs, of which the first `repeated` stand there twice with other targets, and three test inputs of which
  /// the first is a training input.
  private struct Problem {
    let kernel, crossKernel, targets: Matrix<Double>
    /// The same without repetitions, with the mean of the two targets.
    let distinctKernel, distinctCrossKernel, meanTargets: Matrix<Double>

    init(count: Int, repeated: Int, seed: UInt64) {
      var random = SplitMix64(seed: seed)
      let points = (0..<count + 2).map { _ in (0..<12).map { _ in random.normal() } }
      let (once, twice) = (Array(0..<count), Array(0..<count) + Array(0..<repeated))
      let test = [0, count, count + 1]
      kernel = NullModesTests.kernel(twice, twice, points)
      crossKernel = NullModesTests.kernel(test, twice, points)
      distinctKernel = NullModesTests.kernel(once, once, points)
      distinctCrossKernel = NullModesTests.kernel(test, once, points)
      let targets = Matrix<Double>(
        rows: twice.count, columns: 2, elements: (0..<2 * twice.count).map { _ in random.normal() })
      self.targets = targets
      meanTargets = Matrix(
        rows: count, columns: 2,
        elements: once.flatMap { i in
          (0..<2).map { j in i < repeated ? (targets[i, j] + targets[count + i, j]) / 2 : targets[i, j] }
        })
    }
  }

  @Test("repeated inputs: flow and predictor agree at the end of time", arguments: [(12, 1), (12, 12), (40, 7)])
  func repeatedInputs(count: Int, repeated: Int) throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let problem = Problem(count: count, repeated: repeated, seed: seed)
      let flow = try GradientFlow(kernel: problem.kernel, targets: problem.targets)
      #expect(!flow.isTrusted)
      let predictor = try MeanPredictor(kernel: problem.kernel)
      let means = try flow.means(crossKernel: problem.crossKernel, at: [.infinity])[0]
      let fromWeights = predictor.predictions(
        crossKernel: problem.crossKernel, weights: try predictor.weights(targets: problem.targets))
      let fromMatrix = predictor.matrix(crossKernel: problem.crossKernel).multiplied(by: problem.targets)
      let distinct = try MeanPredictor(kernel: problem.distinctKernel)
      let expected = distinct.matrix(crossKernel: problem.distinctCrossKernel).multiplied(by: problem.meanTargets)
      // n ε κ of the distinct inputs, numbers of order ten.
      let condition = try KernelSpectrum(problem.distinctKernel).conditionNumber
      let rounding = 10 * Double(count + repeated) * .ulpOfOne * condition
      #expect(rounding < 1e-8)
      for k in means.elements.indices {
        for found in [means, fromWeights, fromMatrix] {
          #expect((found.elements[k] - expected.elements[k]).magnitude < rounding)
        }
      }
    }
  }

  @Test("without null modes the predictor is the Cholesky factor's, to the bit")
  func regularKernels() throws {
    let problem = Problem(count: 30, repeated: 0, seed: 3)
    let predictor = try MeanPredictor(kernel: problem.kernel)
    let factored = try MeanPredictor(factoring: problem.kernel, precision: .double)
    #expect(
      predictor.matrix(crossKernel: problem.crossKernel) == factored.matrix(crossKernel: problem.crossKernel))
  }

  @Test("long finite times of a singular kernel are those of the end, not of rounding")
  func longTimes() throws {
    let problem = Problem(count: 20, repeated: 20, seed: 17)
    let flow = try GradientFlow(kernel: problem.kernel, targets: problem.targets)
    let times = [1e9, 1e15, 1e100, 1e300, .infinity]
    let means = try flow.means(crossKernel: problem.crossKernel, at: times)
    let variances = try GradientFlowVariance(flow, trainingCovariance: problem.kernel).variances(
      crossKernel: problem.crossKernel, crossCovariance: problem.crossKernel, testVariances: [5, 5, 5], at: times)
    for (p, time) in times.enumerated() {
      // At 10⁹ null modes have learnt t ε |Θ(x, X)| |Y| at most.
      for (a, b) in zip(means[p].elements, means[4].elements) { #expect((a - b).magnitude < 1e-4, "\(time)") }
      for (a, b) in zip(variances[p], variances[4]) { #expect((a - b).magnitude < 1e-4, "\(time)") }
    }
    let trained = try [1e15, .infinity].map { try flow.trainingMeans(at: $0) }
    for (a, b) in zip(trained[0].elements, trained[1].elements) { #expect((a - b).magnitude < 1e-12) }
  }

  /// A mode of λ = c b beside λ_max = 1: below b it is null, above it is learnt to the end.
  @Test("modes around b, in flow and predictor", arguments: [0.5, 2, 20])
  func modesAroundTheBound(factor: Double) throws {
    let bound = 2 * Double.ulpOfOne
    let eigenvalue = factor * bound
    let kernel = Matrix<Double>(rows: 2, columns: 2, elements: [1, 0, 0, eigenvalue])
    let cross = Matrix<Double>(rows: 1, columns: 2, elements: [0, eigenvalue])
    let flow = try GradientFlow(kernel: kernel, targets: Matrix(rows: 2, columns: 1, elements: [0, 1]))
    #expect(flow.isTrusted == (factor > 1))
    let times = [0.5 / bound, 1 / bound, 1.1 / bound, 100 / bound, .infinity]
    let means = try flow.means(crossKernel: cross, at: times).map { $0[0, 0] }
    for (time, mean) in zip(times, means) {
      // 1 − e^{−λt}, or nothing of a null mode once b t > 1; LAPACK leaves diagonal matrices as they are.
      let expected = factor < 1 && bound * time > 1 ? 0 : -expm1(-eigenvalue * time)
      #expect((mean - expected).magnitude <= 8 * .ulpOfOne, "\(time)")
    }
    if factor < 1 {
      // The leap: (1 − e^{−λ/b})/λ.
      #expect(means[2] == 0 && (means[1] + expm1(-factor)).magnitude < 8 * .ulpOfOne)
    }
    let predictor = try MeanPredictor(kernel: kernel)
    #expect((predictor.matrix(crossKernel: cross)[0, 1] - (factor < 1 ? 0 : 1)).magnitude < 4 * .ulpOfOne)
    // Whichever way decided it, a predictor without null modes is the Cholesky factor's.
    if factor > 1 {
      let factored = try MeanPredictor(factoring: kernel, precision: .double)
      #expect(predictor.matrix(crossKernel: cross) == factored.matrix(crossKernel: cross))
    }
  }

  @Test("a null mode learns t while rounding cannot change that, and nothing later")
  func shortTimes() throws {
    // λ = 1 and 10⁻¹⁷, b = 4.4e-16.
    let flow = try GradientFlow(
      kernel: Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 1e-17]),
      targets: Matrix(rows: 2, columns: 1, elements: [0, 1]))
    let cross = Matrix<Double>(rows: 1, columns: 2, elements: [0, 1e-9])
    let means = try flow.means(crossKernel: cross, at: [1, 1e10, 1e16, .infinity]).map { $0[0, 0] }
    #expect((means[0] / 1e-9 - 1).magnitude < 1e-15)
    #expect((means[1] / 10 - 1).magnitude < 1e-6)
    #expect(means[2] == 0 && means[3] == 0)
  }
}
