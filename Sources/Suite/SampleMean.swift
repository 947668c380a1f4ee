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

extension SampleMean {
  /// Welch's standard error √(u + v) of the difference (or the sum) of the means of two independent sets, with
  /// u = s_a²/m and v = s_b²/n, and by Welch and Satterthwaite (u + v)² / (u²/(m − 1) + v²/(n − 1)) degrees of freedom,
  /// rounded down. nil if one of the sets has fewer than two values.
  package static func welch(_ a: [Double], _ b: [Double]) -> (standard: Double, degrees: Int)? {
    guard let first = SampleMean(a).standardError, let second = SampleMean(b).standardError else { return nil }
    let (u, v) = (first * first, second * second)
    let effective = (u + v) * (u + v) / (u * u / Double(a.count - 1) + v * v / Double(b.count - 1))
    // Sets without any spread: no more than the smaller one tells.
    return ((u + v).squareRoot(), effective.isFinite ? Int(effective) : min(a.count, b.count) - 1)
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

  /// The difference of the means of two independent sets of repetitions, with Welch's error. No error if one of the
  /// sets was not repeated.
  package init(key: String, differenceOfMeans a: [Double], minus b: [Double], title: String) {
    let error = SampleMean.welch(a, b)
    self.init(
      key: key, value: SampleMean(a).mean - SampleMean(b).mean, standardError: error?.standard,
      degreesOfFreedom: error?.degrees, samples: min(a.count, b.count), title: title)
  }
}
