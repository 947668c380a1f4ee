import Foundation
import Plotting
import Results
import Suite

/// The accuracies of `Table1`, what is judged of them, and how they are shown.
struct TangentKernelAccuracies: Findings {
  private struct Entry {
    let setting: TangentKernelSetting
    let head: TangentKernelSetting.Head
    let depth: Int
    /// By training size and test image: 1 right, 0 wrong.
    let isRight: [[Int]]

    var last: [Int] { isRight.last ?? [] }
    var accuracy: Double { Self.mean(last) }
    /// Binomial, of the test images. Beside the paper's numbers with 2,000 training images, which are not the same: of
    /// those of its test images that ours are not, and of two training subsets, their part widened from a normal error
    /// to Student's.
    var accuracyError: Double {
      let variance = accuracy * (1 - accuracy) / Double(last.count)
      guard let deviation = setting.subsetDeviation else { return variance.squareRoot() }
      let part = 1 - Double(last.count) / 10_000
      let student = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: deviation.degreesOfFreedom) / 2.576
      return (variance * part + 2 * pow(deviation.value * student, 2)).squareRoot()
    }
    var accuracies: [Double] { isRight.map(Self.mean) }

    /// How much larger the last accuracy is than another one on the same images: mean and standard error of each
    /// image's own difference.
    func gain(over other: [Int]) -> SampleMean { SampleMean(zip(last, other).map { Double($0 - $1) }) }

    private static func mean(_ right: [Int]) -> Double { Double(right.reduce(0, +)) / Double(right.count) }

    /// Its column of the table.
    var column: String { "\(head.title), \(setting.pixels), \(setting.training) images" }
    var key: String { "\(setting.name)/\(setting.training)/\(head.rawValue)/\(depth)/" }
    var score: Scorer {
      Scorer(
        key: key, title: "\(head.title), \(setting.pixels), \(setting.training) images, depth \(depth): ")
    }

    func isOf(_ other: TangentKernelSetting, _ head: TangentKernelSetting.Head, depth: Int) -> Bool {
      setting.name == other.name && self.head == head && self.depth == depth
    }
  }

  private let tables: Tables
  private let blocks: [TangentKernelSetting]
  private let entries: [Entry]

  init(_ tables: Tables, _ settings: Table1.Settings) throws {
    // Of an unfinished file, what there is.
    (self.tables, blocks) = (tables, settings.blocks.filter { tables.has($0.sweepName) })
    entries = try blocks.flatMap { setting in
      let table = try tables[setting.sweepName]
      return try setting.heads.flatMap { head in
        try setting.depths.map { depth in
          Entry(
            setting: setting, head: head, depth: depth,
            isRight: try table.lists(
              Table1.isRight, by: Table1.trainingSize, Table1.head == head, Table1.depth == depth))
        }
      }
    }
  }

  var scores: [Score] {
    entries.flatMap { entry in
      let accuracy = entry.score(
        "test_accuracy", entry.accuracy,
        error: entry.accuracyError, "test accuracy")
      return [accuracy] + growth(entry) + pooledGain(entry)
    }
  }

  private func growth(_ entry: Entry) -> [Score] {
    guard let first = entry.isRight.first, entry.isRight.count > 1 else { return [] }
    let growth = entry.gain(over: first)
    return [
      entry.score(
        "growth", growth.mean, error: growth.standardError, "accuracy above that with a quarter of the images")
    ]
  }

  private func pooledGain(_ entry: Entry) -> [Score] {
    let flattened = entries.first { $0.isOf(entry.setting, .vanilla, depth: entry.depth) }
    guard entry.head == .pooled, let flattened else { return [] }
    let gain = entry.gain(over: flattened.last)
    return [
      entry.score(
        "pooled_minus_flattened", gain.mean, error: gain.standardError, "accuracy above the flattened kernel's")
    ]
  }

  /// Accuracy over the number of training images, a panel a name: what blocks of one name have is one curve.
  var figure: Figure? {
    let panels = blocks.map(\.name).uniqued.map { name in
      let own = entries.filter { $0.setting.name == name }
      let layers = TangentKernelSetting.Head.allCases.flatMap { head in
        Table1.depths.enumerated().compactMap { place, depth -> Layer? in
          let points = own.filter { $0.head == head && $0.depth == depth }
            .flatMap { zip($0.setting.trainingSizes.map(Double.init), $0.accuracies) }.sorted { $0.0 < $1.0 }
          guard !points.isEmpty else { return nil }
          return .line(
            x: points.map(\.0), y: points.map(\.1), label: "\(head.title), depth \(depth)", colour: .palette(place),
            dash: head == .vanilla ? .dashed : .solid, marker: .circle)
        }
      }
      return Panel(
        title: "\(own.first?.setting.pixels ?? "") pixels", x: PlotAxis("training images", scale: .logarithmic),
        y: PlotAxis("test accuracy"), layers: layers)
    }
    return Figure(
      title: "CIFAR-10, regression with convolutional tangent kernels", columns: panels.count, legend: .shared,
      panels: panels)
  }

  /// In the paper's layout; on its images beside its numbers.
  var narrative: String {
    let isBesidePaper = !tables.isProcedural
    func percent(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "" }
    let columns = entries.map(\.column).uniqued
    let rows = Set(blocks.flatMap(\.depths)).sorted().map { depth in
      let own = columns.flatMap { column in
        let entry = entries.first { $0.column == column && $0.depth == depth }
        let published = entry.flatMap { tables.published("\($0.key)test_accuracy") }
        return [percent(entry.map { 100 * $0.accuracy })] + (isBesidePaper ? [percent(published.map { 100 * $0 })] : [])
      }
      return ["\(depth)"] + own
    }
    let header = ["depth"] + columns.flatMap { [$0] + (isBesidePaper ? ["paper"] : []) }
    let testImages = blocks.map { "\($0.test) beside \($0.training) at \($0.pixels)" }.uniqued.joined(separator: ", ")
    let paper = """
       The paper's columns have all 10,000, at 32 × 32 pixels, and 50,000 training images, or 2,000 where ours has so \
      many.
      """
    return "Test accuracy in percent, on the first test images: \(testImages).\(isBesidePaper ? paper : "")\n\n"
      + TextTable(header, rows: rows).markdown
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it came first.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
