import Foundation
import Plotting
import Results
import Suite

/// The accuracies of a results file, what is judged of them, and how they are shown.
struct AroraAccuracies {
  private struct Entry {
    let setting: TangentKernelSetting
    let head: TangentKernelSetting.Head
    let depth: Int
    /// By training size and test image: 1 right, 0 wrong.
    let isRight: [[Int]]

    var last: Double { Self.mean(isRight.last ?? []) }
    var accuracies: [Double] { isRight.map(Self.mean) }
    /// Binomial, of the test images.
    var standardError: Double { (last * (1 - last) / Double(setting.test)).squareRoot() }

    /// How much larger the last accuracy is than another one on the same images: mean and standard error of each
    /// image's own difference.
    func gain(over other: [Int]) -> SampleMean { SampleMean(zip(isRight.last ?? [], other).map { Double($0 - $1) }) }

    private static func mean(_ right: [Int]) -> Double { Double(right.reduce(0, +)) / Double(right.count) }

    var key: String { "\(setting.name)/\(setting.training)/\(head.rawValue)/\(depth)" }
    var title: String {
      "\(head.rawValue.uppercased()), \(setting.side) × \(setting.side), \(setting.training) images, depth \(depth)"
    }
  }

  private let entries: [Entry]

  init(_ results: ResultsFile, tier: Tier) throws {
    entries = try TangentKernelSetting.settings(tier).flatMap { setting in
      let values = try results.integers("is_right", group: "/\(setting.name)").values
      let (sizes, images) = (setting.trainingSizes.count, setting.test)
      return setting.heads.indices.flatMap { h in
        setting.depths.enumerated().map { d, depth in
          let first = (h * setting.depths.count + d) * sizes
          return Entry(
            setting: setting, head: setting.heads[h], depth: depth,
            isRight: (first..<first + sizes).map { Array(values[$0 * images..<($0 + 1) * images]) })
        }
      }
    }
  }

  var measurements: [Score] {
    entries.flatMap { entry in
      let growth = entry.gain(over: entry.isRight.first ?? [])
      return [
        Score(
          key: "\(entry.key)/test_accuracy", value: entry.last, standardError: entry.standardError,
          title: "\(entry.title): test accuracy"),
        Score(
          key: "\(entry.key)/growth", value: growth.mean, standardError: growth.standardError,
          title: "\(entry.title): accuracy above that with a quarter of the images"),
      ] + pooledGain(entry)
    }
  }

  private func pooledGain(_ entry: Entry) -> [Score] {
    let flattened = entries.first {
      $0.head == .vanilla && $0.setting.name == entry.setting.name && $0.depth == entry.depth
    }
    guard entry.head == .pooled, let flattened else { return [] }
    let gain = entry.gain(over: flattened.isRight.last ?? [])
    return [
      Score(
        key: "\(entry.key)/pooled_minus_flattened", value: gain.mean, standardError: gain.standardError,
        title: "\(entry.title): accuracy above the flattened kernel's")
    ]
  }

  /// Accuracy over the number of training images, a panel a setting.
  var figure: Figure {
    let names = entries.map(\.setting.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let panels = names.map { name in
      let own = entries.filter { $0.setting.name == name }
      let side = own.first?.setting.side ?? 32
      let depths = own.map(\.depth).reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
      let layers = own.map { entry in
        Layer.line(
          x: entry.setting.trainingSizes.map(Double.init), y: entry.accuracies,
          label: "\(entry.head.rawValue.uppercased()), depth \(entry.depth)",
          colour: .palette(depths.firstIndex(of: entry.depth) ?? 0), dash: entry.head == .vanilla ? .dashed : .solid,
          marker: .circle)
      }
      return Panel(
        title: "\(side) × \(side) pixels", x: PlotAxis("training images", scale: .logarithmic), y: PlotAxis("test accuracy"),
        layers: layers)
    }
    return Figure(
      title: "CIFAR-10, regression with convolutional tangent kernels", columns: panels.count, legend: .shared,
      panels: panels)
  }

  /// In the paper's layout, beside its numbers with 2,000 and with all 50,000 images.
  var table: String {
    let published: [(depth: Int, flattened: (String, String), pooled: (String, String))] = [
      (3, ("40.94", "64.47"), ("49.71", "70.47")), (4, ("42.54", "65.52"), ("51.06", "75.93")),
      (6, ("43.43", "66.03"), ("51.73", "76.73")), (11, ("43.42", "65.90"), ("51.92", "77.43")),
      (21, ("42.53", "64.09"), ("52.22", "77.08")),
    ]
    let own = entries.map { entry in
      (title: "\(entry.setting.side) × \(entry.setting.side), \(entry.setting.training) images", entry: entry)
    }
    let columns = own.reduce(into: [(String, TangentKernelSetting.Head)]()) { list, item in
      if !list.contains(where: { $0 == (item.title, item.entry.head) }) { list.append((item.title, item.entry.head)) }
    }
    let headings = columns.map { "\($0.1.rawValue.uppercased()), \($0.0)" }
    let counts = entries.map { ($0.setting.side, $0.setting.test) }.reduce(into: [(Int, Int)]()) { list, item in
      if !list.contains(where: { $0 == item }) { list.append(item) }
    }
    let testImages = counts.map { "\($0.1) at \($0.0) × \($0.0)" }.joined(separator: ", ")
    var lines = [
      "Test accuracy in percent, on the first test images: \(testImages). The paper's columns have all 10,000, at "
        + "32 × 32 pixels.",
      "",
      "| depth | \(headings.joined(separator: " | ")) | paper, CNTK-V, 2,000 and 50,000 | paper, CNTK-GAP, 2,000 and 50,000 |",
      "|---|" + String(repeating: "---:|", count: columns.count + 2),
    ]
    for row in published {
      let cells = columns.map { column in
        own.first { $0.title == column.0 && $0.entry.head == column.1 && $0.entry.depth == row.depth }
          .map { String(format: "%.2f", 100 * $0.entry.last) } ?? ""
      }
      lines.append(
        "| \(row.depth) | \(cells.joined(separator: " | ")) | \(row.flattened.0), \(row.flattened.1) "
          + "| \(row.pooled.0), \(row.pooled.1) |")
    }
    return lines.joined(separator: "\n")
  }
}
