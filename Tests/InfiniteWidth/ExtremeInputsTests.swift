import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

@Suite("Inputs of tiny and of huge norms") struct ExtremeInputsTests {
  private static let rows = Matrix<Double>(rows: 3, columns: 2, elements: [1, 2, -2, 0.5, 3, 1])

  private static func kernels(_ scale: Double, _ nonlinearity: Nonlinearity) throws -> KernelMatrices {
    let network = Architecture.fullyConnected(depth: 2, nonlinearity: nonlinearity, weightVariance: 2, biasVariance: 0)
    let inputs = Matrix(rows: rows.rows, columns: rows.columns, elements: rows.elements.map { $0 * scale })
    return try network.infiniteWidth.matrices(of: VectorPairs(rows: inputs), get: .both)
  }

  /// Without biases a ReLU network is homogeneous: K(s x, s x′) = s² K(x, x′), exactly for a power of two.
  @Test("the ReLU's kernels scale with the inputs", arguments: [0x1p-490, 0x1p490])
  func homogeneous(scale: Double) throws {
    let (ordinary, scaled) = (try Self.kernels(1, .relu), try Self.kernels(scale, .relu))
    for (a, b) in [(ordinary.nngp, scaled.nngp), (ordinary.ntk, scaled.ntk)] {
      for (x, y) in zip(try #require(a).elements, try #require(b).elements) {
        // The square roots of the variances may round differently.
        #expect(abs(y / scale / scale - x) <= 8 * x.ulp)
      }
    }
  }

  /// Small inputs see the tangent of φ: K = (2 φ′(0)²)² · 2 x·x′/d.
  @Test("tiny inputs meet a linear network", arguments: [Nonlinearity.erf, .sin, .tanh, .gelu])
  func linear(nonlinearity: Nonlinearity) throws {
    let scale = 0x1p-400
    let kernel = try #require(try Self.kernels(scale, nonlinearity).nngp)
    let slope = nonlinearity.derivative(0)
    for i in 0..<3 {
      for j in 0..<3 {
        let product = zip(Self.rows.row(i), Self.rows.row(j)).reduce(0) { $0 + $1.0 * $1.1 } / 2
        let norms = kernel[i, i].squareRoot() * kernel[j, j].squareRoot() / scale / scale
        // Duals promise 4e-15 of the norms at unequal variances, twice; the rest is rounding.
        #expect(abs(kernel[i, j] / scale / scale - 8 * slope * slope * slope * slope * product) < 1e-14 * norms)
      }
    }
  }

  @Test("what overflows is refused by name")
  func overflows() throws {
    let inputs = try VectorPairs(rows: Matrix(rows: 1, columns: 1, elements: [1e150]))
    let amplifier = try Architecture(layers: [.dense(weightVariance: 1e10, biasVariance: 0, trainable: true)])
    #expect(throws: InfiniteWidthError.self) { try amplifier.infiniteWidth.matrices(of: inputs) }
    let deep = Architecture.fullyConnected(depth: 100, nonlinearity: .relu, weightVariance: 4, biasVariance: 0)
    let refusal = InfiniteWidthError.overflows(kernel: "NNGP", layer: "dense", position: 53)
    #expect(throws: refusal) { try deep.infiniteWidth.matrices(of: inputs) }
    let bounded = Architecture.fullyConnected(depth: 1, nonlinearity: .erf, weightVariance: 1, biasVariance: 0)
    #expect {
      try bounded.infiniteWidth.matrices(of: inputs)
    } throws: {
      if case InfiniteWidthError.varianceTooLarge = $0 { true } else { false }
    }
  }
}
