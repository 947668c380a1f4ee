import Foundation
import Results
import Suite

/// What the searches of `Table1Networks` found, and the kernels beside it.
struct NetworksBesideKernels: Findings {
  /// One kind of network at one depth.
  struct Entry {
    let network: ConvolutionalNetwork
    let depth: Int
    /// Those of the last rung, the best on validation images first.
    let finalists: [ConvolutionalTrial]
    /// Every trial where it ended.
    let trials: [ConvolutionalTrial]
    /// The best trial with other initial weights and mini-batches.
    let otherSeeds: [ConvolutionalTrial]
    let kernelAccuracy: Double
    let kernelCorrect: CorrectImages

    /// nil if none was trained to the end.
    var best: ConvolutionalTrial? { finalists.first { !$0.validation.accuracy.isNaN } }

    /// The network first.
    var paired: PairedComparison? {
      best?.correct.flatMap { PairedComparison($0, kernelCorrect) }
    }

    /// Test accuracies of the best trial with its own seeds and with others. The first was chosen on validation images
    /// and may lie above the others for that: the spread is then taken too large rather than too small.
    var accuraciesOfSeeds: [Double] { ((best.map { [$0] } ?? []) + otherSeeds).map(\.test.accuracy) }
  }

  let entries: [Entry]
  /// Of an accuracy, from initial weights and mini-batches, pooled over all searches; 0 where they were not varied.
  let seedVariance: Double
  let search: ConvolutionalSearch
  let tables: Tables

  init(_ tables: Tables, _ settings: Table1Networks.Settings) throws {
    let search = settings.search
    (self.tables, self.search) = (tables, search)
    let kernels = try tables[Table1Networks.kernels]
    let rungs = try search.rungs.indices.map { try tables[ConvolutionalSearch.name(ofRung: $0)] }
    let others = tables.has(ConvolutionalSearch.others) ? try tables[ConvolutionalSearch.others] : nil
    let entries = try ConvolutionalNetwork.allCases.flatMap { network in
      try search.depths.map { depth in
        let (isNetwork, isDepth) = (ConvolutionalSearch.network == network, Table1.depth == depth)
        func trials(_ table: Table) throws -> [(draw: Int, trial: ConvolutionalTrial)] {
          try table.points(isNetwork, isDepth).map { point in
            (
              try table.value(ConvolutionalSearch.draw, at: point),
              try ConvolutionalTrial(table, point, images: search.test)
            )
          }.filter { $0.draw >= 0 }
        }
        let byRung = try rungs.map(trials)
        // A trial on a later rung takes the place of what it was before.
        let ends = Dictionary(byRung.flatMap(\.self).map { ($0.draw, $0.trial) }) { $1 }
        let last = byRung.last ?? []
        let ranking = SuccessiveHalving.ranking(last.map { $0.trial.standing(draw: $0.draw) })
        return Entry(
          network: network, depth: depth, finalists: ranking.map { last[$0].trial },
          trials: ends.sorted { $0.key < $1.key }.map(\.value),
          otherSeeds: try others.map(trials)?.map(\.trial) ?? [],
          kernelAccuracy: try kernels.value(Table1Networks.kernelAccuracy, isNetwork, isDepth),
          kernelCorrect: CorrectImages(try kernels[Table1Networks.kernelIsRight, isNetwork, isDepth].map { $0 == 1 }))
      }
    }
    var seeds = PooledVariance()
    for entry in entries { seeds.add(entry.accuraciesOfSeeds) }
    (self.entries, seedVariance) = (entries, seeds.student)
  }

  func entry(_ network: ConvolutionalNetwork, _ depth: Int) -> Entry? {
    entries.first { $0.network == network && $0.depth == depth }
  }

  /// "pixels16/1000/"
  private var prefix: String { "\(search.kernels.name)/\(search.training)/" }

  /// "pixels16/1000/cnn-gap/3/test_accuracy"
  func key(_ kind: String, _ depth: Int, _ quantity: String) -> String { "\(prefix)\(kind)/\(depth)/\(quantity)" }

  private func scorer(_ kind: String, _ title: String, _ depth: Int) -> Scorer {
    let pixels = search.kernels.pixels
    return Scorer(
      key: "\(prefix)\(kind)/\(depth)/", title: "\(title), \(pixels), \(search.training) images, depth \(depth): ")
  }

  /// Of the accuracy of test images drawn anew.
  func binomialVariance(_ accuracy: Double) -> Double { accuracy * (1 - accuracy) / Double(search.test) }

  var scores: [Score] {
    entries.flatMap { entry in
      kernelScores(entry) + (entry.best.map { networkScores(entry, $0) } ?? [])
    }
  }

  private func kernelScores(_ entry: Entry) -> [Score] {
    let head = entry.network.kernel
    let score = scorer(head.rawValue, head.title, entry.depth)
    let accuracy = entry.kernelAccuracy
    let own = score("test_accuracy", accuracy, error: binomialVariance(accuracy).squareRoot(), "test accuracy")
    guard entry.network == .pooled, let flattened = self.entry(.vanilla, entry.depth),
      let pair = PairedComparison(entry.kernelCorrect, flattened.kernelCorrect)
    else { return [own] }
    return [
      own, difference(pair, variance: 0, "pooled_minus_flattened", "accuracy above the flattened kernel's", score),
    ]
  }

  private func networkScores(_ entry: Entry, _ best: ConvolutionalTrial) -> [Score] {
    let score = scorer(entry.network.rawValue, entry.network.title, entry.depth)
    let accuracy = best.test.accuracy
    let variance = binomialVariance(accuracy) + seedVariance
    var scores = [
      score(
        "network_test_accuracy", accuracy, error: variance.squareRoot(), samples: 1 + entry.otherSeeds.count,
        "trained network's test accuracy"),
      score("above_chance", accuracy - 0.1, error: variance.squareRoot(), "test accuracy above that of guessing"),
      score("training_accuracy", best.training.accuracy, "trained network's training accuracy"),
    ]
    if let pair = entry.paired {
      scores.append(
        difference(
          pair, variance: seedVariance, "network_minus_kernel", "test accuracy above the kernel's", score))
    }
    if entry.network == .pooled, let flattened = self.entry(.vanilla, entry.depth),
      let pair = best.correct.flatMap({ own in flattened.best?.correct.flatMap { PairedComparison(own, $0) } })
    {
      scores.append(
        difference(
          pair, variance: 2 * seedVariance, "network_pooling_gain", "accuracy above the flattened network's", score))
    }
    return scores
  }

  /// The first's accuracy less the second's, with the error of the images that one of them alone has right.
  ///
  /// - Parameter variance: what the seeds add.
  private func difference(
    _ pair: PairedComparison, variance: Double, _ key: String, _ words: String, _ score: Scorer
  ) -> Score {
    let difference = pair.difference(images: search.test)
    return score(key, difference.mean, error: (difference.variance + variance).squareRoot(), words)
  }
}
