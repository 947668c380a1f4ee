import Architectures
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Testing

@Suite("Dropout before a dense layer") struct DroppedDenseStepTests {
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
