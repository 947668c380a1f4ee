import Results

/// Makes scores whose keys and titles begin alike.
package struct Scorer {
  private let key, title: String

  /// - Parameters:
  ///   - key: what stands before every key, "mnist/1000/relu/".
  ///   - title: what stands before every title, "MNIST 1k, ReLU, ".
  package init(key: String, title: String) { (self.key, self.title) = (key, title) }

  package func callAsFunction(
    _ key: String, _ value: Double, error: Double? = nil, samples: Int = 1, _ words: String
  ) -> Score {
    Score(key: self.key + key, value: value, standardError: error, samples: samples, title: title + words)
  }

  package func callAsFunction(_ key: String, meanOf values: [Double], _ words: String) -> Score {
    Score(key: self.key + key, meanOf: values, title: title + words)
  }
}
