import Architectures
import LinearAlgebra
import Nonlinearities
import Randomness

let seed = Seed(root: 7, experiment: "tests", purpose: "parameters")

/// Inputs [n, d] of arbitrary norms, the second the opposite of the first.
func inputs<S: Scalar>(_ n: Int, _ d: Int, as type: S.Type = Double.self) -> Matrix<S> {
  var generator = CounterBasedGenerator(seed: Seed(root: 1, experiment: "tests", purpose: "inputs"))
  var x = Matrix<S>(rows: n, columns: d)
  for i in 0..<n { for j in 0..<d { x[i, j] = i == 1 ? -x[0, j] : S((0.4 + 0.3 * Double(i)) * generator.normal()) } }
  return x
}

/// Every kind of step, with an activation or a sum at the end of some.
func samples() throws -> [Architecture] {
  let smooth: [Nonlinearity] = [.erf, .gelu, .sin, .cos, .tanh, .identity]
  return try smooth.map { .fullyConnected(depth: 2, nonlinearity: $0, weightVariance: 1.5, biasVariance: 0.2) } + [
    .fullyConnected(depth: 0, nonlinearity: .relu, weightVariance: 1.3, biasVariance: 0.4),
    .fullyConnected(depth: 3, nonlinearity: .relu, weightVariance: 2, biasVariance: 0),
    Architecture {
      Dense(weightVariance: 1.3, biasVariance: 0.1)
      Repeat(2) {
        Residual {
          Activation(.leakyRelu(slope: 0.2))
          Dense(weightVariance: 0.9, biasVariance: 0.1)
          Erf()
          Dense(weightVariance: 0.8, trainable: false)
        }
      }
      Activation(.abs)
    },
    Architecture {
      Flatten()
      Dense(weightVariance: 1.1, biasVariance: 0.3)
      Residual {
        Tanh()
        Dense(weightVariance: 1.2)
        Residual {
          ReLU()
          Dense(weightVariance: 0.7, biasVariance: 0.2)
        }
      }
    },
    Architecture {
      Dense(weightVariance: 1.1, biasVariance: 0.3)
      Activation(.gelu)
      Dropout(keepProbability: 0.7)
      Dense(weightVariance: 1.2, biasVariance: 0.1)
    },
  ]
}
