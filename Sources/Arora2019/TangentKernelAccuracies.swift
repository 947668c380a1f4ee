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
    var accuracies: [Double] { isRight.map(Self.mean) }

    /// How much larger the last accuracy is than another one on the same images: mean and standard error of each
    /// image's own difference.
    func gain(over other: [Int]) -> SampleMean { SampleMean(zip(last, other).map { Double($0 - $1) }) }

    private static func mean(_ right: [Int]) -> Double { Double(right.reduce(0, +)) / Double(right.count) }

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
    (self.tables, blocks) = (tables, settings.blocks)
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
      let growth = entry.gain(over: entry.isRight.first ?? [])
      return [
        // The error is binomial, of the test images.
        entry.score(
          "test_accuracy", entry.accuracy,
          error: (entry.accuracy * (1 - entry.accuracy) / Double(entry.last.count)).squareRoot(), "test accuracy"),
        entry.score(
          "growth", growth.mean, error: growth.standardError, "accuracy above that with a quarter of the images"),
      ] + pooledGain(entry)
    }
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

  /// Accuracy over the number of training images, a panel a block.
  var figure: Figure? {
    let panels = blocks.map { setting in
      let layers = entries.filter { $0.setting.name == setting.name }.map { entry in
        Layer.line(
          x: setting.trainingSizes.map(Double.init), y: entry.accuracies,
          label: "\(entry.head.title), depth \(entry.depth)",
          colour: .palette(setting.depths.firstIndex(of: entry.depth) ?? 0),
          dash: entry.head == .vanilla ? .dashed : .solid, marker: .circle)
      }
      return Panel(
        title: "\(setting.pixels) pixels", x: PlotAxis("training images", scale: .logarithmic),
        y: PlotAxis("test accuracy"), layers: layers)
    }
    return Figure(
      title: "CIFAR-10, regression with convolutional tangent kernels", columns: panels.count, legend: .shared,
      panels: panels)
  }

  /// The paper's CNTK-GAP in percent with 2,000 training images by depth, to 0.01 (Arora et al. 2019,
  /// arXiv:1904.11955v1, Table 1, column CNTK-GAP-2K). No tier has so many, so there is no score whose published number
  /// it could be in the reference file.
  private static let pooledWith2000 = [3: 49.71, 4: 51.06, 6: 51.73, 11: 51.92, 21: 52.22]

  /// In the paper's layout; on its images beside its numbers.
  var narrative: String {
    let columns = blocks.flatMap { setting in setting.heads.map { (setting: setting, head: $0) } }
    let isBesidePaper = !tables.isProcedural
    func percent(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "" }
    let rows = Set(blocks.flatMap(\.depths)).sorted().map { depth in
      let own = columns.flatMap { column in
        let entry = entries.first { $0.isOf(column.setting, column.head, depth: depth) }
        let published = entry.flatMap { tables.published("\($0.key)test_accuracy") }
        return [percent(entry.map { 100 * $0.accuracy })] + (isBesidePaper ? [percent(published.map { 100 * $0 })] : [])
      }
      return ["\(depth)"] + own + (isBesidePaper ? [percent(Self.pooledWith2000[depth])] : [])
    }
    let titles = columns.flatMap {
      ["\($0.head.title), \($0.setting.pixels), \($0.setting.training) images"] + (isBesidePaper ? ["paper"] : [])
    }
    let header = ["depth"] + titles + (isBesidePaper ? ["paper, CNTK-GAP, 2000 images"] : [])
    let testImages = blocks.map { "\($0.test) at \($0.pixels)" }.joined(separator: ", ")
    let paper = """
       The paper's columns have all 10,000, at 32 × 32 pixels, and 50,000 training images, or 2,000 where ours has so \
      many.
      """
    return "Test accuracy in percent, on the first test images: \(testImages).\(isBesidePaper ? paper : "")\n\n"
      + TextTable(header, rows: rows).markdown
  }
}
