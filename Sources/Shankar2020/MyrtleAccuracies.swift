import Foundation
import Plotting
import Results
import Suite

/// The accuracies of `Myrtle`, what is judged of them, and how they are shown.
struct MyrtleAccuracies: Findings {
  private struct Entry {
    let block: Myrtle.Block
    let network: MyrtleNetwork
    let reading: Myrtle.Reading
    /// By training size and test image: 1 right, 0 wrong.
    let isRight: [[Int]]

    var last: [Int] { isRight.last ?? [] }
    var accuracies: [Double] { isRight.map { Double($0.reduce(0, +)) / Double($0.count) } }
    var accuracy: Double { accuracies.last ?? .nan }
    var binomialError: Double { (accuracy * (1 - accuracy) / Double(last.count)).squareRoot() }
    var scorer: Scorer {
      let size = block.trainingSizes.last ?? 0
      return Scorer(
        key: "\(block.name)/\(size)/\(network.rawValue)/\(reading.rawValue)/",
        title: "\(network.title), \(reading.rawValue), \(block.side) × \(block.side), \(size) images: ")
    }

    /// How much larger the accuracy is than another one on the same images: mean and standard error of each image's own
    /// difference.
    func gain(over other: [Int]) -> SampleMean { SampleMean(zip(last, other).map { Double($0 - $1) }) }
  }

  private let tables: Tables
  private let entries: [Entry]

  init(_ tables: Tables, _ settings: Myrtle.Settings) throws {
    self.tables = tables
    entries = try settings.blocks.filter { tables.has($0.sweepName) }.flatMap { block in
      let table = try tables[block.sweepName]
      return try block.networks.flatMap { network in
        try Myrtle.Reading.allCases.map { reading in
          Entry(
            block: block, network: network, reading: reading,
            isRight: try table.lists(
              Myrtle.isRight, by: Myrtle.trainingSize, Myrtle.network == network, Myrtle.reading == reading))
        }
      }
    }
  }

  private func other(_ entry: Entry, _ network: MyrtleNetwork? = nil, _ reading: Myrtle.Reading? = nil) -> Entry? {
    entries.first {
      $0.block.name == entry.block.name && $0.network == network ?? entry.network
        && $0.reading == reading ?? entry.reading
    }
  }

  var scores: [Score] { entries.flatMap(scores) }

  private func scores(_ entry: Entry) -> [Score] {
    let accuracy = entry.scorer("test_accuracy", entry.accuracy, error: entry.binomialError, "test accuracy")
    let (isPlain, isTen) = (entry.network == .plain, entry.network == .myrtle10)
    let plain = isPlain ? nil : other(entry, .plain)?.last
    let five = isTen ? other(entry, .myrtle5)?.last : nil
    let tangent = entry.reading == .nngp ? other(entry, nil, .ntk)?.last : nil
    let unflipped = entry.reading.withoutFlips.flatMap { other(entry, nil, $0) }?.last
    let differences = [
      difference(entry, "growth", entry.isRight.count > 1 ? entry.isRight.first : nil, "the smallest training set's"),
      difference(entry, "flip_gain", unflipped, "that without mirror images"),
      difference(entry, "above_plain", plain, "that of the network without averages"),
      difference(entry, "above_myrtle5", five, "Myrtle-5's"),
      difference(entry, "nngp_minus_ntk", tangent, "the NTK's"),
    ]
    return [accuracy] + differences.compactMap(\.self)
  }

  private func difference(_ entry: Entry, _ key: String, _ other: [Int]?, _ words: String) -> Score? {
    guard let other else { return nil }
    let gain = entry.gain(over: other)
    return entry.scorer(key, gain.mean, error: gain.standardError, "accuracy above \(words)")
  }

  /// Accuracy over the number of training images, a panel a size of images: NNGP solid, NTK dashed, with mirror images.
  var figure: Figure? {
    let names = entries.map(\.block.name)
    let panels = names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { place in
      let block = entries[place].block
      let layers = entries.filter { $0.block.name == block.name && $0.reading.withoutFlips != nil }.map { entry in
        let colour = MyrtleNetwork.allCases.firstIndex(of: entry.network) ?? 0
        return Layer.line(
          x: block.trainingSizes.map(Double.init), y: entry.accuracies,
          label: "\(entry.network.title), \(entry.reading == .flippedNNGP ? "NNGP" : "NTK")", colour: .palette(colour),
          dash: entry.reading == .flippedNNGP ? .solid : .dashed, marker: .circle)
      }
      return Panel(
        title: "\(block.side) × \(block.side) pixels", x: PlotAxis("training images", scale: .logarithmic),
        y: PlotAxis("test accuracy"), layers: layers)
    }
    return Figure(
      title: "CIFAR-10 with mirror images, kernels of Myrtle networks", columns: panels.count, legend: .shared,
      panels: panels)
  }

  var narrative: String {
    let rows = entries.map { entry in
      [
        "\(entry.block.side) × \(entry.block.side)", "\(entry.block.trainingSizes.last ?? 0)", entry.network.title,
        entry.reading.rawValue, String(format: "%.1f ± %.1f", 100 * entry.accuracy, 100 * entry.binomialError),
      ]
    }
    return "Test accuracy in percent with its binomial error, on the largest training set of each size of images.\n\n"
      + TextTable(["pixels", "training images", "network", "kernel", "accuracy"], rows: rows).markdown
  }
}
