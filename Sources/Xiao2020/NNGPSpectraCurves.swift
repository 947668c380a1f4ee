import Foundation
import MeanField
import Plotting
import Results
import Suite

/// The curves of `NNGPSpectra` in a results file, what is judged of them, and the panels.
struct NNGPSpectraCurves: Findings {
  private let tables: Tables
  private let settings: NNGPSpectra.Settings
  private let points: [Phase: PhasePoint]

  init(_ tables: Tables, _ settings: NNGPSpectra.Settings) throws {
    (self.tables, self.settings) = (tables, settings)
    points = Dictionary(
      uniqueKeysWithValues: try Phase.allCases.map { ($0, try PhasePoint(.erf, $0, of: settings.variances)) })
  }

  /// By depth, those where κ is the rounding's left out.
  private struct Curve {
    let depths, conditions: [Double]

    init(depths: [Int], largest: [Double], smallest: [Double], size: Int) {
      let all = zip(depths, zip(largest, smallest)).map { (depth: Double($0), condition: $1.0 / $1.1) }
      let trusted = all.prefix {
        $0.condition > 0 && $0.condition * Double(size) * .ulpOfOne <= TableLaw.largestError
      }
      (self.depths, conditions) = (trusted.map(\.depth), trusted.map(\.condition))
    }

    /// The last so many, from a depth on.
    func from(_ depth: Double, _ number: (Double) -> Double = { $0 }) -> (depths: [Double], values: [Double]) {
      let kept = zip(depths, conditions).filter { $0.0 >= depth }
      return (kept.map { $0.0 }, kept.map { number($0.1) })
    }

    /// The slope of log y in l.
    func rate(from depth: Double, _ number: (Double) -> Double = { $0 }) throws -> Double {
      let (x, y) = from(depth, number)
      return try LeastSquaresFit.line(x: x, y: y.map { log($0) }).coefficients[1]
    }

    /// p of κ ~ (l + s)^p in the last decade.
    func exponent() throws -> Double {
      let (x, y) = from((depths.last ?? .nan) / 10)
      return try LeastSquaresFit(
        basis: [x.map { _ in 1 }, x.map { log($0) }, x.map { 1 / $0 }], values: y.map { log($0) }
      )
      .coefficients[1]
    }
  }

  private func curve(_ phase: Phase, _ kind: NetworkKind, _ size: Int) throws -> Curve {
    let table = try tables[SweepName(phase.rawValue)]
    func values(_ column: Column<Double>) throws -> [Double] {
      try table[column, NNGPSpectra.trainingSize == size, SpectrumAxis.architecture == kind]
    }
    return Curve(
      depths: try table[SpectrumAxis.depth], largest: try values(NNGPSpectra.lambdaMax),
      smallest: try values(NNGPSpectra.lambdaMin), size: size)
  }

  private func relu(_ kernel: PriorKernel, _ size: Int) throws -> Curve {
    let table = try tables[NNGPSpectra.relu]
    func values(_ column: Column<Double>) throws -> [Double] {
      try table[column, NNGPSpectra.trainingSize == size, SpectrumAxis.kernel == kernel]
    }
    return Curve(
      depths: try table[SpectrumAxis.depth], largest: try values(NNGPSpectra.lambdaMax),
      smallest: try values(NNGPSpectra.lambdaMin), size: size)
  }

  /// 1 + m d c*/(1 − c*), with d = 1 without pooling.
  private func limit(_ kind: NetworkKind, _ size: Int) -> Double {
    let separation = points[.chaotic]?.fixedSeparation ?? .nan
    return 1 + Double(kind == .pooled ? size * settings.pixels.positions : size) * (1 - separation) / separation
  }

  /// From six depth scales on e⁻⁶ of what the inputs were is left.
  private func start(_ phase: Phase) -> Double { TableLaw.leastDepthScales * (points[phase]?.depthScale ?? .nan) }

  private func unit(_ phase: Phase) -> Double { log(points[phase]?.chiFixed ?? .nan) }

  var scores: [Score] {
    get throws {
      try settings.sizes.flatMap { size in
        try NNGPSpectra.architectures.flatMap { kind in
          let (chaotic, limit) = (try curve(.chaotic, kind, size), limit(kind, size))
          let score = Scorer(key: "\(kind.rawValue)/", title: "NNGP, \(kind.title), m = \(size), ")
          return [
            score(
              "chaotic/\(size)/kappa_ratio", (chaotic.conditions.last ?? .nan) / limit,
              "chaotic: deepest κ over its limit \(String(format: "%.1f", limit))"),
            score(
              "chaotic/\(size)/approach_rate",
              try chaotic.rate(from: start(.chaotic)) { ($0 - limit).magnitude } / unit(.chaotic),
              "chaotic: rate of |κ − limit| over log χ_c*"),
            score(
              "ordered/\(size)/kappa_rate",
              try curve(.ordered, kind, size).rate(from: start(.ordered)) / unit(.ordered),
              "ordered: rate of κ over log χ₁"),
            score(
              "critical/\(size)/kappa_exponent", try curve(.critical, kind, size).exponent(),
              "critical: exponent of l in κ"),
          ]
        } + [
          Score(
            key: "fcn/relu/nngp/\(size)/kappa_exponent", value: try relu(.nngp, size).exponent(),
            title: "NNGP, ReLU, m = \(size), critical: exponent of l in κ"),
          Score(
            key: "fcn/relu/ntk/\(size)/kappa_ratio",
            value: (try relu(.ntk, size).conditions.last ?? .nan) * 3 / Double(size + 3),
            title: "NTK, ReLU, m = \(size), critical: deepest κ over (m + 3)/3"),
        ]
      }
    }
  }

  // MARK: Panels

  private static let kappa = "κ<sup>(<i>l</i>)</sup>"

  private func panel(_ title: String, y: PlotAxis, _ layers: [Layer], isLogarithmic: Bool = false) -> Panel {
    Panel(
      title: title, x: PlotAxis("depth <i>l</i>", scale: isLogarithmic ? .logarithmic : .linear), y: y, layers: layers)
  }

  /// One network of either size, and the larger of the others.
  private func lines(_ phase: Phase, _ number: (Double, NetworkKind, Int) -> Double = { κ, _, _ in κ }) throws
    -> [Layer]
  {
    try NNGPSpectra.architectures.enumerated().map { k, kind in
      let size = settings.sizes.last ?? 0
      let own = try curve(phase, kind, size)
      return .line(
        x: own.depths, y: own.conditions.map { number($0, kind, size) }, label: "\(kind.title), <i>m</i> = \(size)",
        // Dashed on solid where two agree.
        colour: .palette(k), dash: kind == .flattened ? .dashed : .solid)
    }
  }

  /// A law through the end of a curve.
  private func guide(_ curve: Curve, _ label: String, _ law: (Double) -> Double) -> Layer {
    let scale = (curve.conditions.last ?? .nan) / law(curve.depths.last ?? .nan)
    let shown = curve.depths.filter { $0 >= 10 }
    return .guide(x: shown, y: shown.map { scale * law($0) }, label: label, colour: .palette(5))
  }

  private func reluLines(_ kernel: PriorKernel) throws -> [Layer] {
    try settings.sizes.enumerated().map { k, size in
      let own = try relu(kernel, size)
      return .line(
        x: own.depths, y: own.conditions, label: "<i>m</i> = \(size)", colour: .palette(k), dash: .solid)
    }
  }

  var figure: Figure? {
    get throws {
      let size = settings.sizes.last ?? 0
      let (kappa, limits) = (
        PlotAxis(Self.kappa, scale: .logarithmic),
        [NetworkKind.fullyConnected, .pooled].map {
          Layer.horizontal(at: limit($0, size), label: "1 + <i>m d c</i>*/(1 − <i>c</i>*)")
        }
      )
      let excess = try lines(.chaotic) { ($0 - limit($1, $2)).magnitude }
      let chaotic = try curve(.chaotic, .fullyConnected, size)
      let (rate, end) = (unit(.chaotic), chaotic.depths.last ?? .nan)
      let last = ((chaotic.conditions.last ?? .nan) - limit(.fullyConnected, size)).magnitude
      let fall = Layer.guide(
        x: chaotic.depths, y: chaotic.depths.map { last * exp(rate * ($0 - end)) },
        label: "χ<sub><i>c</i>*</sub><sup><i>l</i></sup>", colour: .palette(5))
      let (ordered, critical) = (
        try curve(.ordered, .fullyConnected, size), try curve(.critical, .fullyConnected, size)
      )
      let orderedRate = unit(.ordered)
      return Figure(
        columns: 3,
        panels: [
          panel("NNGP, chaotic", y: kappa, try lines(.chaotic) + limits),
          panel("NNGP, chaotic", y: PlotAxis("|κ − limit|", scale: .logarithmic), excess + [fall]),
          panel(
            "NNGP, ordered", y: kappa,
            try lines(.ordered) + [guide(ordered, "χ<sub>1</sub><sup>−<i>l</i></sup>") { exp(-orderedRate * $0) }]),
          panel(
            "NNGP, critical", y: kappa, try lines(.critical) + [guide(critical, "∝ <i>l</i>") { $0 }],
            isLogarithmic: true),
          panel(
            "NNGP, critical ReLU", y: kappa,
            try reluLines(.nngp) + [guide(try relu(.nngp, size), "∝ <i>l</i><sup>2</sup>") { $0 * $0 }],
            isLogarithmic: true),
          panel(
            "NTK, critical ReLU", y: PlotAxis(Self.kappa),
            try reluLines(.ntk)
              + settings.sizes.map { .horizontal(at: Double($0 + 3) / 3, label: "(<i>m</i> + 3)/3") },
            isLogarithmic: true),
        ])
    }
  }

  var narrative: String {
    """
    The panels are named as on the lecture slides; the paper's supplement, from which they come, was not at hand. κ is \
    λ_max/λ_min of the kernels of uniformly random 6 × 6 pixels with σ_b² = \(settings.variances.biasVariance), σ_w² = \
    \(settings.variances.chaoticErf) (chaotic), \(settings.variances.orderedErf) (ordered) and the critical value. In \
    the chaotic phase it tends to 1 + m d c*/(1 − c*), d = \(settings.pixels.positions) with pooling and 1 without: \
    training the readout alone does not become easy there, as training all weights does. Lines: \
    m = \(settings.sizes.last ?? 0).
    """
  }
}
