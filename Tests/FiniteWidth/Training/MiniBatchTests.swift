import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness
import Testing

@Suite struct MiniBatchTests {
  /// Which examples a step used, seen from outside: with one input feature each and a linear network, the gradient is
  /// non-zero exactly at the features of the examples used.
  private func batches(n: Int, size: Int, steps: Int, seed: Seed) throws -> [Set<Int>] {
    let network = try Architecture.fullyConnected(
      depth: 0, nonlinearity: .identity, weightVariance: 1, biasVariance: 0
    ).finiteWidth(1, inputs: n, seed: seed)
    var x = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { x[i, i] = 1 }
    let trainer = try Trainer(
      network, inputs: x, targets: Matrix(rows: n, columns: 1, repeating: 100),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(1e-3), batchSize: size),
      seed: seed)
    return (0..<steps).map { _ in
      let before = trainer.network.parameters[0].weights.elements
      trainer.step()
      let after = trainer.network.parameters[0].weights.elements
      return Set(before.indices.filter { before[$0] != after[$0] })
    }
  }

  @Test func anEpochUsesEveryExampleOnceInAnOrderOfItsOwn() throws {
    let batches = try batches(n: 12, size: 4, steps: 6, seed: seed)
    #expect(batches.allSatisfy { $0.count == 4 })
    #expect(batches[0].union(batches[1]).union(batches[2]) == Set(0..<12))
    #expect(batches[3].union(batches[4]).union(batches[5]) == Set(0..<12))
    #expect(Array(batches[..<3]) != Array(batches[3...]))
    #expect(batches == (try self.batches(n: 12, size: 4, steps: 6, seed: seed)))
    let other = Seed(root: 3, experiment: "tests", purpose: "batches")
    #expect(batches != (try self.batches(n: 12, size: 4, steps: 6, seed: other)))
  }

  /// 5 batches of 4 are two epochs of 10: the third batch ends one and begins the other.
  @Test func aBatchMayLieAcrossTwoEpochs() throws {
    let batches = try batches(n: 10, size: 4, steps: 5, seed: seed)
    let first = batches[0].union(batches[1])
    #expect(first.count == 8)
    #expect(Set(0..<10).subtracting(first).isSubset(of: batches[2]))
    #expect(batches[3].union(batches[4]).count == 8)
  }

  @Test func aBatchOfAllExamplesIsTheFullBatch() throws {
    #expect(try batches(n: 5, size: 9, steps: 2, seed: seed) == [Set(0..<5), Set(0..<5)])
  }
}
