import Architectures
import Datasets
import Foundation
import Nonlinearities
import Results
import Suite

/// The paper's string NN-depth-width-σ_w²-σ_b²: the finite network that did best on a row's validation set.
package struct NetworkSetting: Codable, Sendable, Hashable {
  package private(set) var depth: Int
  package private(set) var width: Int
  package private(set) var weightVariance: Double
  package private(set) var biasVariance: Double
  /// What is trained where the paper prints a σ_b² of 0.00, which is σ_b² < 0.005 rounded.
  private var leastBiasVariance = 1e-5

  package init(_ depth: Int, _ width: Int, _ weightVariance: Double, _ biasVariance: Double) {
    (self.depth, self.width) = (depth, width)
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
  }

  /// As the paper writes it.
  package var name: String { String(format: "NN-%d-%d-%.2f-%.2f", depth, width, weightVariance, biasVariance) }

  /// The same with another width.
  func with(width: Int) -> NetworkSetting {
    var setting = self
    setting.width = width
    return setting
  }

  /// The same with another number of hidden layers; nil leaves it.
  func with(depth: Int?) -> NetworkSetting {
    var setting = self
    setting.depth = depth ?? self.depth
    return setting
  }

  /// The same with other initial variances; nil leaves one as it is.
  func with(weightVariance: Double?, biasVariance: Double?) -> NetworkSetting {
    var setting = self
    setting.weightVariance = weightVariance ?? self.weightVariance
    setting.biasVariance = biasVariance ?? self.biasVariance
    return setting
  }

  /// Whether a step is too little work to be shared: two cores get through more trials of up to this width, each on
  /// one, than both of them on one trial after the other.
  var isForOneCore: Bool { width <= 500 }

  /// Weights and biases of a network that classifies images of a data set.
  func parameters(_ dataset: DatasetDescription) -> Int {
    let inputs = dataset.shape.pixelCount
    return (inputs + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * dataset.classes
  }

  /// The network before it is trained. Biases are trained in every row, also in those whose σ_b² is printed as 0.00:
  /// there they start within 0.01 of zero.
  func architecture(_ nonlinearity: Nonlinearity) -> Architecture {
    .fullyConnected(
      depth: depth, nonlinearity: nonlinearity, weightVariance: weightVariance,
      biasVariance: max(biasVariance, leastBiasVariance))
  }
}

/// The paper's best networks of a row.
package struct RowNetworks: Codable, Sendable {
  let relu, tanh: NetworkSetting

  package init(relu: NetworkSetting, tanh: NetworkSetting) { (self.relu, self.tanh) = (relu, tanh) }
}

extension GaussianProcessRow {
  /// The row's best network.
  /// - Parameter networks: by the names of rows; those of an experiment's settings.
  package func network(
    _ nonlinearity: Nonlinearity, of networks: [String: RowNetworks]
  ) throws -> NetworkSetting {
    guard let settings = networks[label] else {
      throw SweepFailure.layout(
        group: "/neural_network", detail: "Table 2 has no network of \(label)")
    }
    return nonlinearity == .relu ? settings.relu : settings.tanh
  }

  /// The paper's networks of some rows, by their names.
  package static func networks(of rows: [GaussianProcessRow]) -> [String: RowNetworks] {
    let labels = Set(rows.map(\.label))
    return printed.filter { labels.contains($0.key) }.mapValues { RowNetworks(relu: $0.relu, tanh: $0.tanh) }
  }

  /// As printed in Table 2; a test holds them against the reference file.
  private static let printed: [String: (relu: NetworkSetting, tanh: NetworkSetting)] = [
    "MNIST:100": (.init(2, 5000, 0.10, 0.11), .init(1, 500, 1.48, 0.61)),
    "MNIST:200": (.init(2, 2000, 0.52, 0.00), .init(2, 1000, 1.80, 1.99)),
    "MNIST:500": (.init(2, 5000, 1.82, 0.77), .init(1, 5000, 3.74, 2.18)),
    "MNIST:1k": (.init(2, 5000, 3.19, 0.00), .init(2, 1000, 0.60, 0.00)),
    "MNIST:2k": (.init(2, 5000, 2.88, 0.01), .init(1, 2000, 0.98, 1.30)),
    "MNIST:5k": (.init(3, 500, 2.92, 0.22), .init(2, 1000, 4.12, 2.18)),
    "MNIST:10k": (.init(2, 2000, 0.42, 0.16), .init(2, 2000, 2.41, 1.84)),
    "MNIST:20k": (.init(3, 1000, 2.45, 0.98), .init(2, 2000, 0.21, 0.10)),
    "MNIST:50k": (.init(2, 2000, 0.60, 0.44), .init(2, 5000, 0.28, 0.34)),
    "CIFAR:100": (.init(5, 500, 1.88, 1.00), .init(2, 200, 3.22, 2.09)),
    "CIFAR:200": (.init(3, 200, 0.17, 0.00), .init(3, 200, 1.41, 0.21)),
    "CIFAR:500": (.init(1, 100, 1.26, 0.63), .init(1, 2000, 0.11, 0.90)),
    "CIFAR:1k": (.init(5, 500, 1.29, 0.28), .init(1, 200, 1.45, 0.12)),
    "CIFAR:2k": (.init(3, 5000, 5.59, 0.57), .init(5, 1000, 0.86, 1.28)),
    "CIFAR:5k": (.init(5, 2000, 5.26, 1.74), .init(1, 5000, 0.07, 0.22)),
    "CIFAR:10k": (.init(5, 2000, 1.60, 1.07), .init(1, 500, 1.48, 1.59)),
    "CIFAR:20k": (.init(3, 5000, 4.18, 0.18), .init(2, 5000, 0.02, 1.12)),
    "CIFAR:45k": (.init(3, 5000, 0.53, 0.01), .init(2, 2000, 1.05, 2.08)),
  ]
}
