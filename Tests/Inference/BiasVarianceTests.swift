import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite("Bias and variance of the infinite ensemble") struct BiasVarianceTests {
  /// Four training and three test inputs, two outputs.
  private let flows = FlowExample()
  private let truths = Matrix<Double>(rows: 3, columns: 2, elements: [0.5, -1, 0.1, 0.4, 1.2, 0.3])
  /// Noise that is common to neighbours.
  private let noise = Matrix<Double>(
    rows: 4, columns: 4, elements: [0.3, 0.1, 0, 0, 0.1, 0.5, 0.2, 0, 0, 0.2, 0.4, 0.1, 0, 0, 0.1, 0.2])

  private func ensemble(rate: Double? = nil) throws -> BiasVariance {
    try BiasVariance(
      kernel: flows.kernel, truth: flows.targets, initialCovariance: flows.covariance, noiseCovariance: noise,
      rate: rate)
  }

  private var test: BiasVariance.Places {
    BiasVariance.Places(
      truth: truths, crossKernel: flows.crossKernel, crossCovariance: flows.crossCovariance,
      variances: flows.testVariances)
  }

  private var data: BiasVariance.Places {
    BiasVariance.Places(
      truth: flows.targets, crossKernel: flows.kernel, crossCovariance: flows.covariance,
      variances: (0..<4).map { flows.covariance[$0, $0] })
  }

  @Test("at the beginning there are f* and the prior, at the end the noise is left") func ends() throws {
    let start = try ensemble().points(test, at: 0)
    #expect(start.bias.elements == truths.elements.map { -$0 })
    #expect(start.initialVariance == flows.testVariances && start.noiseVariance == [0, 0, 0])
    let end = try ensemble().points(data, at: .infinity)
    // n ε κ with κ < 100.
    #expect(end.bias.elements.allSatisfy { abs($0) < 1e-13 } && end.initialVariance.allSatisfy { abs($0) < 1e-13 })
    for i in 0..<4 { #expect(abs(end.noiseVariance[i] - noise[i, i]) < 1e-13) }
  }

  @Test("on the data the averages are the modes'", arguments: [nil, 0.05]) func modes(rate: Double?) throws {
    let ensemble = try ensemble(rate: rate)
    for time in [0, 0.01, 0.3, 2, 40, .infinity] {
      let (sums, means) = (ensemble.modes.parts(at: time), try ensemble.points(data, at: time).means)
      #expect(abs(sums.biasSquare - means.biasSquare) < 1e-13)
      #expect(abs(sums.initialVariance - means.initialVariance) < 1e-13)
      #expect(abs(sums.noiseVariance - means.noiseVariance) < 1e-13)
    }
    #expect(abs(try ensemble.bestTime(data) / ensemble.modes.bestTime - 1) < 1e-6)
  }

  /// The flow's own mean and variance, which are held to a Runge–Kutta integration.
  @Test("off the data bias and initial variance are the gradient flow's") func flow() throws {
    let time = 0.37
    let points = try ensemble().points(test, at: time)
    let (mean, variances) = flows.integrate(to: time, steps: 4_000)
    for i in 0..<3 {
      for j in 0..<2 { #expect(abs(points.bias[i, j] - (mean[4 + i, j] - truths[i, j])) < 1e-9) }
      #expect(abs(points.initialVariance[i] - variances[4 + i]) < 1e-9)
    }
  }

  /// Functions of the limit stepped one by one, f ← f + η Θ(·, X) (Y − f(X)), from initial functions and data that are
  /// drawn: means and variances of 20,000 of them within 4.5 standard errors.
  @Test("gradient descent of drawn functions on drawn data") func drawn() throws {
    let (rate, steps, draws) = (0.08, 9, 20_000)
    let points = try ensemble(rate: rate).points(test, at: rate * Double(steps))
    let (prior, noiseRoot) = (Self.root(allCovariance), Self.root(noise))
    let all = Matrix<Double>(
      rows: 7, columns: 4, elements: flows.kernel.elements + flows.crossKernel.elements)
    var random = SplitMix64(seed: 5)
    var (sums, squares) = ([0.0, 0, 0], [0.0, 0, 0])
    for _ in 0..<draws {
      var f = Self.draw(prior, &random)
      let y = zip(Self.draw(noiseRoot, &random), 0..<4).map { $0 + flows.targets[$1, 0] }
      for _ in 0..<steps {
        let gaps = (0..<4).map { y[$0] - f[$0] }
        for i in 0..<7 { f[i] += rate * zip(all.row(i), gaps).reduce(0) { $0 + $1.0 * $1.1 } }
      }
      for i in 0..<3 {
        let value = f[4 + i] - truths[i, 0]
        sums[i] += value
        squares[i] += value * value
      }
    }
    let count = Double(draws)
    for i in 0..<3 {
      let variance = points.initialVariance[i] + points.noiseVariance[i]
      let (mean, measured) = (sums[i] / count, squares[i] / count - sums[i] * sums[i] / (count * count))
      #expect(abs(mean - points.bias[i, 0]) < 4.5 * (variance / count).squareRoot())
      #expect(abs(measured / variance - 1) < 4.5 * (2 / count).squareRoot())
    }
  }

  @Test("small steps are the flow, and it makes a difference where they are not") func smallSteps() throws {
    let flow = try ensemble().points(test, at: 0.4).means.sum
    // ηλ²t/2 of it with λ < 20: 2·10⁻⁵ of numbers of order one.
    #expect(abs(try ensemble(rate: 2e-7).points(test, at: 0.4).means.sum - flow) < 1e-4)
    #expect(abs(try ensemble(rate: 0.05).points(test, at: 0.4).means.sum - flow) > 1e-3)
  }

  @Test("nothing is better than the best time") func bestTime() throws {
    let ensemble = try ensemble()
    let best = try ensemble.bestTime(test)
    let least = try ensemble.points(test, at: best).means.sum
    for k in 0..<600 { #expect(try ensemble.points(test, at: 1e-4 * exp(Double(k) / 40)).means.sum >= least) }
  }

  @Test("eigenfunctions are eigenvectors on the data") func eigenfunctions() throws {
    let ensemble = try ensemble()
    let functions = ensemble.eigenfunctions(crossKernel: flows.kernel)
    for (k, mode) in ensemble.modes.modes.enumerated() {
      let q = Array(functions.row(k))
      #expect(abs(q.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      for i in 0..<4 {
        let image = zip(flows.kernel.row(i), q).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(image - mode.eigenvalue * q[i]) < 1e-12)
      }
    }
  }

  @Test("what has no meaning is refused") func refusals() throws {
    #expect(throws: DynamicsError.time(-1)) { try ensemble().points(test, at: -1) }
    #expect(throws: DynamicsError.ordersDiffer(tangentKernel: 4, covariance: 3)) {
      try BiasVariance(
        kernel: flows.kernel, truth: flows.targets, initialCovariance: flows.covariance,
        noiseCovariance: Matrix(rows: 3, columns: 3))
    }
    let largest = try KernelSpectrum(flows.kernel).largest
    #expect(throws: DynamicsError.learningRate(0)) { try ensemble(rate: 0) }
    // The eigenvalues may differ by an ulp.
    #expect(throws: DynamicsError.self) { try ensemble(rate: 1.0001 / largest) }
    _ = try ensemble(rate: 0.9999 / largest)
  }

  /// K of all seven inputs.
  private var allCovariance: Matrix<Double> {
    let places = [-1.2, -0.3, 0.4, 1.5, 0.1, 2.2, -0.8]
    return Matrix(
      rows: 7, columns: 7, elements: places.flatMap { x in places.map { 0.5 + exp(-pow(x - $0, 2)) } })
  }

  /// The lower triangle L of C = L Lᵀ.
  private static func root(_ matrix: Matrix<Double>) -> Matrix<Double> {
    var root = Matrix<Double>(rows: matrix.rows, columns: matrix.rows)
    for i in 0..<matrix.rows {
      for j in 0...i {
        let rest = matrix[i, j] - (0..<j).reduce(0) { $0 + root[i, $1] * root[j, $1] }
        root[i, j] = i == j ? rest.squareRoot() : rest / root[j, j]
      }
    }
    return root
  }

  private static func draw(_ root: Matrix<Double>, _ random: inout SplitMix64) -> [Double] {
    let normals = (0..<root.rows).map { _ in random.normal() }
    return (0..<root.rows).map { i in zip(root.row(i), normals).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
