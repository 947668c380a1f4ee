import Architectures
import FiniteWidth
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
  let smooth: [Nonlinearity] = [
    .erf, .gelu, .sin, .cos, .tanh, .identity, .softplus, .sigmoid, .swish, .gaussian,
  ]
  let cubic = CustomNonlinearity(
    name: "cubic", function: { $0 - $0 * $0 * $0 / 6 }, derivative: { 1 - $0 * $0 / 2 })
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
      // Branches that begin with an activation keep its argument, and their gradients are added or written.
      Dense(weightVariance: 1.2, biasVariance: 0.2)
      Parallel(.concatenation()) {
        Branch { Activation(.swish) }
        Branch { Activation(.sigmoid) }
        Branch {
          Activation(.sin)
          Dense(weightVariance: 0.8, biasVariance: 0.1)
          Activation(.custom(cubic))
          Dense(weightVariance: 0.9)
        }
      }
      Dense(weightVariance: 1.1)
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
      Dense(weightVariance: 1.1, biasVariance: 0.3, trainable: .rates(weights: 4, biases: 1))
      Parallel(.sum) {
        Branch { Erf() }
        Branch { Dense(weightVariance: 0.5, biasVariance: 0.1) }
        Branch {
          Tanh()
          Dense(weightVariance: 0.9, trainable: .rates(weights: 5, biases: 0.5))
        }
      }
      Dense(weightVariance: 1.1)
    },
    Architecture {
      Parallel(.concatenation(widths: [2, 3])) {
        Branch { Dense(weightVariance: 0.5, biasVariance: 0.1) }
        Branch {
          Dense(weightVariance: 0.5, biasVariance: 0.1)
          Tanh()
          Parallel(.concatenation()) {
            Branch {}
            Branch { Dense(weightVariance: 0.4) }
            Branch {}
          }
          Dense(weightVariance: 0.7)
        }
      }
      Dense(weightVariance: 1.2, biasVariance: 0.2)
      Erf()
      Dense(weightVariance: 1.2)
    },
    Architecture {
      Dense(weightVariance: 1.1, biasVariance: 0.3)
      Activation(.gelu)
      Dropout(keepProbability: 0.7)
      Dense(weightVariance: 1.2, biasVariance: 0.1)
    },
  ]
}

/// The shape of the inputs of `imageSamples`; 24 numbers.
let imageShape = InputShape.image(height: 4, width: 3, channels: 2)

/// Every kind of step on images, with an image, a vector of all positions or a sum at the end of some.
func imageSamples() throws -> [Architecture] {
  try [
    Architecture {
      Convolution(kernelSize: 3, padding: .circular, weightVariance: 1.4, biasVariance: 0.2)
      Erf()
      Convolution(kernelSize: 3, weightVariance: 1.3, biasVariance: 0.1)
      Tanh()
      Flatten()
      Dense(weightVariance: 1.2, biasVariance: 0.1)
    },
    Architecture {
      // Wider than the image: a circular kernel of 5 meets a column of 3 positions twice.
      Convolution(kernelSize: 5, padding: .circular, weightVariance: 1.4)
      Activation(.gelu)
      Dropout(keepProbability: 0.7)
      Convolution(kernelSize: 1, weightVariance: 1.3, biasVariance: 0.1, trainable: false)
      Activation(.sin)
      GlobalAveragePooling()
      Dense(weightVariance: 1.2, biasVariance: 0.1)
    },
    Architecture {
      Convolution(kernelSize: 5, weightVariance: 1.4, biasVariance: 0.3)
      LayerNorm()
      Erf()
      Convolution(kernelSize: 3, padding: .circular, weightVariance: 1.4, biasVariance: 0.3)
      Residual {
        Erf()
        Convolution(kernelSize: 3, weightVariance: 0.9, biasVariance: 0.1)
        LayerNorm()
        Activation(.cos)
        Convolution(kernelSize: 3, padding: .circular, weightVariance: 0.8, biasVariance: 0.1)
      }
      LayerNorm()
      Flatten()
    },
    Architecture {
      Convolution(kernelSize: 3, weightVariance: 1.4, biasVariance: 0.3)
      Erf()
      Convolution(kernelSize: 3, padding: .circular, weightVariance: 1.1)
    },
    Architecture {
      Convolution(kernelSize: 3, weightVariance: 1.4, biasVariance: 0.3, trainable: .rates(weights: 18, biases: 1))
      Parallel(.concatenation()) {
        Branch { Erf() }
        Branch {
          Tanh()
          Convolution(kernelSize: 1, weightVariance: 1.4, biasVariance: 0.3)
        }
      }
      Parallel(.sum) {
        Branch { Convolution(kernelSize: 1, weightVariance: 0.4) }
        Branch { Convolution(kernelSize: 3, weightVariance: 0.4, biasVariance: 0.1) }
      }
      Erf()
      GlobalAveragePooling(sum: true)
      Dense(weightVariance: 0.1, biasVariance: 0.1)
    },
  ]
}

/// Two windows of 2 × 2 positions; its inputs have 32 numbers.
let pooledShape = InputShape.image(height: 2, width: 4, channels: 4)

func pooledSample() throws -> Architecture {
  try Architecture {
    AveragePooling(window: 1)
    Convolution(kernelSize: 3, padding: .circular, weightVariance: 1.4, biasVariance: 0.3)
    Residual {
      Erf()
      Convolution(kernelSize: 3, weightVariance: 1.4, biasVariance: 0.3)
    }
    AveragePooling(window: 2, sum: true)
    Tanh()
    Convolution(kernelSize: 3, weightVariance: 1.4, biasVariance: 0.3)
    Erf()
    Flatten()
    Dense(weightVariance: 1.2, biasVariance: 0.1)
  }
}

/// A network and the inputs it is tried on.
struct NetworkSample {
  let architecture: Architecture
  let shape: InputShape

  func inputs(_ n: Int) -> Matrix<Double> { FiniteWidthTests.inputs(n, shape.count ?? 0) }
  var hasDropout: Bool { architecture.layers.contains { if case .dropout = $0 { true } else { false } } }

  func network(
    _ width: Int, outputs: Int = 1, parameterisation: Parameterisation = .standard
  ) throws -> FiniteNetwork<Double> {
    try architecture.finiteWidth(
      width, outputs: outputs, input: shape, seed: seed, parameterisation: parameterisation)
  }

  static func all(features: Int) throws -> [NetworkSample] {
    try samples().map { NetworkSample(architecture: $0, shape: .vector(features: features)) } + images()
  }

  static func images() throws -> [NetworkSample] {
    try imageSamples().map { NetworkSample(architecture: $0, shape: imageShape) }
      + [NetworkSample(architecture: pooledSample(), shape: pooledShape)] + windowSamples()
  }
}
