import Architectures
import InfiniteWidth
import Testing
import UserData

@Suite struct DiagnosisCostTests {
  private func cost(_ n: Int, test: Int = 0, outputs: Int = 1, depths: Int = 10, width: Int = 10) throws -> (
    seconds: Double, memory: Int, disk: Int
  ) {
    let network = try Kernel(.fullyConnected(depth: 3, nonlinearity: .relu, weightVariance: 1.8, biasVariance: 0.1))
    let cost = UserDataCost.diagnosis(
      .init(training: n, test: test, width: width, outputs: outputs, depths: depths),
      entry: .init(network.cost(inputsOf: width)), threads: 1)
    return (cost.seconds, cost.memoryBytes, cost.diskBytes)
  }

  /// Decompositions, n³ each, are what takes time; they are done without eigenvectors where there are no targets.
  @Test func timeIsThatOfTheDecompositions() throws {
    let (small, large) = (try cost(4000).seconds, try cost(8000).seconds)
    #expect(abs(large / small - 8) < 0.2)
    #expect(abs(try cost(4000, depths: 20).seconds / small - 2) < 0.02)
    #expect(try cost(4000, outputs: 0).seconds < 0.2 * small)
  }

  /// Two kernels, the state of a sweep and a decomposition.
  @Test func memoryIsAFewMatrices() throws {
    let matrix = 8 * 4000 * 4000
    let memory = try cost(4000).memory
    #expect(memory > 6 * matrix && memory < 9 * matrix)
    #expect(try cost(4000, test: 4000).memory > memory + 9 * matrix)
    #expect(try cost(4000).disk > 2 * 10 * 4000 * 2 * 8)
  }
}
