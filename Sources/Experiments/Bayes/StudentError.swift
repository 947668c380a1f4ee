import Results
import Suite

extension SampleMean {
  /// The standard error of the mean of `values`, rescaled so that 2.576 of it are the half width of Student's 99 %
  /// interval, which is what a tolerance takes it for; nil for fewer than two values.
  static func studentError(_ values: [Double]) -> Double? {
    SampleMean(values).standardError.map {
      $0 * StudentT.quantile(twoSided: 0.99, degreesOfFreedom: values.count - 1) / 2.576
    }
  }
}
