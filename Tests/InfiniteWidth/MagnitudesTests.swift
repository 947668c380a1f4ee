import Architectures
import Failures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// Every φ at every variance that an architecture may declare: a kernel, or one line that says why not, at once.
@Suite("Variances of any magnitude") struct MagnitudesTests {
  private static let nonlinearities: [Nonlinearity] = [
    .relu, .leakyRelu(slope: 0.1), .abs, .erf, .gelu, .sin, .cos, .identity, .tanh,
  ]
  private static let weights = [0, 1e-300, 1e-100, 1e-10, 1, 30, 1e5, 1e10, 1e30, 1e100, 1e150, 1e300]
  private static let biases = [0, 1e-300, 1, 1e10, 1e150, 1e300]
  /// Nearly coinciding, opposite, zero, and of other norms.
  private static let rows = Matrix<Double>(
    rows: 6, columns: 3, elements: [1, 2, 3, 1, 2, 3.0000001, -1, -2, -3, 0, 0, 0, 0.5, -1, 2, 2, -1, 0.5])

  private static func architectures(_ phi: Nonlinearity, _ weight: Double, _ bias: Double) throws -> [Architecture] {
    let dense = Layer.dense(weightVariance: weight, biasVariance: bias, trainable: true)
    return try [
      [dense, .activation(phi), dense],
      [dense, .activation(phi), dense, .activation(phi), .dropout(keepProbability: 0.5), dense],
      [dense, .layerNorm, .activation(phi), dense],
      [dense, .residual([.activation(phi), dense]), .activation(phi), dense],
    ].map { try Architecture(layers: $0) }
  }

  @Test(arguments: nonlinearities) func kernelsOfVectors(_ phi: Nonlinearity) throws {
    let clock = ContinuousClock()
    for weight in Self.weights {
      for bias in Self.biases {
        for architecture in try Self.architectures(phi, weight, bias) {
          let start = clock.now
          do {
            let kernels = try architecture.infiniteWidth.matrices(
              rows: Self.rows, get: .both, path: .recursion, threads: 1)
            for matrix in [try #require(kernels.nngp), try #require(kernels.ntk)] {
              for i in 0..<matrix.rows {
                for j in 0..<matrix.rows {
                  let bound = matrix[i, i].squareRoot() * matrix[j, j].squareRoot()
                  // A kernel of gelu is right to 1e-11 where its variance is 1e15 and more.
                  #expect(
                    matrix[i, j].magnitude <= bound * (1 + 1e-10), "σ_w² = \(weight), σ_b² = \(bias): \(i), \(j)")
                }
              }
            }
          } catch let failure as any Failure {
            #expect(!failure.message.contains("\n") && failure.exitStatus == .badData)
          }
          // 21 pairs; a second each is the promise.
          #expect(clock.now - start < .seconds(2), "σ_w² = \(weight), σ_b² = \(bias)")
        }
      }
    }
  }

  @Test(arguments: nonlinearities) func kernelsOfImages(_ phi: Nonlinearity) throws {
    let numbers = (0..<36).map { (k: Int) -> Double in k < 24 ? Double((k * 7) % 5) - 1.5 : 0 }
    let images = Matrix<Double>(rows: 3, columns: 12, elements: numbers)
    let clock = ContinuousClock()
    for weight in Self.weights {
      let convolution = Layer.convolution(
        kernelSize: 3, padding: .zero, weightVariance: weight, biasVariance: 0.1, trainable: true)
      for head in [Layer.flatten, .globalAveragePooling] {
        let start = clock.now
        do {
          let kernel = try Kernel(
            Architecture(layers: [convolution, .activation(phi), convolution, .activation(phi), head]),
            inputShape: .image(height: 2, width: 3, channels: 2))
          let found = try kernel.matrices(rows: images, get: .both, threads: 1)
          #expect(try #require(found.nngp).elements.allSatisfy { $0.isFinite })
          #expect(try #require(found.ntk).elements.allSatisfy { $0.isFinite })
        } catch let failure as any Failure {
          #expect(failure.exitStatus == .badData)
        }
        #expect(clock.now - start < .seconds(6), "σ_w² = \(weight)")
      }
    }
  }
}
