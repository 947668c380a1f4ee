import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Nonlinearities
import Testing

@Suite struct MonteCarloKernelTests {
  /// Independent of any closed form: E[g(u) g(v)] for Gaussian (u, v) by the midpoint rule on a 1,200 × 1,200 grid over
  /// nine standard deviations, right to 1e-5 even where g jumps (relu′).
  static func gaussianMean(
    _ q1: Double, _ q12: Double, _ q2: Double, _ g: (Double) -> Double
  ) -> Double {
    let (n, edge) = (1200, 9.0)
    let step = 2 * edge / Double(n)
    let z = (0..<n).map { -edge + (Double($0) + 0.5) * step }
    let weights = z.map { exp(-0.5 * $0 * $0) * step / (2 * Double.pi).squareRoot() }
    let slope = q12 / q1.squareRoot()
    let rest = max(0, q2 - slope * slope).squareRoot()
    var sum = 0.0
    for i in 0..<n {
      var inner = 0.0
      for j in 0..<n { inner += weights[j] * g(slope * z[i] + rest * z[j]) }
      sum += weights[i] * g(q1.squareRoot() * z[i]) * inner
    }
    return sum
  }

  /// One hidden layer: K = σ_w² T + σ_b² and Θ = K + σ_w² Ṫ K₀, without a bias from the width in the NNGP.
  @Test(arguments: [Nonlinearity.relu, .erf, .gelu, .cos, .tanh, .leakyRelu(slope: -0.3)])
  func oneHiddenLayerAgreesWithQuadrature(nonlinearity: Nonlinearity) throws {
    let (weight, bias) = (1.6, 0.2)
    let architecture = Architecture.fullyConnected(
      depth: 1, nonlinearity: nonlinearity, weightVariance: weight, biasVariance: bias)
    let x = inputs(3, 4)
    let estimate = try MonteCarloKernel(architecture, rows: x, width: 256, samples: 200)
    func first(_ i: Int, _ j: Int) -> Double {
      weight * zip(x.row(i), x.row(j)).reduce(0) { $0 + $1.0 * $1.1 } / 4 + bias
    }
    for (i, j) in [(0, 0), (0, 1), (0, 2), (2, 2)] {
      let (q1, q12, q2) = (first(i, i), first(i, j), first(j, j))
      let nngp = weight * Self.gaussianMean(q1, q12, q2) { nonlinearity($0) } + bias
      let tangent = nngp + weight * q12 * Self.gaussianMean(q1, q12, q2) { nonlinearity.derivative($0) }
      expect(estimate.nngp, i, j, nngp)
      expect(estimate.neuralTangent, i, j, tangent)
    }
    /// Five standard errors of the mean, and the quadrature's 1e-5 of a kernel of order one.
    func expect(_ estimate: KernelEstimate, _ i: Int, _ j: Int, _ expected: Double) {
      #expect(abs(estimate.mean[i, j] - expected) < 5 * estimate.standardError[i, j] + 1e-4)
      #expect(estimate.standardError[i, j] < 0.05 * estimate.mean[i, i])
    }
  }

  /// A linear network's kernels are exact at every depth: K ← σ_w² K + σ_b², Θ ← σ_w² Θ + K. Sums, frozen layers,
  /// dropout and a last activation keep that, so the estimator itself is tested without any dual.
  @Test func linearNetworksAgreeWithTheirRecursion() throws {
    let architecture = try Architecture {
      Dense(weightVariance: 1.2, biasVariance: 0.3)
      Residual {
        Activation(.identity)
        Dense(weightVariance: 0.5, biasVariance: 0.1, trainable: false)
      }
      Activation(.identity)
      Dropout(keepProbability: 0.8)
      Dense(weightVariance: 0.9)
      Activation(.identity)
    }
    let x = inputs(3, 4)
    let estimate = try MonteCarloKernel.extrapolated(architecture, rows: x, width: 128, samples: 400)
    for i in 0..<3 {
      for j in 0..<3 {
        let k1 = 1.2 * zip(x.row(i), x.row(j)).reduce(0) { $0 + $1.0 * $1.1 } / 4 + 0.3
        let (k2, tangent2) = (k1 + 0.5 * k1 + 0.1, k1 + 0.5 * k1)
        let kept = i == j ? 1 / 0.8 : 1
        let (k, tangent) = (0.9 * k2 * kept, 0.9 * (tangent2 + k2) * kept)
        #expect(abs(estimate.nngp.mean[i, j] - k) < 5 * estimate.nngp.standardError[i, j])
        #expect(abs(estimate.neuralTangent.mean[i, j] - tangent) < 5 * estimate.neuralTangent.standardError[i, j])
        #expect(estimate.nngp.standardError[i, j] < 0.05)
      }
    }
  }

  /// Four times the samples, or four times the width, halve the standard error; its own relative error with 100 samples
  /// is 7 %, and two of them stand in the ratio.
  @Test func theErrorFallsAsTheRootOfWidthTimesSamples() throws {
    let architecture = Architecture.fullyConnected(depth: 2, nonlinearity: .erf, weightVariance: 1.5, biasVariance: 0.1)
    let x = inputs(3, 4)
    func error(width: Int, samples: Int) throws -> Double {
      let error = try MonteCarloKernel(architecture, rows: x, width: width, samples: samples).nngp.standardError
      return error.elements.reduce(0, +)
    }
    let coarse = try error(width: 64, samples: 100)
    for ratio in [coarse / (try error(width: 64, samples: 400)), coarse / (try error(width: 256, samples: 100))] {
      #expect(ratio > 1.5 && ratio < 2.6)
    }
  }

  @Test func theEstimateDependsOnTheSeedAlone() throws {
    let architecture = FiniteNetworkTests.network
    let x = inputs(3, 4)
    func estimate(root: UInt64, threads: Int) throws -> Matrix<Double> {
      try MonteCarloKernel(architecture, rows: x, width: 32, samples: 8, root: root, threads: threads).neuralTangent
        .mean
    }
    #expect(try estimate(root: 3, threads: 1) == estimate(root: 3, threads: 2))
    #expect(try estimate(root: 3, threads: 2) != estimate(root: 4, threads: 2))
  }

  @Test func theColumnsMayBeOtherInputs() throws {
    let x = inputs(5, 4)
    let (rows, columns) = (
      Matrix(rows: 2, columns: 4, elements: Array(x.elements[..<8])),
      Matrix(rows: 3, columns: 4, elements: Array(x.elements[8...]))
    )
    let all = try MonteCarloKernel(FiniteNetworkTests.network, rows: x, width: 32, samples: 4)
    let part = try MonteCarloKernel(FiniteNetworkTests.network, rows: rows, columns: columns, width: 32, samples: 4)
    #expect((part.nngp.mean.rows, part.nngp.mean.columns) == (2, 3))
    // The same networks; products of another shape may round otherwise.
    for i in 0..<2 {
      for j in 0..<3 {
        #expect(abs(part.nngp.mean[i, j] - all.nngp.mean[i, 2 + j]) < 1e-13)
        #expect(abs(part.neuralTangent.mean[i, j] - all.neuralTangent.mean[i, 2 + j]) < 1e-13)
      }
    }
  }

  @Test func oneSampleHasNoStandardError() {
    #expect(throws: FiniteWidthFailure.tooFewSamples(1)) {
      try MonteCarloKernel(FiniteNetworkTests.network, rows: inputs(3, 4), width: 8, samples: 1)
    }
  }
}
