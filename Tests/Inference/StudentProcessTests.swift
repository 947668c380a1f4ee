import Foundation
import Inference
import LinearAlgebra
import Testing

/// Against the definition: a Gaussian process given the scale, integrated over it.
@Suite struct StudentProcessTests {
  private let inputs = [-1.0, -0.2, 0.3, 1.1]
  private let targets = Matrix(rows: 4, columns: 2, elements: [0.5, -0.3, 1.2, 0.1, -0.4, 0.8, 0.2, -1.5])
  private let shape = 1.7
  private let rate = 0.6
  private let noise = 0.05

  private func kernel(_ rows: [Double], _ columns: [Double], _ scale: Double = 1) -> Matrix<Double> {
    Matrix(
      rows: rows.count, columns: columns.count,
      elements: rows.flatMap { x in columns.map { scale * exp(-0.5 * (x - $0) * (x - $0)) } })
  }

  private var process: StudentProcess {
    get throws {
      try StudentProcess(
        trainingKernel: kernel(inputs, inputs), targets: targets, noise: .absolute(first: noise),
        scale: InverseGamma(shape: shape, rate: rate))
    }
  }

  /// p(t | s) p(s) at scales s, and the posterior given each, over a fine grid of log s.
  private func integrated(at x: Double) throws -> (evidence: Double, mean: Double, variance: Double) {
    var (evidence, mean, square) = (0.0, 0.0, 0.0)
    let step = 0.01
    for k in -1200...1200 {
      let s = exp(Double(k) * step)
      let solver = try CholeskyFactor.factor(kernel(inputs, inputs, s), shifts: [s * noise]).factor
      let given = try GaussianProcess(solver: solver, noiseVariance: s * noise, targets: targets)
      var weights = targets.transposed
      solver.solve(&weights)
      let likelihood = LogMarginalLikelihood(targets: targets, weights: weights, solver: solver).total
      let prior: Double = shape * log(rate) - lgamma(shape) - (shape + 1) * log(s) - rate / s
      // ds = s d log s
      let weight = exp(likelihood + prior) * s * step
      let own = given.mean(crossKernel: kernel([x], inputs, s))[0, 0]
      let variance = given.variance(crossKernel: kernel([x], inputs, s), testVariances: [s])[0]
      evidence += weight
      mean += weight * own
      square += weight * (variance + own * own)
    }
    mean /= evidence
    return (evidence, mean, square / evidence - mean * mean)
  }

  @Test(arguments: [0.0, 2.5]) func isTheProcessIntegratedOverItsScale(x: Double) throws {
    let (process, expected) = (try process, try integrated(at: x))
    #expect(abs(process.logMarginalLikelihood - log(expected.evidence)) < 1e-9)
    #expect(abs(process.mean(crossKernel: kernel([x], inputs))[0, 0] - expected.mean) < 1e-9)
    let nu = process.degreesOfFreedom
    #expect(abs(nu - (2 * shape + 8)) < 1e-12)
    let scale = process.squaredScales(crossKernel: kernel([x], inputs), testVariances: [1])[0]
    #expect(abs(scale * nu / (nu - 2) - expected.variance) < 1e-8 * expected.variance)
  }

  /// A scale that is known as good as exactly leaves the Gaussian process with it.
  @Test func aKnownScaleIsTheGaussianProcess() throws {
    let known = try StudentProcess(
      trainingKernel: kernel(inputs, inputs), targets: targets, noise: .absolute(first: noise),
      scale: InverseGamma(shape: 1e9, rate: 2e9))
    let normal = try GaussianProcess(
      trainingKernel: kernel(inputs, inputs, 2), targets: targets, noise: .absolute(first: 2 * noise))
    let scale = known.squaredScales(crossKernel: kernel([0.7], inputs), testVariances: [1])[0]
    #expect(abs(scale - normal.variance(crossKernel: kernel([0.7], inputs, 2), testVariances: [2])[0]) < 1e-7)
  }

  /// Targets ten times as large say that the scale is a hundred times as large, where the prior says nothing.
  @Test func theDataSayTheScale() throws {
    func scale(_ factor: Double) throws -> Double {
      let larger = Matrix(rows: 4, columns: 2, elements: targets.elements.map { factor * $0 })
      return try StudentProcess(
        trainingKernel: kernel(inputs, inputs), targets: larger, noise: .absolute(first: noise),
        scale: InverseGamma(shape: 1e-9, rate: 1e-9)
      ).scale.mean
    }
    #expect(abs(try scale(10) / scale(1) - 100) < 1e-4)
  }

  @Test(arguments: [(0.0, 1.0), (1, -1), (.nan, 1), (1, .infinity)])
  func priorsThatAreNoneAreRefused(shape: Double, rate: Double) {
    #expect { try InverseGamma(shape: shape, rate: rate) } throws: { error in
      guard case GaussianProcessError.scalePrior = error else { return false }
      return (error as? GaussianProcessError)?.message.contains("must be positive") == true
    }
  }
}
