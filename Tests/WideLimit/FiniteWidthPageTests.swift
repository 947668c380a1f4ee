import Testing
import WideLimit

/// What docs/finite-width.md shows, by `import WideLimit` alone.
@Suite("The page on finite width") struct FiniteWidthPageTests {
  private static let network = Architecture.fullyConnected(
    depth: 2, nonlinearity: .erf, weightVariance: 1.7, biasVariance: 0.1)
  private let x = Matrix<Double>(rows: 3, columns: 2, elements: [1, 0.2, -0.4, 0.9, 0.3, -1.1])
  private let y = Matrix<Double>(rows: 2, columns: 1, elements: [0.5, -0.7])

  @Test func orderOneOverN() throws {
    let expansion = try WidthExpansion(Self.network, inputs: x)
    #expect(expansion.tangentKernelCorrection.rows == 3)
    #expect(expansion(.v)[0, 0, 1, 1].isFinite)
    #expect(try expansion.quadratureError() < 1e-6)
    let training = try TrainingExpansion(expansion, targets: y.elements)
    let after = try training.correction(at: .gradientDescent(rate: 0.1, steps: 200))
    #expect(after.mean.count == 3 && after.tangentKernel.rows == 3)
    #expect(after.largestEigenvalue?.largestRate.isFinite == true)
  }

  @Test func exactPosteriors() throws {
    let inputs = Matrix(rows: 2, columns: 2, elements: Array(x.elements.prefix(4)))
    let posterior = try NetworkPosterior(Self.network, width: 16, inputs: inputs, targets: y, noiseVariance: 0.1)
    var chain = try PosteriorChain(posterior, .crankNicolson(0.3), seed: 7)
    for _ in 0..<10 { try chain.advance() }
    let (mean, variance) = try posterior.prediction(chain.sample, at: x)
    #expect(mean.rows == 3 && variance.allSatisfy { $0 > 0 })
  }

  @Test func otherPriors() throws {
    let kernel = try #require(try Self.network.infiniteWidth.matrices(rows: x, get: .nngp).nngp)
    let t = Matrix<Double>(rows: 3, columns: 1, elements: [0.5, -0.7, 0.2])
    let k = (0..<3).map { kernel[$0, $0] }
    let process = try StudentProcess(
      trainingKernel: kernel, targets: t, noise: .absolute(first: 0.1), scale: InverseGamma(shape: 3, rate: 3))
    #expect(process.mean(crossKernel: kernel).rows == 3)
    #expect(process.squaredScales(crossKernel: kernel, testVariances: k).allSatisfy { $0 > 0 })
    #expect(process.degreesOfFreedom == 9 && process.logMarginalLikelihood.isFinite)
  }
}
