import Architectures
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Testing

@Suite("Dense layers whose Θ gains what is before them") struct InputGainStepTests {
  /// Different inputs meet independent masks: off the diagonal Θ behind one dropout is what it is without, to the
  /// digits of its own and not of the diagonal, which is 1/keep as large.
  @Test(arguments: [0.5, 1e-3, 1e-8], [Nonlinearity.relu, .erf, .abs])
  func offDiagonalsKeepTheirDigits(keep: Double, phi: Nonlinearity) throws {
    let dense = Layer.dense(weightVariance: 1.7, biasVariance: 0.2, trainable: true)
    let inputs = Matrix<Double>(rows: 4, columns: 3, elements: [1, 2, -1, 0.3, -1, 2, 1, 2.2, -1.1, -0.4, 0.1, 3])
    func tangents(_ layers: [Layer]) throws -> Matrix<Double> {
      try #require(try Architecture(layers: layers).infiniteWidth.matrices(rows: inputs, get: .both).ntk)
    }
    let dropped = try tangents([dense, .activation(phi), .dropout(keepProbability: keep), dense])
    let whole = try tangents([dense, .activation(phi), dense])
    for i in 0..<4 {
      for j in 0..<4 where i != j {
        #expect(abs(dropped[i, j] / whole[i, j] - 1) < 1e-14, "\(i), \(j)")
      }
    }
  }
}

extension InputGainStepTests {
  /// Rates that are those of the NTK parameterisation make its Θ; any others, what each layer alone adds to it.
  @Test(arguments: [1, 0.6, 1e-4])
  func thetaIsLinearInTheRates(keep: Double) throws {
    let inputs = Matrix<Double>(rows: 4, columns: 3, elements: [1, 2, -1, 0.3, -1, 2, -1, -2.2, 1.1, -0.4, 0.1, 3])
    func tangents(_ learning: LayerLearning..., weight: Double = 1.7) throws -> Matrix<Double> {
      let layers = learning.map { Layer.dense(weightVariance: weight, biasVariance: 0.2, trainable: $0) }
      return try #require(
        try Architecture(
          layers: [
            layers[0], .activation(.relu), .dropout(keepProbability: keep), layers[1], .activation(.erf), layers[2],
          ]
        ).infiniteWidth.matrices(rows: inputs, get: .both).ntk)
    }
    let plain = try tangents(true, true, true)
    let own = try tangents(
      .rates(weights: 1.7, biases: 0.2), .rates(weights: 1.7, biases: 0.2), .rates(weights: 1.7, biases: 0.2))
    let (first, second) = (
      try tangents(.rates(weights: 1, biases: 0), false, false),
      try tangents(false, .rates(weights: 0, biases: 1), false)
    )
    let (third, all) = (
      try tangents(false, false, .rates(weights: 1, biases: 0)),
      try tangents(.rates(weights: 3, biases: 0), .rates(weights: 0, biases: 5), .rates(weights: 0.5, biases: 0))
    )
    for i in 0..<4 {
      for j in 0..<4 {
        let scale = (plain[i, i] * plain[j, j]).squareRoot()
        #expect(abs(own[i, j] - plain[i, j]) <= 8 * .ulpOfOne * scale)
        let sum = 3 * first[i, j] + 5 * second[i, j] + 0.5 * third[i, j]
        #expect(abs(all[i, j] - sum) <= 16 * .ulpOfOne * (all[i, i] * all[j, j]).squareRoot())
      }
    }
  }
}
