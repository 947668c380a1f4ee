/// One number of a finished experiment, under the key that the reference files use.
public struct Score: Sendable, Codable, Hashable {
  /// `dataset/size/nonlinearity/quantity` or the like, unique in its experiment: `mnist/1000/relu/test_accuracy`.
  public let key: String
  public let value: Double
  /// Standard error of `value`: over training subsets where `samples` > 1, otherwise as the experiment says
  /// (Figure 3's correlations: bootstrap). `nil` where nothing random was repeated, or too little to tell.
  public let standardError: Double?
  /// How many independent repetitions (training subsets, seeds) `value` is the mean of.
  public let samples: Int
  /// What a reader sees: "MNIST 1k, ReLU, test accuracy".
  public let title: String

  /// - Parameter standardError: not a number: it is not known.
  public init(key: String, value: Double, standardError: Double? = nil, samples: Int = 1, title: String) {
    self.key = key
    self.value = value
    self.standardError = standardError.flatMap { $0.isNaN ? nil : $0 }
    self.samples = samples
    self.title = title
  }

  /// The last part of the key, which names the quantity: `test_accuracy`.
  public var quantity: String { key.split(separator: "/").last.map(String.init) ?? key }
}
