import Architectures
import Glibc
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// Behind a dropout that keeps a small share of the units, inputs have almost nothing in common.
@Suite("Pairs of small correlation") struct CosineRecursionTests {
  private static let rows = Matrix<Double>(
    rows: 4, columns: 2, elements: [1, 2, -2, 0.5, 3, 1, -1, -2.000001])

  private static func kernels(_ layers: [Layer]) throws -> (nngp: Matrix<Double>, ntk: Matrix<Double>) {
    let found = try Kernel(Architecture(layers: layers)).matrices(rows: rows, get: .both)
    return (try #require(found.nngp), try #require(found.ntk))
  }

  /// x → x leaves K alone, so dropout before it is no dropout for different inputs.
  @Test(arguments: [9e-4, 1e-6, 1e-12]) func identityIsNoLayer(keep: Double) throws {
    let dense = Layer.dense(weightVariance: 1.3, biasVariance: 0, trainable: true)
    let block: [Layer] = [.activation(.identity), dense]
    let (found, expected) = (
      try Self.kernels([dense, .dropout(keepProbability: keep), dense] + block + block),
      try Self.kernels([dense, dense] + block + block)
    )
    for i in 0..<4 {
      for j in 0..<i {
        #expect(abs(found.nngp[i, j] / expected.nngp[i, j] - 1) < 1e-14)
        #expect(abs(found.ntk[i, j] / expected.ntk[i, j] - 1) < 1e-14)
      }
    }
  }

  /// erf: K = (2/π) arcsin(2k/√(A A′)) of the k before the masks and the variances behind them.
  @Test(arguments: [1e-4, 1e-6, 1e-12]) func erf(keep: Double) throws {
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let found = try Self.kernels([dense, .dropout(keepProbability: keep), dense, .activation(.erf), dense])
    for i in 0..<4 {
      for j in 0..<i {
        func product(_ i: Int, _ j: Int) -> Double {
          0.5 * (Self.rows[i, 0] * Self.rows[j, 0] + Self.rows[i, 1] * Self.rows[j, 1])
        }
        let (k, p, q) = (product(i, j), product(i, i) / keep, product(j, j) / keep)
        let scale = ((1 + 2 * p) * (1 + 2 * q)).squareRoot()
        let nngp = 2 / Double.pi * asin(2 * k / scale)
        let slope = 4 / Double.pi / (scale * scale - 4 * k * k).squareRoot()
        #expect(abs(found.nngp[i, j] / nngp - 1) < 1e-14)
        #expect(abs(found.ntk[i, j] / (nngp + slope * 2 * k) - 1) < 1e-14)
      }
    }
  }

  /// A share that loses no digits goes the common way; both ways agree.
  @Test(arguments: [Nonlinearity.relu, .erf, .gelu, .sin, .cos, .abs, .tanh]) func agreesWithTheCommonWay(
    _ phi: Nonlinearity
  ) throws {
    let dense = Layer.dense(weightVariance: 1.3, biasVariance: 0.2, trainable: true)
    func layers(_ keep: Double) -> [Layer] {
      [
        dense, .dropout(keepProbability: keep), dense, .activation(phi), dense, .layerNorm,
        .residual([.activation(phi), dense]), .activation(phi), dense,
      ]
    }
    let (below, above) = (try Self.kernels(layers(0x1p-10 * (1 - 1e-15))), try Self.kernels(layers(0x1p-10)))
    for i in 0..<4 {
      for j in 0...i {
        let scale = (above.ntk[i, i] * above.ntk[j, j]).squareRoot()
        #expect(abs(below.nngp[i, j] - above.nngp[i, j]) < 2e-14 * (above.nngp[i, i] * above.nngp[j, j]).squareRoot())
        #expect(abs(below.ntk[i, j] - above.ntk[i, j]) < 2e-14 * scale)
      }
    }
  }
}
