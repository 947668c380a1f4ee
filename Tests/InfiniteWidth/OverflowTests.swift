import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// A bounded φ keeps K where it is while Θ grows like χ₁ a layer: what leaves the range of float64 is refused on every
/// path, by the layer, and what nobody asked for is no reason to refuse.
@Suite("Kernels beyond float64") struct OverflowTests {
  private static func layers(_ phi: Nonlinearity, _ depth: Int) -> [Layer] {
    let dense = Layer.dense(weightVariance: 30, biasVariance: 0.1, trainable: true)
    return [dense, .repeated(count: depth, layers: [.activation(phi), dense])]
  }

  private static func kernel(_ phi: Nonlinearity) throws -> Kernel {
    try Kernel(Architecture(layers: layers(phi, 2_000)))
  }

  private static let rows = Matrix<Double>(rows: 3, columns: 2, elements: [1, 2, -2, 0.5, 3, 1])

  private static func isNamed(_ error: any Error) -> Bool {
    guard case InfiniteWidthError.overflows(let kernel, let layer, let position) = error else { return false }
    return kernel == "NTK" && ["dense", "convolution"].contains(layer) && position > 100 && position <= 4_001
  }

  @Test(arguments: [Nonlinearity.erf, .tanh, .sin]) func everyPathRefuses(_ phi: Nonlinearity) throws {
    let kernel = try Self.kernel(phi)
    let others = Matrix<Double>(rows: 2, columns: 2, elements: [0, 1, 1, 1])
    let pairs = try VectorPairs(rows: Self.rows)
    let same = try VectorPairs(rows: Self.rows, columns: others, commonVariance: 1)
    #expect { _ = try kernel.matrices(of: pairs, get: .both, path: .recursion) } throws: { Self.isNamed($0) }
    #expect { _ = try kernel.matrices(rows: Self.rows, columns: others, get: .ntk) } throws: { Self.isNamed($0) }
    #expect { _ = try kernel.matrices(of: same, get: .both, path: .composed) } throws: { Self.isNamed($0) }
    #expect { _ = try kernel.selfCovariances(rows: Self.rows) } throws: { Self.isNamed($0) }
    let sweep = try kernel.sweep(depths: [10, 2_000])
    for pairs in [pairs, try VectorPairs(rows: Self.rows, columns: others)] {
      #expect { try sweep.forEachDepth(of: pairs, get: .both) { _, _ in } } throws: { Self.isNamed($0) }
      #expect { try sweep.forEachBand(of: pairs, get: .ntk) { _ in } } throws: { Self.isNamed($0) }
    }
  }

  @Test(arguments: [Nonlinearity.erf, .tanh, .sin]) func theOtherKernelIsGiven(_ phi: Nonlinearity) throws {
    let kernel = try Self.kernel(phi)
    let found = try #require(try kernel.matrices(rows: Self.rows, get: .nngp).nngp)
    #expect(found.elements.allSatisfy { $0.isFinite })
    #expect(try kernel.selfCovariances(rows: Self.rows, get: .nngp).map(\.nngp) == (0..<3).map { found[$0, $0] })
    try kernel.sweep(depths: [2_000]).forEachDepth(of: VectorPairs(rows: Self.rows), get: .nngp) { _, kernels in
      #expect(kernels.nngp?.elements.allSatisfy { $0.isFinite } == true)
    }
  }

  /// Zeros would be written for kernels that are none.
  @Test(arguments: [Nonlinearity.relu, .erf, .tanh, .identity]) func underflowIsRefused(_ phi: Nonlinearity) throws {
    let dense = Layer.dense(weightVariance: 0.2, biasVariance: 0, trainable: true)
    let kernel = try Kernel(Architecture(layers: [dense, .repeated(count: 1_500, layers: [.activation(phi), dense])]))
    for rows in [Self.rows, Matrix(rows: 1, columns: 2, elements: [0, 0])] {
      let isZero = rows.elements.allSatisfy(\.isZero)
      do {
        let found = try kernel.matrices(rows: rows, get: .both)
        // An input that is zero has a kernel that is.
        #expect(isZero && found.ntk?.elements == [0])
      } catch InfiniteWidthError.underflows(_, let layer, let position) {
        #expect(!isZero && ["dense", "activation"].contains(layer) && position > 200 && position < 3_000)
      }
    }
    let images = Matrix<Double>(rows: 2, columns: 4, elements: [1, 2, 0.5, -1, 3, 1, -2, 1])
    let convolution = Layer.convolution(
      kernelSize: 1, padding: .zero, weightVariance: 0.2, biasVariance: 0, trainable: true)
    let spatial = try Kernel(
      Architecture(layers: [convolution, .repeated(count: 600, layers: [.activation(phi), convolution]), .flatten]),
      inputShape: .image(height: 2, width: 2, channels: 1))
    #expect {
      _ = try spatial.matrices(rows: images, get: .both)
    } throws: {
      if case InfiniteWidthError.underflows = $0 { true } else { false }
    }
  }

  /// φ of degree 31 of a small variance is so small that nothing is left of its square: T = (2n − 1)!!/2 qⁿ = 1e-344.
  @Test("a high power of a small input, on every path")
  func powersOfSmallInputs() throws {
    let power = Layer.activation(.rectifiedMonomial(degree: 31))
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let vectors = try Kernel(Architecture(layers: [dense, power, dense]))
    let small = Matrix<Double>(rows: 2, columns: 4, repeating: 1e-6)
    #expect(throws: InfiniteWidthError.underflows(kernel: "NNGP", layer: "activation", position: 2)) {
      try vectors.matrices(rows: small)
    }
    for stride in [WindowSize.uniform(1), 2] {
      let convolution = Layer.convolution(Convolution(kernelSize: 1, stride: stride, weightVariance: 1))
      let images = try Kernel(
        Architecture(layers: [convolution, power, .flatten, dense]),
        inputShape: .image(height: 2, width: 2, channels: 1))
      #expect(throws: InfiniteWidthError.underflows(kernel: "NNGP", layer: "activation", position: 2)) {
        try images.matrices(rows: small)
      }
    }
  }

  /// K and Θ of a constant are numbers, 0 among them.
  @Test(
    arguments: [
      Nonlinearity.polynomial([0]), .polynomial([2]), .gaussian(scale: 0, rate: -1), .abrelu(left: 0, right: 0),
    ]) func constantsAreNoUnderflow(_ phi: Nonlinearity) throws
  {
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let expected = phi(1.0) * phi(1.0)
    for rows in [Self.rows, Matrix(rows: 2, columns: 4, elements: [1, 2, 0.5, -1, 3, 1, -2, 1])] {
      let found = try Kernel(Architecture(layers: [dense, .activation(phi), dense])).matrices(rows: rows, get: .both)
      #expect(found.nngp?[0, 0] == expected && found.ntk?[0, 0] == expected)
      let branches = Layer.parallel([[.activation(phi), dense], [.activation(phi), dense]], join: .sum)
      let doubled = try Kernel(Architecture(layers: [dense, branches])).matrices(rows: rows, get: .both)
      #expect(doubled.nngp?[0, 0] == 2 * expected && doubled.ntk?[0, 0] == 2 * expected)
    }
    for stride in [WindowSize.uniform(1), 2] {
      let convolution = Layer.convolution(Convolution(kernelSize: 1, stride: stride, weightVariance: 1))
      let images = try Kernel(
        Architecture(layers: [convolution, .activation(phi), .flatten, dense]),
        inputShape: .image(height: 2, width: 2, channels: 1))
      let found = try images.matrices(
        rows: Matrix(rows: 1, columns: 4, elements: [1, 2, 0.5, -1]), get: .both)
      #expect(found.nngp?[0, 0] == expected && found.ntk?[0, 0] == expected)
    }
  }

  @Test(arguments: [Nonlinearity.erf, .tanh, .sin, .gelu]) func tooLargeVariancesNameTheLayer(_ phi: Nonlinearity)
    throws
  {
    let dense = Layer.dense(weightVariance: 1e160, biasVariance: 0, trainable: true)
    let vectors = try Kernel(Architecture(layers: [dense, .activation(phi), dense]))
    let convolution = Layer.convolution(
      kernelSize: 1, padding: .zero, weightVariance: 1e160, biasVariance: 0, trainable: true)
    let images = try Kernel(
      Architecture(layers: [convolution, .activation(phi), convolution, .flatten]),
      inputShape: .image(height: 1, width: 2, channels: 1))
    for kernel in [vectors, images] {
      #expect {
        _ = try kernel.matrices(rows: Self.rows, get: .both)
      } throws: {
        guard case InfiniteWidthError.varianceTooLarge(_, phi.name, 2) = $0 else { return false }
        return true
      }
    }
  }

  @Test func imagesRefuse() throws {
    let convolution = Layer.convolution(
      kernelSize: 1, padding: .zero, weightVariance: 30, biasVariance: 0.1, trainable: true)
    let deep = Layer.repeated(count: 1_500, layers: [.activation(.erf), convolution])
    let images = Matrix<Double>(rows: 2, columns: 4, elements: [1, 2, 0.5, -1, 3, 1, -2, 1])
    let shape = InputShape.image(height: 2, width: 2, channels: 1)
    for end in [[Layer.flatten], [.globalAveragePooling]] {
      let kernel = try Kernel(Architecture(layers: [convolution, deep] + end), inputShape: shape)
      #expect { _ = try kernel.matrices(rows: images, get: .both) } throws: { Self.isNamed($0) }
      #expect { _ = try kernel.selfCovariances(rows: images) } throws: { Self.isNamed($0) }
      #expect(try kernel.matrices(rows: images, get: .nngp).nngp?.elements.allSatisfy { $0.isFinite } == true)
    }
    // Behind the head the layers go on counting.
    let behind = try Kernel(
      Architecture(layers: [convolution, .flatten] + Self.layers(.erf, 1_500)), inputShape: shape)
    #expect { _ = try behind.matrices(rows: images, get: .both) } throws: { Self.isNamed($0) }
  }
}
