import Foundation
import Plotting
import Results
import Suite

/// What a file of `Figure5` says of `ExpressiveNetworks`: up to which frequency waves are fitted, by depth and width.
struct FittedFrequencies {
  /// Networks of one kind.
  private struct Kind {
    let name: String
    let value: Int
    /// By network and frequency.
    let errors: [[Double]]
    /// What the source's picture shows.
    let published: Double?

    /// The mean over networks, by frequency.
    var mean: [Double] { errors[0].indices.map { place in errors.map { $0[place] }.mean } }
  }

  private let settings: ExpressiveNetworks
  private let frequencies: [Int]
  private let deep, shallow: [Kind]

  init(_ tables: Tables, _ settings: ExpressiveNetworks) throws {
    self.settings = settings
    func kinds(_ sweep: SweepName, _ axis: Axis<Int>, _ name: String) throws -> [Kind] {
      let table = try tables[sweep]
      return try table[axis].map { value in
        Kind(
          name: name, value: value,
          errors: try table.lists(ExpressiveNetworks.error, by: Networks.network, axis == value),
          published: tables.published("\(settings.points)/\(name)/\(value)/cutoff"))
      }
    }
    deep = try kinds(ExpressiveNetworks.deep, ExpressiveNetworks.depth, "deep")
    shallow = try kinds(ExpressiveNetworks.shallow, ExpressiveNetworks.width, "shallow")
    frequencies = try tables[ExpressiveNetworks.deep][ExpressiveNetworks.frequency]
  }

  /// The frequency at which errors first exceed half of their ceiling, linearly between frequencies; 0 has none. nil if
  /// they do not.
  private func cutoff(_ errors: [Double]) -> Double? {
    let level = 0.5 * settings.ceiling
    guard let next = errors.firstIndex(where: { $0 > level }) else { return nil }
    let before = next > 0 ? (Double(frequencies[next - 1]), errors[next - 1]) : (0, 0)
    let share = (level - before.1) / (errors[next] - before.1)
    return before.0 + share * (Double(frequencies[next]) - before.0)
  }

  /// Of all networks of a kind; nil if one has none.
  private func cutoffs(_ kind: Kind) -> [Double]? {
    let found = kind.errors.compactMap(cutoff)
    return found.count == kind.errors.count ? found : nil
  }

  var scores: [Score] {
    let score = Scorer(key: "\(settings.points)/", title: "\(settings.points) points: ")
    // Depth 1 is linear, and fits no more than a part of one period.
    let found = (deep.filter { $0.value > 1 } + shallow).compactMap { kind in
      cutoffs(kind).map {
        score(
          "\(kind.name)/\(kind.value)/cutoff", meanOf: $0,
          "\(kind.name), \(kind.name == "deep" ? "depth" : "width") \(kind.value), periods up to which waves are fitted"
        )
      }
    }
    return found + deep.filter { $0.value == 1 }.map { ceiling(of: $0, score) } + comparisons(score)
  }

  /// Of linear networks at the 50 highest frequencies: they hold one wave and a bias, all else is noise.
  ///
  /// What M − 3 random dimensions of n − 3 hold of a wave's square is a beta variable of mean p = (M − 3)/(n − 3). Its
  /// root has the variance (1 − p)/(2 (n − 1)). The waves, two a frequency, are independent but for a part of the order
  /// 1/n.
  private func ceiling(of kind: Kind, _ score: Scorer) -> Score {
    let (count, dimensions) = (50, Double(settings.points - 3))
    let share = Double(settings.outputs - 3) / dimensions
    let variance = (1 - share) / (2 * (dimensions + 2)) / Double(2 * count * kind.errors.count)
    return score(
      "deep/1/ceiling", kind.errors.map { $0.suffix(count).mean }.mean, error: variance.squareRoot(),
      samples: kind.errors.count, "linear networks, error at the highest frequencies")
  }

  /// Ratios of cutoffs, which depend less than they do on the rounding that ends the fit.
  private func comparisons(_ score: Scorer) -> [Score] {
    func logarithms(_ kinds: [Kind], _ value: Int) -> [Double]? {
      kinds.first { $0.value == value }.flatMap(cutoffs)?.map { log($0) }
    }
    let (first, last) = (logarithms(deep, 3), logarithms(deep, 9))
    let (narrow, wide) = (logarithms(shallow, 100), logarithms(shallow, 2_680))
    func compared(_ key: String, _ a: [Double]?, _ b: [Double]?, per layers: Double = 1, _ words: String) -> [Score] {
      guard let a, let b else { return [] }
      return [score(key, meanOf: zip(a, b).map { ($1 - $0) / layers }, words)]
    }
    return compared(
      "deep/growth_rate", first, last, per: 6, "growth of the cutoff's logarithm a layer, depths 3 to 9")
      + compared("shallow/log_gain", narrow, wide, "logarithm of the cutoff at width 2,680 over that at 100")
      + compared(
        "deep_over_shallow", wide, last, "logarithm of the cutoff at depth 9 over that of one layer of 2,680")
  }

  /// Errors over frequency of deep and of shallow networks, and cutoffs against units.
  var panels: [Panel] {
    [map(deep, "angular error of deep networks", "depth"), map(shallow, "of networks with one hidden layer", "width")]
      + [reach]
  }

  /// A row a kind; stars where the source's picture has half the ceiling.
  private func map(_ kinds: [Kind], _ title: String, _ axis: String) -> Panel {
    let marked = kinds.enumerated().compactMap { row, kind in kind.published.map { (x: $0, y: Double(row)) } }
    let published = Layer.points(
      x: marked.map(\.x), y: marked.map(\.y), label: "authors' picture", colour: .palette(1), marker: .star
    ).published
    return Panel(
      title: title, x: PlotAxis("periods <i>k</i> on the half circle"),
      y: PlotAxis(axis, scale: .categorical(kinds.map { "\($0.value)" })),
      layers: [
        .heatMap(
          x: frequencies.map(Double.init), y: kinds.indices.map(Double.init), values: kinds.flatMap(\.mean),
          scale: ColourScale("1 − cos", from: 0, to: 0.75))
      ] + (marked.isEmpty ? [] : [published]))
  }

  private var reach: Panel {
    func line(_ kinds: [Kind], _ label: String, _ colour: Int, units: (Int) -> Int) -> Layer {
      let shown = kinds.filter { units($0.value) > 0 && cutoffs($0) != nil }
      let means = shown.compactMap(cutoffs).map(SampleMean.init)
      return .line(
        x: shown.map { Double(units($0.value)) }, y: means.map(\.mean), errors: means.map(\.bar), label: label,
        colour: .palette(colour), marker: .circle)
    }
    return Panel(
      title: "frequencies within reach", x: PlotAxis("hidden units", scale: .logarithmic),
      y: PlotAxis("periods at half the ceiling", scale: .logarithmic),
      layers: [
        line(deep, "deep", 0) { ($0 - 1) * settings.deepWidth }, line(shallow, "one hidden layer", 1) { $0 },
      ])
  }
}
