import Randomness

/// Test points' predicted variances and realised squared errors, averaged in bins of points of like variance.
package struct BinnedUncertainty {
  /// Predicted variance of each point.
  package let variances: [Double]
  /// Realised squared error of each point, in the same order.
  package let squaredErrors: [Double]

  package init(variances: [Double], squaredErrors: [Double]) {
    precondition(variances.count == squaredErrors.count, "a point has a variance and an error")
    (self.variances, self.squaredErrors) = (variances, squaredErrors)
  }

  /// Means over the points of each bin, in ascending order of variance.
  package struct Bins {
    package let variances: [Double]
    package let squaredErrors: [Double]

    package init(variances: [Double], squaredErrors: [Double]) {
      (self.variances, self.squaredErrors) = (variances, squaredErrors)
    }

    /// Pearson's correlation over the bins; NaN where one of the two does not vary.
    package var correlation: Double {
      let count = Double(variances.count)
      let (x, y) = (variances.reduce(0, +) / count, squaredErrors.reduce(0, +) / count)
      var (xx, xy, yy) = (0.0, 0.0, 0.0)
      for (a, b) in zip(variances, squaredErrors) {
        xx += (a - x) * (a - x)
        xy += (a - x) * (b - y)
        yy += (b - y) * (b - y)
      }
      return xy / (xx * yy).squareRoot()
    }
  }

  /// Bins of `size` points in the order of predicted variance; points beyond the last full bin are left out.
  package func bins(of size: Int) -> Bins { bins(of: size, points: Array(variances.indices)) }

  private func bins(of size: Int, points: [Int]) -> Bins {
    // Equal variances stay in the order of the points, so that the bins are the same everywhere.
    let sorted = points.sorted { (variances[$0], $0) < (variances[$1], $1) }
    func means(_ values: [Double]) -> [Double] {
      (0..<sorted.count / size).map { bin in
        sorted[bin * size..<(bin + 1) * size].reduce(0) { $0 + values[$1] } / Double(size)
      }
    }
    return Bins(variances: means(variances), squaredErrors: means(squaredErrors))
  }

  /// Standard deviation of the correlation over bootstrap samples of the test points, each sorted and binned anew.
  /// - Complexity: O(replicates · n log n).
  package func bootstrapError(pointsPerBin: Int, seed: Seed, replicates: Int) -> Double {
    var generator = CounterBasedGenerator(seed: seed)
    let correlations = (0..<replicates).map { _ in
      let sample = variances.map { _ in generator.below(variances.count) }
      return bins(of: pointsPerBin, points: sample).correlation
    }
    let mean = correlations.reduce(0, +) / Double(replicates)
    let squares = correlations.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(replicates - 1)).squareRoot()
  }
}
