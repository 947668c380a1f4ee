import Architectures
import Datasets
import Nonlinearities

/// The paper's string NN-depth-width-σ_w²-σ_b²: the finite network that did best on a row's validation set.
package struct NetworkSetting: Sendable, Hashable {
  package let depth: Int
  package let width: Int
  package let weightVariance: Double
  package let biasVariance: Double
  /// The paper's test accuracy, Table 2.
  package let accuracy: Double

  init(_ depth: Int, _ width: Int, _ weightVariance: Double, _ biasVariance: Double, accuracy: Double) {
    (self.depth, self.width, self.accuracy) = (depth, width, accuracy)
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
  }

  /// The same with another width.
  func with(width: Int) -> NetworkSetting {
    NetworkSetting(depth, width, weightVariance, biasVariance, accuracy: accuracy)
  }

  /// Weights and biases of a network, d inputs to 10 outputs.
  func parameters(inputs d: Int) -> Int {
    (d + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * DatasetDescription.mnist.classes
  }

  /// The network before it is trained. Biases are trained in every row, also in those whose σ_b² is printed as 0.00:
  /// there they start within 0.01 of zero, for 0.00 is σ_b² < 0.005 rounded.
  func architecture(_ nonlinearity: Nonlinearity) -> Architecture {
    .fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: max(biasVariance, 1e-5))
  }
}

extension GaussianProcessRow {
  /// The row's best networks in the paper.
  package func network(_ nonlinearity: Nonlinearity) -> NetworkSetting? {
    let settings = Self.networks[dataset]?[trainingSize]
    return nonlinearity == .relu ? settings?.relu : settings?.tanh
  }

  private typealias Settings = (relu: NetworkSetting, tanh: NetworkSetting)

  /// Table 2 as printed; a test holds it against the reference file.
  private static let networks: [DatasetDescription: [Int: Settings]] = [
    .mnist: [
      100: (.init(2, 5000, 0.10, 0.11, accuracy: 0.7786), .init(1, 500, 1.48, 0.61, accuracy: 0.7766)),
      200: (.init(2, 2000, 0.52, 0.00, accuracy: 0.8298), .init(2, 1000, 1.80, 1.99, accuracy: 0.8223)),
      500: (.init(2, 5000, 1.82, 0.77, accuracy: 0.9028), .init(1, 5000, 3.74, 2.18, accuracy: 0.9001)),
      1_000: (.init(2, 5000, 3.19, 0.00, accuracy: 0.9252), .init(2, 1000, 0.60, 0.00, accuracy: 0.9254)),
      2_000: (.init(2, 5000, 2.88, 0.01, accuracy: 0.9468), .init(1, 2000, 0.98, 1.30, accuracy: 0.9462)),
      5_000: (.init(3, 500, 2.92, 0.22, accuracy: 0.9675), .init(2, 1000, 4.12, 2.18, accuracy: 0.9655)),
      10_000: (.init(2, 2000, 0.42, 0.16, accuracy: 0.9771), .init(2, 2000, 2.41, 1.84, accuracy: 0.9745)),
      20_000: (.init(3, 1000, 2.45, 0.98, accuracy: 0.9825), .init(2, 2000, 0.21, 0.10, accuracy: 0.9814)),
      50_000: (.init(2, 2000, 0.60, 0.44, accuracy: 0.9864), .init(2, 5000, 0.28, 0.34, accuracy: 0.9857)),
    ],
    .cifar10: [
      100: (.init(5, 500, 1.88, 1.00, accuracy: 0.2586), .init(2, 200, 3.22, 2.09, accuracy: 0.2470)),
      200: (.init(3, 200, 0.17, 0.00, accuracy: 0.2719), .init(3, 200, 1.41, 0.21, accuracy: 0.2686)),
      500: (.init(1, 100, 1.26, 0.63, accuracy: 0.3132), .init(1, 2000, 0.11, 0.90, accuracy: 0.2939)),
      1_000: (.init(5, 500, 1.29, 0.28, accuracy: 0.3225), .init(1, 200, 1.45, 0.12, accuracy: 0.3378)),
      2_000: (.init(3, 5000, 5.59, 0.57, accuracy: 0.3894), .init(5, 1000, 0.86, 1.28, accuracy: 0.3597)),
      5_000: (.init(5, 2000, 5.26, 1.74, accuracy: 0.4241), .init(1, 5000, 0.07, 0.22, accuracy: 0.3993)),
      10_000: (.init(5, 2000, 1.60, 1.07, accuracy: 0.4545), .init(1, 500, 1.48, 1.59, accuracy: 0.4429)),
      20_000: (.init(3, 5000, 4.18, 0.18, accuracy: 0.5041), .init(2, 5000, 0.02, 1.12, accuracy: 0.4565)),
      45_000: (.init(3, 5000, 0.53, 0.01, accuracy: 0.5313), .init(2, 2000, 1.05, 2.08, accuracy: 0.5034)),
    ],
  ]
}
