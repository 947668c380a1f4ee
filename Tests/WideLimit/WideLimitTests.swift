import TestSupport
import Testing
import WideLimit

/// The README's example, by `import WideLimit` alone.
@Suite("One import") struct WideLimitTests {
  private static let network = Architecture.fullyConnected(
    depth: 20, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1)

  @Test func threeReadingsOfAnArchitecture() throws {
    let network = Self.network
    let inputs = Matrix<Double>(rows: 2, columns: 3, elements: [1, 0, 1, 0, 1, 1])
    let device = Device(threads: 2)
    // The README's three lines.
    let kernels = try network.infiniteWidth.matrices(rows: inputs, get: .both)  // NNGP K and NTK Θ, [2, 2]
    let theory = try network.meanField  // fixed points, χ₁, depth scales
    let drawn: FiniteNetwork<Double> = try network.finiteWidth(2000, inputs: 3, seed: 7)  // weights to train
    let variance = try #require(kernels.nngp)[0, 0]
    #expect(variance > 0 && variance.isFinite)
    let alone = try network.infiniteWidth.matrices(rows: inputs, get: .both, threads: device.threads)
    #expect(alone.nngp == kernels.nngp && Device.current.threads >= 1)
    #expect(theory.weightVariance == 1.6 && drawn.parameters.count == 21)
  }

  /// Every module of the library can be named.
  @Test func everyModuleIsThere() throws {
    let seed: Seed = 7
    #expect(seed == Seed(root: 7, experiment: "", purpose: ""))
    #expect(Nonlinearity.relu.name == "relu")
    #expect(KernelQuantities.both.contains(.ntk))
    let pairs = try VectorPairs(rows: Matrix(rows: 1, columns: 1, repeating: 1))
    #expect(pairs.rowVariances == [1])
    #expect(ExitStatus.badData.rawValue == 65)
    #expect(try NoiseLadder.absolute(first: 1e-10).values(meanDiagonal: 1).count > 1)
    let failures: [any Failure.Type] = [ArchitectureFailure.self, DatasetFailure.self, MeanFieldFailure.self]
    #expect(failures.count == 3)
  }
}
