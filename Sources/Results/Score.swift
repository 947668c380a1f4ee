/// One number of a finished experiment, under the key that the reference files use.
public struct Score: Sendable, Codable, Hashable {
  /// `dataset/size/nonlinearity/quantity` or the like, unique in its experiment: `mnist/1000/relu/test_accuracy`.
  public let key: String
  public let value: Double
  /// Standard error of `value`: over training subsets where `samples` > 1, otherwise as the experiment says
  /// (Figure 3's correlations: bootstrap). `nil` where nothing random was repeated, or too little to tell.
  public let standardError: Double?
  /// ν of the deviation that `standardError` was measured by: n − 1 where it is that of a mean of n repetitions. `nil`
  /// where the error is as good as known (binomial, a bootstrap, a bound); its distribution is then taken as normal.
  public let degreesOfFreedom: Int?
  /// How many independent repetitions (training subsets, seeds) `value` is the mean of.
  public let samples: Int
  /// What a reader sees: "MNIST 1k, ReLU, test accuracy".
  public let title: String

  /// - Parameter standardError: not a number: it is not known.
  public init(
    key: String, value: Double, standardError: Double? = nil, degreesOfFreedom: Int? = nil, samples: Int = 1,
    title: String
  ) {
    self.key = key
    self.value = value
    self.standardError = standardError.flatMap { $0.isNaN ? nil : $0 }
    self.degreesOfFreedom = degreesOfFreedom.flatMap { $0 > 0 ? $0 : nil }
    self.samples = samples
    self.title = title
  }

  /// Half of the interval that holds the true value with 99 %: t(0.995, ν) standard errors, 2.576 of an error as good
  /// as known.
  public var halfWidth: Double? {
    standardError.map { error in
      error * (degreesOfFreedom.map { StudentT.quantile(twoSided: 0.99, degreesOfFreedom: $0) } ?? 2.576)
    }
  }

  /// The last part of the key, which names the quantity: `test_accuracy`.
  public var quantity: String { key.split(separator: "/").last.map(String.init) ?? key }
}
