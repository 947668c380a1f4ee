import Foundation

/// The image data sets of the papers. All have ten classes.
public enum DatasetName: String, CaseIterable, Sendable, Codable {
  case mnist = "mnist"
  case fashionMNIST = "fashion-mnist"
  case cifar10 = "cifar10"

  public static let classes = 10

  /// The name as papers print it.
  public var title: String {
    switch self {
    case .mnist: "MNIST"
    case .fashionMNIST: "Fashion-MNIST"
    case .cifar10: "CIFAR-10"
    }
  }

  /// The folder of its files inside the folder of all data sets.
  public var folder: String {
    switch self {
    case .mnist: "mnist"
    case .fashionMNIST: "fashion-mnist"
    case .cifar10: "cifar-10-batches-bin"
    }
  }

  /// How its files are laid out.
  public enum Format: Sendable { case idx, cifarBinary }

  public var format: Format {
    switch self {
    case .mnist, .fashionMNIST: .idx
    case .cifar10: .cifarBinary
    }
  }

  /// Which training images are the validation set, as positions among `count`.
  ///
  /// The papers use 50,000 + 10,000 images of MNIST and 45,000 + 5,000 of CIFAR-10 without saying which. Here the first
  /// 10,000 of MNIST (as the reference code does) and the last 5,000 of CIFAR-10 validate.
  public func validationRange(of count: Int) -> Range<Int> {
    switch format {
    case .idx: 0..<validationCount
    case .cifarBinary: count - validationCount..<count
    }
  }

  /// The number of validation images.
  public var validationCount: Int {
    switch format {
    case .idx: 10_000
    case .cifarBinary: 5_000
    }
  }
}
