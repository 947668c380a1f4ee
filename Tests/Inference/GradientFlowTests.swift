import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite("Gradient flow") struct GradientFlowTests {
  let flows = FlowExample()

  /// One input: mean = (Θ*/Θ)(1 − e^{−Θt}) y, variance = K* + a² K − 2 a k with a the factor before y.
  @Test("one input by hand", arguments: [0, 1e-12, 0.7, 40, .infinity])
  func oneInput(time: Double) throws {
    let flow = try GradientFlow(
      kernel: Matrix(rows: 1, columns: 1, elements: [2.5]), targets: Matrix(rows: 1, columns: 1, elements: [3]))
    let cross = Matrix<Double>(rows: 1, columns: 1, elements: [1.5])
    let a = 1.5 / 2.5 * -expm1(-2.5 * time)
    // A handful of roundings, relative even for the smallest time.
    #expect(abs(try flow.means(crossKernel: cross, at: [time])[0][0, 0] - a * 3) <= 8 * .ulpOfOne * a * 3)
    #expect(abs(try flow.trainingMeans(at: time)[0, 0] - 2.5 / 1.5 * a * 3) <= 8 * .ulpOfOne * 5 * a)
    let spread = try GradientFlowVariance(flow, trainingCovariance: Matrix(rows: 1, columns: 1, elements: [1.25]))
    let variance = try spread.variances(
      crossKernel: cross, crossCovariance: Matrix(rows: 1, columns: 1, elements: [0.5]), testVariances: [0.9],
      at: [time])
    #expect(abs(variance[0][0] - (0.9 + a * a * 1.25 - a)) < 8 * .ulpOfOne)
  }

  /// dF/dt = −Θ(X ∪ x, X)(F(X) − Y) by Runge and Kutta, for the mean and for what becomes of every initial function.
  @Test("direct integration", arguments: [0.1, 1, 6.0])
  func directIntegration(time: Double) throws {
    let integrated = flows.integrate(to: time, steps: 4000)
    let flow = try GradientFlow(kernel: flows.kernel, targets: flows.targets)
    let means = try flow.means(crossKernel: flows.crossKernel, at: [0, time])[1]
    let training = try flow.trainingMeans(at: time)
    let variances = try GradientFlowVariance(flow, trainingCovariance: flows.covariance).variances(
      crossKernel: flows.crossKernel, crossCovariance: flows.crossCovariance, testVariances: flows.testVariances,
      at: [time])[0]
    // The method's error a step is (λh)⁵/120 with λ < 12 and h ≤ 1.5e-3: 2e-11 of the solution, and decays like it.
    for i in 0..<3 {
      for j in 0..<2 { #expect(abs(means[i, j] - integrated.mean[4 + i, j]) < 1e-8) }
      #expect(abs(variances[i] - integrated.variances[4 + i]) < 1e-8)
    }
    for i in 0..<4 { for j in 0..<2 { #expect(abs(training[i, j] - integrated.mean[i, j]) < 1e-8) } }
  }

  @Test("covariances have the variances on their diagonal, are symmetric and begin as the prior's")
  func covariances() throws {
    let times = [0, 0.4, 3, Double.infinity]
    let flow = try GradientFlow(kernel: flows.kernel, targets: flows.targets, noiseVariance: 0.1)
    let spread = try GradientFlowVariance(flow, trainingCovariance: flows.covariance)
    let m = flows.testVariances.count
    var prior = Matrix(rows: m, columns: m, repeating: 0.2)
    for i in 0..<m { prior[i, i] = flows.testVariances[i] }
    let variances = try spread.variances(
      crossKernel: flows.crossKernel, crossCovariance: flows.crossCovariance, testVariances: flows.testVariances,
      at: times)
    // A K(X, X) Aᵀ − A K(X, x′) − K(x, X) A′ᵀ with A = Θ(x, X) (Θ + σ² I)⁻¹ at the end of time.
    var shifted = flows.kernel
    for i in 0..<4 { shifted[i, i] += 0.1 }
    var a = flows.crossKernel
    try CholeskyFactor.factor(shifted, shifts: [0]).factor.solve(&a)
    let (aK, crossed) = (a.multiplied(by: flows.covariance), a.multiplied(byTransposeOf: flows.crossCovariance))
    let whole = aK.multiplied(byTransposeOf: a)
    try spread.covariances(
      crossKernel: flows.crossKernel, crossCovariance: flows.crossCovariance, testCovariance: prior, at: times
    ) { p, covariance in
      for i in 0..<m {
        #expect(abs(covariance[i, i] - variances[p][i]) < 1e-13)
        for j in 0..<m {
          #expect(covariance[i, j] == covariance[j, i])
          if p == 0 { #expect(covariance[i, j] == prior[i, j]) }
          if p == 3 {
            // κ of some hundreds.
            #expect(abs(covariance[i, j] - (prior[i, j] + whole[i, j] - crossed[i, j] - crossed[j, i])) < 1e-11)
          }
        }
      }
    }
  }

  @Test("at time 0 nothing is learned and the prior's variance is left")
  func timeZero() throws {
    let flow = try GradientFlow(kernel: flows.kernel, targets: flows.targets)
    let means = try flow.means(crossKernel: flows.crossKernel, at: [0])[0]
    #expect(means.elements.allSatisfy { $0 == 0 })
    let variances = try GradientFlowVariance(flow, trainingCovariance: flows.covariance).variances(
      crossKernel: flows.crossKernel, crossCovariance: flows.crossCovariance, testVariances: flows.testVariances,
      at: [0])
    #expect(variances == [flows.testVariances])
  }

  @Test("trained to the end it is kernel regression, and of the readout the posterior without noise")
  func timeInfinity() throws {
    let flow = try GradientFlow(kernel: flows.kernel, targets: flows.targets)
    let predictor = try MeanPredictor(kernel: flows.kernel)
    let means = try flow.means(crossKernel: flows.crossKernel, at: [.infinity])[0]
    let regression = predictor.predictions(
      crossKernel: flows.crossKernel, weights: try predictor.weights(targets: flows.targets))
    let readout = try GradientFlow(kernel: flows.covariance, targets: flows.targets)
    let process = try GaussianProcess(
      trainingKernel: flows.covariance, targets: flows.targets, noise: .absolute(first: 0))
    let posterior = process.mean(crossKernel: flows.crossCovariance)
    let spread = try GradientFlowVariance(readout, trainingCovariance: flows.covariance).variances(
      crossKernel: flows.crossCovariance, crossCovariance: flows.crossCovariance, testVariances: flows.testVariances,
      at: [.infinity])[0]
    let variances = process.variance(crossKernel: flows.crossCovariance, testVariances: flows.testVariances)
    let readoutMeans = try readout.means(crossKernel: flows.crossCovariance, at: [.infinity])[0]
    // n ε κ with κ < 100 and numbers of order one.
    for i in 0..<3 {
      for j in 0..<2 {
        #expect(abs(means[i, j] - regression[i, j]) < 1e-12)
        #expect(abs(readoutMeans[i, j] - posterior[i, j]) < 1e-12)
      }
      #expect(abs(spread[i] - variances[i]) < 1e-12)
    }
  }

  /// K* − k K⁻¹ (1 − e^{−2Kt}) k: with one input of K = 1, k = ½, K* = 1 at t = 1 it is 1 − (1 − e⁻²)/4.
  @Test("the readout's variance decays at twice the rate: S23 with the 2 that S20 has")
  func readoutVariance() throws {
    let one = Matrix<Double>(rows: 1, columns: 1, elements: [1])
    let half = Matrix<Double>(rows: 1, columns: 1, elements: [0.5])
    let variance = try GradientFlowVariance(GradientFlow(kernel: one, targets: one), trainingCovariance: one).variances(
      crossKernel: half, crossCovariance: half, testVariances: [1], at: [1])[0][0]
    #expect(abs(variance - (1 - (1 - exp(-2.0)) / 4)) < 4 * .ulpOfOne)
  }

  @Test("noise on the diagonal: the training mean stops short of the targets")
  func noise() throws {
    let flow = try GradientFlow(kernel: flows.kernel, targets: flows.targets, noiseVariance: 0.5)
    let atEnd = try flow.trainingMeans(at: .infinity)
    let asTest = try flow.means(crossKernel: flows.kernel, at: [.infinity])[0]
    let process = try GaussianProcess(
      trainingKernel: flows.kernel, targets: flows.targets, noise: .absolute(first: 0.5))
    let expected = process.mean(crossKernel: flows.kernel)
    for (k, value) in expected.elements.enumerated() {
      #expect(abs(atEnd.elements[k] - value) < 1e-13 && abs(asTest.elements[k] - value) < 1e-13)
    }
  }

  @Test("modes without an eigenvalue grow like t and are left out at the end")
  func singularKernel() throws {
    // Twice the same input: eigenvalues 2 and 0, and the targets differ.
    let flow = try GradientFlow(
      kernel: Matrix(rows: 2, columns: 2, repeating: 1), targets: Matrix(rows: 2, columns: 1, elements: [1, 3]))
    #expect(!flow.isTrusted)
    let means = try flow.means(crossKernel: Matrix(rows: 1, columns: 2, repeating: 1), at: [1, .infinity])
    #expect(abs(means[0][0, 0] - 2 * (1 - exp(-2.0))) < 8 * .ulpOfOne)
    #expect(abs(means[1][0, 0] - 2) < 8 * .ulpOfOne)
  }

  /// Θ⁺ of inputs given twice is Θ⁻¹ of each once with the mean of its two targets, and inputs whose kernel is 0 add
  /// nothing. Rounding leaves the twelve null eigenvalues at both signs of some 10⁻¹⁶.
  @Test("repeated inputs at the end of time: the pseudo-inverse")
  func repeatedInputs() throws {
    var random = SplitMix64(seed: 12)
    let points = (0..<13).map { _ in (0..<8).map { _ in random.normal() } }
    func kernel(_ a: [Int], _ b: [Int], _ scale: Double) -> Matrix<Double> {
      Matrix(
        rows: a.count, columns: b.count,
        elements: a.flatMap { i in
          b.map { j in i < 0 || j < 0 ? 0 : exp(zip(points[i], points[j]).reduce(0) { $0 + $1.0 * $1.1 } / scale) }
        })
    }
    let (once, test) = (Array(0..<10), Array(10..<13))
    // −1 is an input without kernel.
    let twice = once + once.reversed() + [-1, -1]
    let targets = Matrix<Double>(rows: 22, columns: 2, elements: (0..<44).map { _ in random.normal() })
    let means = Matrix<Double>(
      rows: 10, columns: 2,
      elements: once.flatMap { i in (0..<2).map { j in (targets[i, j] + targets[19 - i, j]) / 2 } })
    let (tangent, prior) = (8.0, 12.0)
    let flow = try GradientFlow(kernel: kernel(twice, twice, tangent), targets: targets)
    #expect(!flow.isTrusted && flow.eigenvalues.count { abs($0) < 1e-12 } == 12)
    let regression = try MeanPredictor(kernel: kernel(once, once, tangent))
    let expected = regression.predictions(
      crossKernel: kernel(test, once, tangent), weights: try regression.weights(targets: means))
    // n ε κ of the ten: κ < 500, numbers of order ten.
    let rounding = 22 * Double.ulpOfOne * 500 * 10
    #expect(try KernelSpectrum(kernel(once, once, tangent)).conditionNumber < 500)
    let actual = try flow.means(crossKernel: kernel(test, twice, tangent), at: [.infinity])[0]
    for (k, value) in expected.elements.enumerated() { #expect(abs(actual.elements[k] - value) < rounding) }
    let trained = try flow.trainingMeans(at: .infinity)
    for (row, input) in twice.enumerated() {
      for j in 0..<2 { #expect(abs(trained[row, j] - (input < 0 ? 0 : means[input, j])) < rounding) }
    }
    let predictor = regression.matrix(crossKernel: kernel(test, once, tangent))
    let (own, between) = (kernel(once, once, prior), kernel(test, once, prior))
    let variances = try GradientFlowVariance(flow, trainingCovariance: kernel(twice, twice, prior)).variances(
      crossKernel: kernel(test, twice, tangent), crossCovariance: kernel(test, twice, prior),
      testVariances: test.map { kernel([$0], [$0], prior)[0, 0] }, at: [.infinity])[0]
    let spread = predictor.multiplied(by: own)
    for i in 0..<3 {
      var variance = kernel([test[i]], [test[i]], prior)[0, 0]
      for j in once { variance += predictor[i, j] * (spread[i, j] - 2 * between[i, j]) }
      #expect(abs(variances[i] - variance) < rounding)
    }
  }

  @Test("what is no time and no problem is refused")
  func refusals() throws {
    let flow = try GradientFlow(kernel: flows.kernel, targets: flows.targets)
    #expect(throws: DynamicsError.time(-1)) { try flow.weights(at: [0, -1]) }
    #expect(throws: DynamicsError.self) { try flow.trainingMeans(at: .nan) }
    #expect(throws: DynamicsError.tooFewInputs(count: 0, least: 1)) {
      try GradientFlow(kernel: Matrix(rows: 0, columns: 0), targets: Matrix(rows: 0, columns: 1))
    }
    #expect(throws: DynamicsError.targetsDiffer(inputs: 4, targets: 3)) {
      try GradientFlow(kernel: flows.kernel, targets: Matrix(rows: 3, columns: 1))
    }
    #expect(throws: DynamicsError.noiseVariance(-1)) {
      try GradientFlow(kernel: flows.kernel, targets: flows.targets, noiseVariance: -1)
    }
    #expect(throws: DynamicsError.ordersDiffer(tangentKernel: 4, covariance: 3)) {
      try GradientFlowVariance(flow, trainingCovariance: Matrix(rows: 3, columns: 3))
    }
  }
}
