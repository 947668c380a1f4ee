import Foundation
import MeanField
import Plotting
import Results
import Suite

/// What the files of `Figure5` say: where the fit ends, by depth and width, and how lengths grow.
struct Figure5Scores: Findings {
  /// Networks of one kind.
  private struct Kind {
    let name: String
    let value: Int
    /// By network and frequency.
    let errors: [[Double]]
    /// What the source's picture shows.
    let published: Double?

    /// The mean over networks, by frequency.
    var mean: [Double] {
      errors[0].indices.map { place in errors.map { $0[place] }.mean }
    }
  }

  private let settings: Figure5.Settings
  private let frequencies: [Int]
  private let deep, shallow: [Kind]
  /// By network and layer; by multiple and network.
  private let deepLengths, shallowLengths: [[Double]]
  /// The same of the tangent direction.
  private let deepTurnings, shallowTurnings: [[Double]]
  private let theory: MeanFieldTheory

  init(_ tables: Tables, _ settings: Figure5.Settings) throws {
    self.settings = settings
    func kinds(_ sweep: SweepName, _ axis: Axis<Int>, _ name: String) throws -> [Kind] {
      let table = try tables[sweep]
      return try table[axis].map { value in
        Kind(
          name: name, value: value,
          errors: try table.lists(ExpressiveNetworks.error, by: Networks.network, axis == value),
          published: tables.published("\(settings.networks.points)/\(name)/\(value)/cutoff"))
      }
    }
    deep = try kinds(ExpressiveNetworks.deep, ExpressiveNetworks.depth, "deep")
    shallow = try kinds(ExpressiveNetworks.shallow, ExpressiveNetworks.width, "shallow")
    frequencies = try tables[ExpressiveNetworks.deep][ExpressiveNetworks.frequency]
    deepLengths = try tables[CurveLengths.deep].lists(CurveLengths.length, by: Networks.network)
    shallowLengths = try tables[CurveLengths.shallow].lists(CurveLengths.length, by: CurveLengths.multiple)
    deepTurnings = try tables[CurveLengths.deep].lists(CurveLengths.turning, by: Networks.network)
    shallowTurnings = try tables[CurveLengths.shallow].lists(CurveLengths.turning, by: CurveLengths.multiple)
    theory = try settings.lengths.theory()
  }

  /// The frequency at which errors first exceed half of their ceiling, linearly between frequencies; 0 has none. nil if
  /// they do not.
  private func cutoff(_ errors: [Double]) -> Double? {
    let level = 0.5 * settings.networks.ceiling
    guard let next = errors.firstIndex(where: { $0 > level }) else { return nil }
    let before = next > 0 ? (Double(frequencies[next - 1]), errors[next - 1]) : (0, 0)
    let share = (level - before.1) / (errors[next] - before.1)
    return before.0 + share * (Double(frequencies[next]) - before.0)
  }

  var scores: [Score] { get throws { try frequencyScores + lengthScores + turningScores } }

  private var frequencyScores: [Score] {
    let score = Scorer(key: "\(settings.networks.points)/", title: "\(settings.networks.points) points: ")
    // Depth 1 is linear, and fits no more than a part of one period.
    let cutoffs = (deep.filter { $0.value > 1 } + shallow).compactMap { kind -> Score? in
      let found = kind.errors.compactMap(cutoff)
      guard found.count == kind.errors.count else { return nil }
      return score(
        "\(kind.name)/\(kind.value)/cutoff", meanOf: found,
        "\(kind.name), \(kind.name == "deep" ? "depth" : "width") \(kind.value), periods up to which waves are fitted")
    }
    // Of a linear network, which holds one wave and a bias: all else is noise.
    let linear = deep.filter { $0.value == 1 }.map { kind in
      score(
        "deep/1/ceiling", meanOf: kind.errors.map { $0.suffix(50).mean },
        "linear networks, error at the highest frequencies")
    }
    return cutoffs + linear + comparisons(score)
  }

  /// Ratios of cutoffs, which depend less than they do on the rounding that ends the fit.
  private func comparisons(_ score: Scorer) -> [Score] {
    func logarithms(_ kinds: [Kind], _ value: Int) -> [Double]? {
      guard let found = kinds.first(where: { $0.value == value })?.errors.compactMap(cutoff),
        found.count == settings.networks.count
      else { return nil }
      return found.map { log($0) }
    }
    var scores: [Score] = []
    if let first = logarithms(deep, 3), let last = logarithms(deep, 9) {
      scores.append(
        score(
          "deep/growth_rate", meanOf: zip(first, last).map { ($1 - $0) / 6 },
          "growth of the cutoff's logarithm a layer, depths 3 to 9"))
    }
    if let narrow = logarithms(shallow, 100), let wide = logarithms(shallow, 2_680) {
      scores.append(
        score(
          "shallow/log_gain", meanOf: zip(narrow, wide).map { $1 - $0 },
          "logarithm of the cutoff at width 2,680 over that at 100"))
      if let last = logarithms(deep, 9) {
        scores.append(
          score(
            "deep_over_shallow", meanOf: zip(wide, last).map { $1 - $0 },
            "logarithm of the cutoff at depth 9 over that of one layer of 2,680"))
      }
    }
    return scores
  }

  private var lengthScores: [Score] {
    get throws {
      let lengths = settings.lengths
      let layers = (1...lengths.layers).map(Double.init)
      let logarithms = lengths.multiples.map { log(Double($0)) }
      let (last, wide) = (lengths.layers, lengths.multiples.count - 1)
      let expected = log(try lengths.expected(theory, layers: last))
      let score = Scorer(key: "length/", title: "length of a circle, ")
      return try [
        score(
          "deep/growth_rate",
          meanOf: deepLengths.map { try LeastSquaresFit.line(x: layers, y: $0.map { log($0) }).coefficients[1] },
          "growth of its logarithm a layer, 1 to \(last) hidden layers"),
        score(
          "deep/log_ratio", meanOf: deepLengths.map { log($0[last - 1]) - expected },
          "logarithm after \(last) hidden layers minus the theory's"),
        score(
          "shallow/width_exponent",
          meanOf: (0..<lengths.count).map { network in
            try LeastSquaresFit.line(x: logarithms, y: shallowLengths.map { log($0[network]) }).coefficients[1]
          }, "exponent of the width, one hidden layer"),
        score(
          "deep_over_shallow/\(last)",
          meanOf: zip(deepLengths, shallowLengths[wide]).map { log($0[last - 1] / $1) },
          "logarithm of \(last) layers' over that of one layer with as many units"),
      ]
    }
  }

  private var turningScores: [Score] {
    get throws {
      let lengths = settings.lengths
      let last = lengths.layers
      let layers = (1...last).map(Double.init)
      let logarithms = lengths.multiples.map { log(Double($0)) }
      let expected = log(try lengths.expectedTurning(theory, layers: last))
      let score = Scorer(key: "turning/", title: "path of a circle's tangent direction, ")
      return try [
        score(
          "deep/growth_rate/\(last)",
          meanOf: deepTurnings.map { try LeastSquaresFit.line(x: layers, y: $0.map { log($0) }).coefficients[1] },
          "growth of its logarithm a layer, 1 to \(last) hidden layers"),
        score(
          "deep/log_ratio", meanOf: deepTurnings.map { log($0[last - 1]) - expected },
          "logarithm after \(last) hidden layers minus the theory's"),
        score(
          "shallow/width_exponent",
          meanOf: (0..<lengths.count).map { network in
            try LeastSquaresFit.line(x: logarithms, y: shallowTurnings.map { log($0[network]) }).coefficients[1]
          }, "exponent of the width, one hidden layer"),
      ]
    }
  }

  var figure: Figure? {
    get throws {
      Figure(
        title: "tanh, σ<sub>w</sub> = \(settings.networks.weightDeviation), "
          + "σ<sub>b</sub> = \(settings.networks.biasDeviation): deep and shallow networks", columns: 2,
        panels: [
          map(deep, "angular error of deep networks", "depth"),
          map(shallow, "of networks with one hidden layer", "width"),
          reach, try lengthsPanel,
        ])
    }
  }

  /// Errors over frequency, a row a kind; where the source's picture has half the ceiling.
  private func map(_ kinds: [Kind], _ title: String, _ axis: String) -> Panel {
    let rows = kinds.indices.map(Double.init)
    let marked = kinds.enumerated().compactMap { row, kind in kind.published.map { (x: $0, y: Double(row)) } }
    let published: [Layer] =
      marked.isEmpty
      ? []
      : [
        .points(
          x: marked.map(\.x), y: marked.map(\.y), label: "authors' picture", colour: .palette(1), marker: .star
        ).published
      ]
    return Panel(
      title: title, x: PlotAxis("periods <i>k</i> on the half circle"),
      y: PlotAxis(axis, scale: .categorical(kinds.map { "\($0.value)" })),
      layers: [
        .heatMap(
          x: frequencies.map(Double.init), y: rows, values: kinds.flatMap(\.mean),
          scale: ColourScale("1 − cos", from: 0, to: 0.75))
      ] + published)
  }

  /// Cutoffs against units.
  private var reach: Panel {
    func points(_ kinds: [Kind], units: (Int) -> Int) -> [(x: Double, y: Double, error: Double)] {
      kinds.compactMap { kind in
        let found = kind.errors.compactMap(cutoff)
        guard found.count == kind.errors.count, units(kind.value) > 0 else { return nil }
        let mean = SampleMean(found)
        return (Double(units(kind.value)), mean.mean, mean.bar)
      }
    }
    func line(_ points: [(x: Double, y: Double, error: Double)], _ label: String, _ colour: Int) -> Layer {
      .line(
        x: points.map(\.x), y: points.map(\.y), errors: points.map(\.error), label: label, colour: .palette(colour),
        marker: .circle)
    }
    return Panel(
      title: "frequencies within reach", x: PlotAxis("hidden units", scale: .logarithmic),
      y: PlotAxis("periods at half the ceiling", scale: .logarithmic),
      layers: [
        line(points(deep) { ($0 - 1) * settings.networks.deepWidth }, "deep", 0),
        line(points(shallow) { $0 }, "one hidden layer", 1),
      ])
  }

  /// Of the curve (solid) and of its tangent direction (dashed).
  private var lengthsPanel: Panel {
    get throws {
      let lengths = settings.lengths
      let (layers, multiples) = (Array(1...lengths.layers), lengths.multiples)
      func units(_ multiples: [Int]) -> [Double] { multiples.map { Double($0 * lengths.width) } }
      func curve(
        _ x: [Double], _ expected: [Double], _ measured: [[Double]], _ label: String, _ colour: Int, _ dash: Dash
      ) -> [Layer] {
        let means = measured.map(SampleMean.init)
        return [
          .line(x: x, y: expected, label: label, colour: .palette(colour), dash: dash),
          .points(x: x, y: means.map(\.mean), errors: means.map(\.bar), colour: .palette(colour), size: 5),
        ]
      }
      func byLayer(_ values: [[Double]]) -> [[Double]] { layers.map { layer in values.map { $0[layer - 1] } } }
      return Panel(
        title: "a circle's image: its length, and that of its tangent's path", x: PlotAxis("hidden units"),
        y: PlotAxis(scale: .logarithmic),
        layers: try curve(
          units(layers), layers.map { try lengths.expected(theory, layers: $0) }, byLayer(deepLengths),
          "deep: length", 0, .solid)
          + curve(
            units(multiples), multiples.map { try lengths.expected(theory, layers: 1, multiple: $0) }, shallowLengths,
            "one hidden layer: length", 1, .solid)
          + curve(
            units(layers), layers.map { try lengths.expectedTurning(theory, layers: $0) }, byLayer(deepTurnings),
            "deep: tangent", 0, .dashed)
          + curve(
            units(multiples), multiples.map { _ in try lengths.expectedTurning(theory, layers: 1) }, shallowTurnings,
            "one hidden layer: tangent", 1, .dashed))
    }
  }

  var narrative: String {
    let networks = settings.networks
    return """
      Outputs of \(networks.count) networks of a kind at \(networks.points) angles of half a great circle, fitted to \
      sines and cosines of k periods; a network of depth D has D layers with weights, of \(networks.deepWidth) units. \
      The functions are computed in single precision, as the authors' were, and that is part of the result: they are \
      analytic, so that in exact arithmetic any depth would span as many dimensions as there are outputs. What of a \
      frequency is below the rounding is lost in noise, in which \(networks.outputs) outputs of \(networks.points) \
      points hold \(String(format: "%.3f", 1 - networks.ceiling)) of a function's length: the error's ceiling is \
      \(String(format: "%.3f", networks.ceiling)).

      Lengths are 2π times the mean speed of the curve, and of its tangent direction, at \
      \(settings.lengths.places) angles, in double precision; lines are the theory's.
      """
  }
}
