import Foundation
import MeanField
import Plotting
import Results
import Suite

/// The convolutional curves of Figure 1 in a results file, what is judged of them, and how they are drawn.
struct ConvolutionCurves {
  private let settings: Figure1.Settings
  private let shallow: Table
  private let deep: Table
  private let shallowDepths: [Double]
  private let criticalDepths: [Double]
  private let logChi1: Double

  init(_ tables: Tables, _ settings: Figure1.Settings) throws {
    self.settings = settings
    (shallow, deep) = (try tables[Figure1Convolutions.shallow], try tables[Figure1Convolutions.critical])
    shallowDepths = try shallow[SpectrumAxis.depth].map(Double.init)
    criticalDepths = try deep[SpectrumAxis.depth].map(Double.init)
    logChi1 = log(try PhasePoint(.erf, .ordered, of: settings.variances).chi1)
  }

  /// κ by depth, or λ₀ over another eigenvalue.
  private func condition(
    _ kind: NetworkKind, _ phase: Phase, _ size: Int, over other: Column<Double> = Figure1.lambdaMin
  ) throws -> [Double] {
    func curve(_ column: Column<Double>) throws -> [Double] {
      let (own, training) = (SpectrumAxis.architecture == kind, Figure1Convolutions.trainingSize == size)
      return phase == .critical
        ? try deep[column, own, training] : try shallow[column, SpectrumAxis.phase == phase, own, training]
    }
    return try zip(curve(Figure1.lambdaMax), curve(other)).map { $0 / $1 }
  }

  /// κ at the deepest depth.
  private func last(
    _ kind: NetworkKind, _ phase: Phase, _ size: Int, over other: Column<Double> = Figure1.lambdaMin
  ) throws -> Double {
    try condition(kind, phase, size, over: other).last ?? .nan
  }

  /// (d m + 2)/2, with d = 1 for flattening.
  private func limit(_ kind: NetworkKind, _ size: Int) -> Double {
    Double((kind == .pooled ? settings.pixels.positions : 1) * size + 2) / 2
  }

  func scores() throws -> [Score] {
    try settings.sizes.flatMap { size in
      try Figure1Convolutions.architectures.flatMap { try scores($0, size) } + ratios(size)
    }
  }

  private func scores(_ kind: NetworkKind, _ size: Int) throws -> [Score] {
    let (last, deepest) = (settings.shallowDepths.last, settings.criticalConvolutionDepths.last)
    let fitted = try zip(shallowDepths, condition(kind, .ordered, size)).filter { $0.0 >= Double(last) / 2 }
    let slope = try LeastSquaresFit.line(
      x: fitted.map { log($0.0) }, y: fitted.map { log($0.1) + $0.0 * logChi1 })
    let limit = limit(kind, size)
    return [
      Score(
        key: "\(kind.rawValue)/ordered/\(size)/slope_at_\(last)", value: slope.coefficients[1],
        title: "b: \(kind.title), ordered, m = \(size), slope of log κ χ₁ˡ in log l, l = \(last / 2) to \(last)"),
      Score(
        key: "\(kind.rawValue)/critical/\(size)/kappa_at_\(deepest)",
        value: try self.last(kind, .critical, size) / limit,
        title: "\(kind == .flattened ? "c" : "d"): \(kind.title), critical, m = \(size), κ at l = \(deepest) over "
          + "\(Int(limit))"),
    ]
  }

  /// Pooled over flattened, and how far the flattened network is.
  private func ratios(_ size: Int) throws -> [Score] {
    let (depth, d) = (settings.shallowDepths.last, Double(settings.pixels.positions))
    let chaotic = try last(.flattened, .chaotic, size)
    return try [
      Score(
        key: "cnn-f/chaotic/\(size)/kappa_at_\(depth)", value: chaotic,
        title: "a: CNN-F, chaotic, m = \(size), κ at l = \(depth), σ_w² chosen so that it comes down to 1"),
      Score(
        key: "cnn-p/chaotic/\(size)/excess_ratio", value: (last(.pooled, .chaotic, size) - 1) / (chaotic - 1) / d,
        title: "a: chaotic, m = \(size), κ − 1 at l = \(depth), pooled over flattened over d"),
      Score(
        key: "cnn-p/ordered/\(size)/kappa_ratio",
        value: last(.pooled, .ordered, size, over: Figure1.lambdaBulk)
          / last(.flattened, .ordered, size, over: Figure1.lambdaBulk) / d,
        title: "b: ordered, m = \(size), λ_max/λ_bulk at l = \(depth), pooled over flattened over d"),
    ]
      + Figure1Convolutions.architectures.map { kind in
        Score(
          key: "\(kind.rawValue)/chaotic/\(size)/excess_rate",
          value: try ChaoticExcess(settings).rate(
            depths: shallowDepths, conditions: condition(kind, .chaotic, size), size: size),
          title: "a: \(kind.title), chaotic, m = \(size), rate of κ − 1 from l = \(depth / 2) over log χ₁")
      }
  }

  /// More curves of the larger training set for the panel of its phase.
  private func lines(
    _ phase: Phase, _ kinds: [NetworkKind], _ value: (Double, Double) -> Double = { κ, _ in κ }
  ) throws -> [Layer] {
    let (depths, size) = (phase == .critical ? criticalDepths : shallowDepths, settings.sizes.last ?? 0)
    return try kinds.map { kind in
      .line(
        x: depths, y: zip(try condition(kind, phase, size), depths).map(value),
        label: "\(kind.title), <i>m</i> = \(size)", colour: .palette(kind == .flattened ? 2 : 3), dash: .dotted)
    }
  }

  func chaotic() throws -> [Layer] { try lines(.chaotic, Figure1Convolutions.architectures) }

  func ordered() throws -> [Layer] {
    try lines(.ordered, Figure1Convolutions.architectures) { κ, depth in κ * exp(depth * logChi1) }
  }

  func critical() throws -> [Layer] { try lines(.critical, [.flattened]) }

  /// Panel d.
  func pooled() throws -> Panel {
    let curves = try settings.sizes.enumerated().map { s, size in
      Layer.line(
        x: criticalDepths, y: try condition(.pooled, .critical, size), label: "<i>m</i> = \(size)",
        colour: .palette(s), dash: .solid)
    }
    let limits = settings.sizes.map { size in
      let limit = limit(.pooled, size)
      return Layer.horizontal(at: limit, label: "\(Int(limit))")
    }
    return Panel(
      title: "<b>(d)</b> critical, CNN-P",
      x: PlotAxis(
        "depth <i>l</i>", scale: .logarithmic, from: 2, to: Double(settings.criticalConvolutionDepths.last)),
      y: PlotAxis("κ<sup>(<i>l</i>)</sup>", from: 0, to: 600), layers: curves + limits)
  }
}
