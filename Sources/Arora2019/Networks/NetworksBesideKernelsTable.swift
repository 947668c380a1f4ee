import Foundation
import Results
import Suite

extension NetworksBesideKernels {
  /// In the paper's layout, on its images beside its numbers.
  var narrative: String {
    [table.markdown, outcome, trained, remarks, depthsNotRun].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var table: TextTable {
    let isBesidePaper = !tables.isProcedural
    func percent(_ value: Double?) -> String { value.map { String(format: "%.2f", 100 * $0) } ?? "" }
    let paper = isBesidePaper ? ["paper"] : []
    let header = ConvolutionalNetwork.allCases.flatMap { (network) -> [String] in
      [[network.title], paper, [network.kernel.title], paper].flatMap(\.self)
    }
    let rows = search.depths.map { (depth) -> [String] in
      let cells = ConvolutionalNetwork.allCases.flatMap { (network) -> [String] in
        let entry = entry(network, depth)
        func published(_ kind: String, _ quantity: String) -> [String] {
          isBesidePaper ? [percent(tables.published(key(kind, depth, quantity)))] : []
        }
        return [
          [percent(entry?.best?.test.accuracy)], published(network.rawValue, "network_test_accuracy"),
          [percent(entry?.kernelAccuracy)], published(network.kernel.rawValue, "test_accuracy"),
        ].flatMap(\.self)
      }
      return ["\(depth)"] + cells
    }
    return TextTable(["depth"] + header, rows: rows)
  }

  /// Who is above beyond chance.
  private var outcome: String {
    let parts = ConvolutionalNetwork.allCases.map { network in
      let pairs = entries.filter { $0.network == network }.compactMap(\.paired)
      let (above, below) = (pairs.count { $0.sign == 1 }, pairs.count { $0.sign == -1 })
      return "\(network.title) is above \(network.kernel.title) at \(above) of \(pairs.count) depths and below at "
        + "\(below)"
    }
    return "Test accuracy in percent on the same \(search.test) test images. Beyond chance on these images (McNemar's "
      + "test, 95 %) " + parts.joined(separator: ", ") + "."
  }

  /// How far the best networks were trained, and with what.
  private var trained: String {
    let parts = entries.compactMap { entry in
      entry.best.map { best in
        let numbers = String(
          format: "%.3g · 2/λ_max, κ = %.2g, %d channels: %.1f %% of the training images right, loss %.1e", best.rate,
          best.multiplier, best.channels, 100 * best.training.accuracy, best.training.squaredError)
        return "\(entry.network.title) of depth \(entry.depth) at \(numbers)"
      }
    }
    let ends = entries.flatMap(\.trials)
    let (diverged, atChance) = (ends.count { $0.end == .diverged }, ends.count { $0.end == .atChance })
    return "The best trials: " + parts.joined(separator: "; ") + ". \(diverged) of \(ends.count) trials diverged, "
      + "\(atChance) ended at their first rung, no better than guessing; all are in the results file."
  }

  private var remarks: String {
    guard let first = search.rungs.first else { return "" }
    let rungs = search.rungs.map { "\($0.trials) to \($0.epochs) epochs" }.joined(separator: ", the best ")
    let ranges = search.ranges
    let seeds =
      search.otherSeeds.isEmpty
      ? ""
      : " It is trained again from \(search.otherSeeds.count) other initialisations; the errors have their spread, "
        + "pooled over all networks."
    let pace = search.pace
    return """
      Each network is the best of \(first.trials) trials, a Latin hypercube over learning rate \
      (\(Self.text(ranges.rate)) in units of 2/λ_max of the tangent kernel on a mini-batch), κ \
      (\(Self.text(ranges.multiplier))) and channels (\(ranges.channels.map(String.init).joined(separator: ", "))): \
      \(rungs) from where they stopped, times \(pace.flattened) for CNN-V and times \
      \(pace.pooledWithOneTrainedLayer) for CNN-GAP of depth 3, of which one layer is trained; in mini-batches of \
      \(search.batch). It is chosen by \(search.validation) validation images at the end of training.\(seeds) The paper \
      takes the best over the same three choices, in ranges that it does not print. It has all 50,000 training images \
      at 32 × 32 pixels and all 10,000 test images; here there are \(search.training) training images at \
      \(search.kernels.pixels), so that neither its accuracies nor which of two is better there are a measure of ours.
      """
  }

  /// Where the paper's networks do better than its kernels and nothing is trained here.
  private var depthsNotRun: String {
    let missing = Table1.depths.filter { !search.depths.contains($0) }
    guard !missing.isEmpty else { return "" }
    func list(_ depths: [Int]) -> String { depths.isEmpty ? "none" : depths.map(String.init).joined(separator: ", ") }
    let parts = ConvolutionalNetwork.allCases.map { network in
      "\(network.title) is above \(network.kernel.title) at "
        + list(network.papersDepthsAboveKernel.filter(missing.contains))
    }
    return "Not run of the paper's depths: \(list(missing)). Of these, in the paper, " + parts.joined(separator: ", ")
      + "."
  }

  private static func text(_ range: ClosedRange<Double>) -> String {
    String(format: "%g to %g", range.lowerBound, range.upperBound)
  }
}
