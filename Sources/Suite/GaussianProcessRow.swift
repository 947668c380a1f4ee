import Datasets
import Nonlinearities

/// One row of Lee et al. 2018, Table 2: a training set and the Gaussian processes that did best on its validation set.
package struct GaussianProcessRow: Sendable {
  package let dataset: DatasetDescription
  package let trainingSize: Int
  package let relu: Setting
  package let tanh: Setting

  /// The paper's string GP-depth-σ_w²-σ_b². Its values lie on grids of 30 points and are printed to two decimals.
  package struct Setting: Sendable {
    package let depth: Int
    package let weightVariance: Double
    package let biasVariance: Double
    /// The paper's test accuracy, Table 2.
    package let accuracy: Double
    /// The mean squared error at this size in Figure 1 (digitised, ± 0.0002), where the figure has it. The figure's
    /// models were selected anew, so their settings may differ from the row's.
    package let squaredError: Double?

    package init(
      _ depth: Int, _ weightVariance: Double, _ biasVariance: Double, accuracy: Double, squaredError: Double? = nil
    ) {
      (self.depth, self.weightVariance, self.biasVariance) = (depth, weightVariance, biasVariance)
      (self.accuracy, self.squaredError) = (accuracy, squaredError)
    }
  }

  /// The paper's name of the row: "MNIST:1k", "CIFAR:45k".
  package var label: String { "\(dataset == .mnist ? "MNIST" : "CIFAR"):\(sizeLabel)" }

  /// 500 → "500", 10,000 → "10k".
  package var sizeLabel: String { trainingSize < 1000 ? "\(trainingSize)" : "\(trainingSize / 1000)k" }

  package func setting(_ nonlinearity: Nonlinearity) -> Setting { nonlinearity == .relu ? relu : tanh }

  /// The row's process with the default preprocessing and the exact kernel.
  package func model(_ nonlinearity: Nonlinearity) -> GaussianProcessModel {
    let setting = setting(nonlinearity)
    return GaussianProcessModel(
      nonlinearity: nonlinearity, depth: setting.depth, weightVariance: setting.weightVariance,
      biasVariance: setting.biasVariance)
  }

  /// A nonlinearity with its name in keys and coordinates, and as people write it.
  package struct NamedNonlinearity: Sendable {
    package let name: String
    package let title: String
    package let value: Nonlinearity
  }

  /// The paper's nonlinearities, in the order of its columns.
  package static let nonlinearities = [
    NamedNonlinearity(name: "relu", title: "ReLU", value: .relu),
    NamedNonlinearity(name: "tanh", title: "tanh", value: .tanh),
  ]

  /// Table 2 as printed, with the errors of Figure 1; a test holds it against the reference file.
  package static let all: [GaussianProcessRow] = [
    row(
      .mnist, 100, .init(100, 1.79, 0.83, accuracy: 0.7735, squaredError: 0.0428),
      .init(100, 3.14, 0.97, accuracy: 0.7736, squaredError: 0.0427)),
    row(
      .mnist, 200, .init(100, 1.79, 0.83, accuracy: 0.8282, squaredError: 0.0362),
      .init(100, 3.99, 2.00, accuracy: 0.8277, squaredError: 0.0366)),
    row(
      .mnist, 500, .init(100, 1.79, 0.83, accuracy: 0.8995),
      .init(50, 3.48, 1.86, accuracy: 0.9008)),
    row(
      .mnist, 1_000, .init(20, 1.45, 0.28, accuracy: 0.9279, squaredError: 0.0204),
      .init(20, 1.96, 0.62, accuracy: 0.9266, squaredError: 0.0205)),
    row(
      .mnist, 2_000, .init(10, 1.11, 0.55, accuracy: 0.9485),
      .init(10, 1.79, 1.45, accuracy: 0.9477)),
    row(
      .mnist, 5_000, .init(7, 0.61, 0.07, accuracy: 0.9692, squaredError: 0.0113),
      .init(3, 1.11, 0.00, accuracy: 0.9693, squaredError: 0.0112)),
    row(
      .mnist, 10_000, .init(7, 0.61, 0.07, accuracy: 0.9765, squaredError: 0.0088),
      .init(2, 1.62, 0.28, accuracy: 0.9773, squaredError: 0.0086)),
    row(
      .mnist, 20_000, .init(5, 1.62, 0.83, accuracy: 0.9830),
      .init(1, 2.63, 0.00, accuracy: 0.9836)),
    row(
      .mnist, 50_000, .init(1, 0.10, 0.48, accuracy: 0.9875, squaredError: 0.0053),
      .init(1, 1.28, 0.00, accuracy: 0.9879, squaredError: 0.0051)),
    row(
      .cifar10, 100, .init(3, 4.49, 0.97, accuracy: 0.2673, squaredError: 0.0849),
      .init(10, 3.65, 1.17, accuracy: 0.2718, squaredError: 0.0851)),
    row(
      .cifar10, 200, .init(3, 3.99, 1.72, accuracy: 0.3022, squaredError: 0.0832),
      .init(7, 3.65, 0.55, accuracy: 0.2927, squaredError: 0.0831)),
    row(
      .cifar10, 500, .init(20, 1.79, 0.21, accuracy: 0.3395, squaredError: 0.0802),
      .init(7, 3.65, 0.62, accuracy: 0.3291, squaredError: 0.0804)),
    row(
      .cifar10, 1_000, .init(7, 1.28, 0.00, accuracy: 0.3608, squaredError: 0.0788),
      .init(50, 2.97, 0.97, accuracy: 0.3702, squaredError: 0.0782)),
    row(
      .cifar10, 2_000, .init(3, 4.16, 1.17, accuracy: 0.3953, squaredError: 0.0761),
      .init(5, 4.66, 1.03, accuracy: 0.3959, squaredError: 0.0760)),
    row(
      .cifar10, 5_000, .init(3, 4.66, 1.03, accuracy: 0.4454, squaredError: 0.0722),
      .init(10, 3.65, 1.38, accuracy: 0.4430, squaredError: 0.0724)),
    row(
      .cifar10, 10_000, .init(5, 2.97, 0.28, accuracy: 0.4780, squaredError: 0.0694),
      .init(7, 3.48, 2.00, accuracy: 0.4766, squaredError: 0.0694)),
    row(
      .cifar10, 20_000, .init(3, 5.00, 0.83, accuracy: 0.5118, squaredError: 0.0664),
      .init(7, 3.14, 1.93, accuracy: 0.5124, squaredError: 0.0664)),
    row(
      .cifar10, 45_000, .init(3, 3.31, 1.86, accuracy: 0.5566, squaredError: 0.0627),
      .init(3, 3.48, 1.52, accuracy: 0.5558, squaredError: 0.0622)),
  ]

  private static func row(_ dataset: DatasetDescription, _ size: Int, _ relu: Setting, _ tanh: Setting)
    -> GaussianProcessRow
  {
    GaussianProcessRow(dataset: dataset, trainingSize: size, relu: relu, tanh: tanh)
  }

  /// The rows of the given sizes, in the table's order.
  package static func rows(sizes: Set<Int>) -> [GaussianProcessRow] { all.filter { sizes.contains($0.trainingSize) } }

  /// Sizes up to `largest`.
  package static func rows(upTo largest: Int) -> [GaussianProcessRow] { all.filter { $0.trainingSize <= largest } }
}
