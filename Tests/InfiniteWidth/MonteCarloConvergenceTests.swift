import Architectures
import FiniteWidth
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Testing

/// How fast the means over random networks come to the closed forms: with an error that falls as 1/√(width · samples).
@Suite("Convergence of finite networks to the kernels") struct MonteCarloConvergenceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let architecture: Architecture
  }

  static func cases() throws -> [Case] {
    let cases = ConformanceTests.nonlinearities.map {
      Case(
        testDescription: $0.name,
        architecture: .fullyConnected(depth: 2, nonlinearity: $0, weightVariance: 1.5, biasVariance: 0.2))
    }
    let others = try [
      (
        "dropout",
        Architecture {
          Dense(weightVariance: 1.2, biasVariance: 0.1)
          Tanh()
          Dropout(keepProbability: 0.8)
          Dense(weightVariance: 1.5, biasVariance: 0.1)
        }
      ),
      (
        "residual",
        Architecture {
          Dense(weightVariance: 1.2, biasVariance: 0.1)
          Residual {
            ReLU()
            Dense(weightVariance: 0.8, biasVariance: 0.1)
          }
          Erf()
          Dense(weightVariance: 1.5, biasVariance: 0.1)
        }
      ),
    ]
    return cases + others.map { Case(testDescription: $0, architecture: $1) }
  }

  /// Width and samples double from size to size, so √(width · samples) doubles too.
  static let sizes = [32, 64, 128]

  /// Root mean squares over the distinct entries of one kernel, by size, in units of its largest entry.
  struct Errors: Sendable {
    /// Of estimate − kernel. At `extrapolated`'s widths the bias left is O(1/width²).
    var error: [Double] = []
    /// Of the estimate's standard error.
    var standard: [Double] = []
  }

  /// The errors of the NNGP and of the NTK of every case, drawn once for both tests; each case has its own draws.
  static let measured = Result {
    try cases().enumerated().map { index, test in
      (name: test.testDescription, errors: try errors(of: test.architecture, root: UInt64(index)))
    }
  }

  private static func errors(of architecture: Architecture, root: UInt64) throws -> [Errors] {
    let exact = try architecture.infiniteWidth.matrices(of: VectorPairs(rows: MonteCarloTests.inputs), get: .both)
    var errors = [Errors(), Errors()]
    for size in sizes {
      let estimate = try MonteCarloKernel.extrapolated(
        architecture, rows: MonteCarloTests.inputs, width: size, samples: size, tangentOutputs: 4, root: root)
      for (k, (sample, kernel)) in [(estimate.nngp, exact.nngp), (estimate.neuralTangent, exact.ntk)].enumerated() {
        let kernel = try #require(kernel)
        let scale = kernel.elements.map(abs).reduce(0, max)
        func rootMeanSquare(_ value: (Int, Int) -> Double) -> Double {
          let values = (0..<3).flatMap { i in (0...i).map { value(i, $0) / scale } }
          return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
        }
        errors[k].error.append(rootMeanSquare { sample.mean[$0, $1] - kernel[$0, $1] })
        errors[k].standard.append(rootMeanSquare { sample.standardError[$0, $1] })
      }
    }
    return errors
  }

  /// The standard error halves from size to size: with n samples it is known to 1/√(2n), 12 % for 32, and two of them
  /// stand in a ratio. And the error is what the standard error says: six entries of three inputs are at least two
  /// independent ones, of which the root mean square is beyond 3.3 standard errors once in 10⁴ or less (χ² of two
  /// degrees above 21.8); 66 are looked at, the draws are fixed.
  @Test("the error is the standard error, and halves when width and samples double") func theErrorFalls() throws {
    let measured = try Self.measured.get()
    #expect(measured.count == ConformanceTests.nonlinearities.count + 2)
    for (name, kernels) in measured {
      #expect(kernels.count == 2)
      for (kernel, errors) in zip(["NNGP", "NTK"], kernels) {
        for (error, standard) in zip(errors.error, errors.standard) {
          #expect(error < 3.3 * standard, "\(kernel) of \(name)")
        }
        let ratio = errors.standard[0] / errors.standard[2]
        #expect(ratio > 4 / 1.6 && ratio < 4 * 1.6, "\(kernel) of \(name)")
      }
    }
  }

  /// All kernels together: the slope of log error over log(width · samples) is −½. The logarithm of a root mean square
  /// over two independent deviates has a standard deviation of 0.64, the difference of two means over 22 of them one of
  /// 0.19, the slope over a factor of 16 one of 0.07; two and a half of these, which leave out 0 and −1 by far.
  @Test("the slope over all kernels is −1/2") func theSlopeIsOneHalf() throws {
    let all = try Self.measured.get().flatMap(\.errors)
    #expect(all.count == 2 * (ConformanceTests.nonlinearities.count + 2))
    let slope = all.reduce(0) { $0 + log($1.error[2] / $1.error[0]) } / Double(all.count) / log(16)
    print("slope of the Monte-Carlo error over width × samples: \(slope)")
    #expect(abs(slope + 0.5) < 0.175)
  }
}
