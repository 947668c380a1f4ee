import Datasets
import Foundation
import Nonlinearities
import Results

/// One row of Lee et al. 2018, Table 2: a training set and the Gaussian processes that did best on its validation set.
package struct GaussianProcessRow: Sendable {
  package let dataset: DatasetDescription
  package let trainingSize: Int
  package let relu: Setting
  package let tanh: Setting

  /// The paper's string GP-depth-σ_w²-σ_b². Its values lie on grids of 30 points and are printed to two decimals.
  package struct Setting: Codable, Sendable {
    package let depth: Int
    package let weightVariance: Double
    package let biasVariance: Double

    init(_ depth: Int, _ weightVariance: Double, _ biasVariance: Double) {
      (self.depth, self.weightVariance, self.biasVariance) = (depth, weightVariance, biasVariance)
    }

    /// As the paper writes it.
    package var name: String { String(format: "GP-%d-%.2f-%.2f", depth, weightVariance, biasVariance) }
  }

  /// The paper's name of the row: "MNIST:1k", "CIFAR:45k".
  package var label: String { "\(dataset == .mnist ? "MNIST" : "CIFAR"):\(sizeLabel)" }

  package var sizeLabel: String { Self.sizeLabel(trainingSize) }

  /// 500 → "500", 10,000 → "10k".
  package static func sizeLabel(_ size: Int) -> String { size < 1000 ? "\(size)" : "\(size / 1000)k" }

  package func setting(_ nonlinearity: Nonlinearity) -> Setting { nonlinearity == .relu ? relu : tanh }

  /// The row's process with the exact kernel.
  package func model(_ nonlinearity: Nonlinearity, _ settings: GaussianProcessSettings) -> GaussianProcessModel {
    let setting = setting(nonlinearity)
    return GaussianProcessModel(
      nonlinearity: nonlinearity, depth: setting.depth, weightVariance: setting.weightVariance,
      biasVariance: setting.biasVariance
    ).with(settings)
  }

  /// "mnist/1000/relu": how the keys of its scores begin.
  package func key(_ nonlinearity: NamedNonlinearity) -> String {
    "\(dataset.id)/\(trainingSize)/\(nonlinearity.name)"
  }

  /// "MNIST 1k, ReLU": how the titles of its scores begin.
  package func title(_ nonlinearity: NamedNonlinearity) -> String {
    "\(dataset.title) \(sizeLabel), \(nonlinearity.title)"
  }

  /// Of its scores.
  package func scorer(_ nonlinearity: NamedNonlinearity) -> Scorer {
    Scorer(key: key(nonlinearity) + "/", title: title(nonlinearity) + ", ")
  }

  /// The paper's nonlinearities, in the order of its columns.
  package enum NamedNonlinearity: String, CaseIterable, Codable, AxisValue {
    case relu, tanh

    /// In keys and coordinates.
    package var name: String { rawValue }
    /// As people write it.
    package var title: String { self == .relu ? "ReLU" : "tanh" }
    package var value: Nonlinearity { self == .relu ? .relu : .tanh }
  }

  package static let nonlinearities = NamedNonlinearity.allCases

  /// Settings as printed in Table 2; what the paper measured with them is in the reference file, and a test holds the
  /// two together.
  package static let all: [GaussianProcessRow] = [
    row(.mnist, 100, .init(100, 1.79, 0.83), .init(100, 3.14, 0.97)),
    row(.mnist, 200, .init(100, 1.79, 0.83), .init(100, 3.99, 2.00)),
    row(.mnist, 500, .init(100, 1.79, 0.83), .init(50, 3.48, 1.86)),
    row(.mnist, 1_000, .init(20, 1.45, 0.28), .init(20, 1.96, 0.62)),
    row(.mnist, 2_000, .init(10, 1.11, 0.55), .init(10, 1.79, 1.45)),
    row(.mnist, 5_000, .init(7, 0.61, 0.07), .init(3, 1.11, 0.00)),
    row(.mnist, 10_000, .init(7, 0.61, 0.07), .init(2, 1.62, 0.28)),
    row(.mnist, 20_000, .init(5, 1.62, 0.83), .init(1, 2.63, 0.00)),
    row(.mnist, 50_000, .init(1, 0.10, 0.48), .init(1, 1.28, 0.00)),
    row(.cifar10, 100, .init(3, 4.49, 0.97), .init(10, 3.65, 1.17)),
    row(.cifar10, 200, .init(3, 3.99, 1.72), .init(7, 3.65, 0.55)),
    row(.cifar10, 500, .init(20, 1.79, 0.21), .init(7, 3.65, 0.62)),
    row(.cifar10, 1_000, .init(7, 1.28, 0.00), .init(50, 2.97, 0.97)),
    row(.cifar10, 2_000, .init(3, 4.16, 1.17), .init(5, 4.66, 1.03)),
    row(.cifar10, 5_000, .init(3, 4.66, 1.03), .init(10, 3.65, 1.38)),
    row(.cifar10, 10_000, .init(5, 2.97, 0.28), .init(7, 3.48, 2.00)),
    row(.cifar10, 20_000, .init(3, 5.00, 0.83), .init(7, 3.14, 1.93)),
    row(.cifar10, 45_000, .init(3, 3.31, 1.86), .init(3, 3.48, 1.52)),
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

/// By its name, in coordinates.
extension GaussianProcessRow: RawRepresentable, AxisValue {
  package var rawValue: String { label }

  package init?(rawValue: String) {
    guard let row = Self.all.first(where: { $0.label == rawValue }) else { return nil }
    self = row
  }
}

/// In the settings of an experiment with both its networks: a file of others is of another experiment.
///
///     {"label": "MNIST:1k", "relu": {"biasVariance": 0.28, "depth": 20, "weightVariance": 1.45}, "tanh": {…}}
extension GaussianProcessRow: Codable {
  private enum Key: String, CodingKey { case label, relu, tanh }

  /// - Throws: `DecodingError` for a name that Table 2 does not have.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let label = try values.decode(String.self, forKey: .label)
    guard let row = Self(rawValue: label) else {
      throw DecodingError.dataCorruptedError(
        forKey: .label, in: values, debugDescription: "Table 2 has no row \(label)")
    }
    self.init(
      dataset: row.dataset, trainingSize: row.trainingSize, relu: try values.decode(Setting.self, forKey: .relu),
      tanh: try values.decode(Setting.self, forKey: .tanh))
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(label, forKey: .label)
    try values.encode(relu, forKey: .relu)
    try values.encode(tanh, forKey: .tanh)
  }
}
