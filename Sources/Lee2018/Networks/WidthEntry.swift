import Results
import Suite

extension WidthScores {
  /// One row and nonlinearity of Figure 1: the Gaussian process, and what the search of each width found.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    let process: TestResult
    /// The standard error of the process's squared error over test images.
    let processErrorDeviation: Double
    let processCorrect: CorrectImages?
    /// Of accuracy and of squared error, over training subsets: those of the process, which move the networks' alike.
    let subsetVariance, subsetErrorVariance: Double
    /// Of the widths whose search has been finished, narrow networks first.
    let networks: [(plan: WidthSearch, found: SearchResult)]
    /// Whether the search of every width has been finished: what is said of all of them has to wait for it.
    let hasAllWidths: Bool
    /// What the figure shows, by width; nil where it gives no number.
    let published: [Int: Double]
    let publishedErrors: [Int: Double]

    /// nil while it has not been finished.
    func found(_ width: Int) -> SearchResult? { networks.first { $0.plan.width == width }?.found }

    /// The search whose best trial did best on validation images, of equals the one with the smaller error; nil before
    /// all widths have been searched.
    var best: SearchResult? {
      guard hasAllWidths else { return nil }
      return networks.map(\.found).filter { $0.best != nil }.min { Self.rank($0) < Self.rank($1) }
    }

    private static func rank(_ found: SearchResult) -> (Double, Double) {
      found.best.map { (-$0.validationAccuracy, $0.validationError) } ?? (.infinity, .infinity)
    }

    /// The search with the trial whose squared error on validation images is the lowest; nil before all widths have
    /// been searched.
    var leastError: SearchResult? {
      guard hasAllWidths else { return nil }
      return networks.map(\.found).filter { $0.leastError != nil }.min { Self.errorRank($0) < Self.errorRank($1) }
    }

    private static func errorRank(_ found: SearchResult) -> Double {
      found.leastError?.leastValidationError ?? .infinity
    }

    /// Half the variance of the difference to the figure's accuracy, as of Table 2's networks
    /// (`NetworkScores.Entry.standardError`): of the test images, which are the same on both sides, those that one of
    /// network and process alone has right (of a best trial that its first rung ended, which has them not recorded,
    /// all); other draws of as many trials, and other training images. nil if the trials do not tell how much draws
    /// differ.
    func standardError(_ found: SearchResult) -> Double? {
      var ofImages = found.binomialVariance
      if let processCorrect, let correct = found.best?.correct,
        let paired = PairedComparison(processCorrect, correct)
      {
        ofImages = paired.difference(images: SearchResult.testImages).variance / 2
      }
      return Self.known(ofImages + found.drawVariance + subsetVariance)
    }

    /// Of the lowest squared error; the test images as if they were others. nil as above.
    func squaredErrorError(_ found: SearchResult) -> Double? {
      let deviation = found.leastError?.leastError.deviation ?? .nan
      return Self.known(deviation * deviation + found.errorDrawVariance + subsetErrorVariance)
    }

    /// The process's squared error above the lowest of a network of any width, and its standard error: test images and
    /// training images as if each side had its own, which bounds their part from above.
    var squaredErrorExcess: (value: Double, standardError: Double?)? {
      guard let found = leastError, let trial = found.leastError else { return nil }
      let deviations = [trial.leastError.deviation, processErrorDeviation].reduce(0) { $0 + $1 * $1 }
      return (
        process.squaredError - trial.leastError.value,
        Self.known(deviations + found.errorDrawVariance + 2 * subsetErrorVariance)
      )
    }

    /// The accuracy of the widest networks above that of the narrowest; test images likewise.
    var widthGain: (value: Double, standardError: Double?)? {
      guard hasAllWidths, let narrow = networks.first?.found, let wide = networks.last?.found, let first = narrow.best,
        let widest = wide.best
      else { return nil }
      let variances = [wide, narrow].map { $0.binomialVariance + $0.drawVariance }
      return (widest.test.accuracy - first.test.accuracy, Self.known(variances.reduce(0, +)))
    }

    /// The root of a variance, if it is a number.
    private static func known(_ variance: Double) -> Double? { variance.isFinite ? variance.squareRoot() : nil }
  }
}
