import Results

/// The mean of repeated scores and its standard error s/√n.
public struct SampleMean: Sendable, Equatable {
  public let mean: Double
  /// nil for fewer than two values: nothing was repeated.
  public let standardError: Double?

  /// Half the length of an error bar.
  package var bar: Double { standardError ?? 0 }

  public init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardError = values.count < 2 ? nil : (squares / (count - 1) / count).squareRoot()
  }

  /// The standard error of the mean of `values`, rescaled so that 2.576 of it are the half width of Student's 99 %
  /// interval: for sums with errors of another kind, which have no degrees of freedom together. nil for fewer than two
  /// values.
  public static func studentError(_ values: [Double]) -> Double? {
    SampleMean(values).standardError.map {
      $0 * StudentT.quantile(twoSided: 0.99, degreesOfFreedom: values.count - 1) / 2.576
    }
  }
}

extension Score {
  /// The mean of what n independent repetitions gave, with its standard error of n − 1 degrees of freedom.
  package init(key: String, meanOf values: [Double], title: String) {
    let mean = SampleMean(values)
    self.init(
      key: key, value: mean.mean, standardError: mean.standardError, degreesOfFreedom: values.count - 1,
      samples: values.count, title: title)
  }
}
