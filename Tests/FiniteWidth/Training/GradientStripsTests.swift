import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

@Suite struct GradientStripsTests {
  /// Gradients strip by strip against those of a library's products, which more examples than `mostExamples` take:
  /// layers wider than a strip, whose columns come in several blocks, and narrower than a tile.
  @Test(arguments: [(600, 1_024), (1_200, 200), (7, 900)]) func stripsGiveTheGradientOfOneProduct(
    width: Int, examples: Int
  ) throws {
    func step<S: TrainableScalar>(_ type: S.Type, repeats: Int) throws -> FiniteNetwork<S> {
      let x = Matrix<S>(rows: examples * repeats, columns: 30) { elements in
        for k in elements.indices { elements[k] = S(Double((k % (examples * 30)) * 37 % 101) / 51 - 1) }
      }
      let y = Matrix<S>(
        rows: examples * repeats, columns: 3, elements: (0..<examples * repeats * 3).map { S($0 % 3 == 0 ? 1 : 0) })
      let network = try Architecture.fullyConnected(
        depth: 2, nonlinearity: .tanh, weightVariance: 1.5, biasVariance: 0.1
      ).finiteWidth(width, outputs: 3, inputs: 30, seed: seed, as: S.self)
      let trainer = try Trainer(
        network, inputs: x, targets: y,
        settings: TrainingSettings(
          loss: .meanSquaredError, optimiser: .gradientDescent, learningRate: .constant(0.1), weightDecay: 1e-3,
          decayCentre: .initialParameters), seed: seed, threads: 2)
      trainer.step()
      return trainer.network
    }
    // The same examples several times over have the same mean gradient.
    let repeats = 1_024 / examples + 1
    let (strips, whole) = (try step(Double.self, repeats: 1), try step(Double.self, repeats: repeats))
    for (a, b) in zip(strips.parameters, whole.parameters) {
      #expect(zip(a.weights.elements, b.weights.elements).allSatisfy { ($0 - $1).magnitude < 1e-13 })
    }
    let single = try step(Float.self, repeats: 1)
    for (a, b) in zip(single.parameters, whole.parameters) {
      #expect(zip(a.weights.elements, b.weights.elements).allSatisfy { (Double($0) - $1).magnitude < 1e-5 })
    }
  }
}
