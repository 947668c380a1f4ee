import Architectures
import FiniteWidth
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// The closed forms against means over random networks of finite width.
@Suite("Kernels against finite networks") struct MonteCarloTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let nonlinearity: Nonlinearity
    var testDescription: String { nonlinearity.name }
  }

  static let cases = ConformanceTests.nonlinearities.map(Case.init)

  /// Three inputs: two at random, and one near the first.
  static let inputs: Matrix<Double> = {
    var random = SplitMix64(seed: 21)
    let a = (0..<8).map { _ in random.normal() }
    let b = (0..<8).map { _ in 1.3 * random.normal() }
    return Matrix(rows: 3, columns: 8, elements: a + b + a.map { $0 + 0.2 * random.normal() })
  }()

  @Test("two hidden layers of every nonlinearity", arguments: cases)
  func everyNonlinearity(test: Case) throws {
    try compare(
      .fullyConnected(depth: 2, nonlinearity: test.nonlinearity, weightVariance: 1.5, biasVariance: 0.2))
  }

  @Test("residual branches")
  func residual() throws {
    try compare(
      Architecture {
        Dense(weightVariance: 1.2, biasVariance: 0.1)
        Residual {
          ReLU()
          Dense(weightVariance: 0.8, biasVariance: 0.1)
        }
        Erf()
        Dense(weightVariance: 1.5, biasVariance: 0.1)
      })
  }

  @Test("layers that are not trained")
  func untrained() throws {
    try compare(
      Architecture {
        Dense(weightVariance: 1.4, biasVariance: 0.2, trainable: false)
        ReLU()
        Dense(weightVariance: 1.6, biasVariance: 0.1)
        Tanh()
        Dense(weightVariance: 1.2, biasVariance: 0, trainable: false)
      })
  }

  @Test("dropout before, between and behind nonlinearities")
  func dropout() throws {
    try compare(
      Architecture {
        Dropout(keepProbability: 0.9)
        Dense(weightVariance: 1.3, biasVariance: 0.1)
        ReLU()
        Dropout(keepProbability: 0.8)
        Dense(weightVariance: 1.5, biasVariance: 0.1)
        Tanh()
        Dropout(keepProbability: 0.7)
        Dense(weightVariance: 1.2, biasVariance: 0.1)
      })
  }

  @Test("a residual within a residual, with dropout in its branch")
  func nestedResidual() throws {
    try compare(
      Architecture {
        Dense(weightVariance: 1.1, biasVariance: 0.1)
        Residual {
          Tanh()
          Dense(weightVariance: 0.7, biasVariance: 0.1)
          Residual {
            ReLU()
            Dropout(keepProbability: 0.8)
            Dense(weightVariance: 0.6)
          }
        }
        Activation(.gelu)
        Dense(weightVariance: 1.3, biasVariance: 0.2)
      })
  }

  @Test("learning rates of their own, with a dropout between")
  func rates() throws {
    try compare(
      Architecture {
        Dense(weightVariance: 1.4, biasVariance: 0.2, trainable: .rates(weights: 3, biases: 0.5))
        ReLU()
        Dropout(keepProbability: 0.8)
        Dense(weightVariance: 1.6, trainable: .rates(weights: 0.4, biases: 2))
        Tanh()
        Dense(weightVariance: 1.2, biasVariance: 0.1)
      })
  }

  @Test("branches added, one of them no longer Gaussian")
  func sum() throws {
    try compare(
      Architecture {
        Dense(weightVariance: 1.2, biasVariance: 0.1)
        Parallel(.sum) {
          Branch { ReLU() }
          Branch { Dense(weightVariance: 0.4, biasVariance: 0.1) }
          Branch {
            Erf()
            Dense(weightVariance: 0.9, biasVariance: 0.1)
          }
        }
        Dense(weightVariance: 1.1)
        Erf()
        Dense(weightVariance: 1.5, biasVariance: 0.1)
      })
  }

  @Test("branches side by side")
  func concatenation() throws {
    try compare(
      Architecture {
        Dense(weightVariance: 1.2, biasVariance: 0.1)
        Parallel(.concatenation(widths: [2, 1])) {
          Branch {}
          Branch {
            ReLU()
            Dense(weightVariance: 0.9, biasVariance: 0.1)
          }
        }
        Dense(weightVariance: 1.1)
        Erf()
        Parallel(.concatenation(widths: [1, 3])) {
          Branch { Dense(weightVariance: 1.5, biasVariance: 0.1) }
          Branch { Dense(weightVariance: 0.5) }
        }
        Dense(weightVariance: 0.9)
      })
  }

  private func compare(_ architecture: Architecture) throws {
    let exact = try architecture.infiniteWidth.matrices(of: VectorPairs(rows: Self.inputs), get: .both)
    let estimate = try MonteCarloKernel.extrapolated(architecture, rows: Self.inputs, width: 128, samples: 400, root: 1)
    for (kernel, sample) in [(exact.nngp, estimate.nngp), (exact.ntk, estimate.neuralTangent)] {
      let kernel = try #require(kernel)
      for k in kernel.elements.indices {
        // 16 architectures × 12 distinct entries: of 192 normal deviates the largest is beyond 4.5 once in a thousand
        // runs; the draws are fixed. What is left of the bias, O(1/128²), is a thousandth of the kernel.
        let bound = 4.5 * sample.standardError.elements[k] + 1e-3 * abs(kernel.elements[k])
        #expect(abs(sample.mean.elements[k] - kernel.elements[k]) <= bound)
        // The comparison means something: the standard error is below 3 per cent of the diagonal.
        #expect(sample.standardError.elements[k] < 0.03 * kernel.elements.map(abs).reduce(0, max))
      }
    }
  }
}
