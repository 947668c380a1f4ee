import Datasets
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Plotting
import Results
import Suite

/// Xiao et al. 2020, Section 5, the toy of both phases: the radial kernel K_h(x, x′) = e^{−|x − x′|²/h} whose bandwidth
/// goes with a depth l.
///
/// With h = 2^l inputs become alike, as in the ordered phase: λ_max ≈ m, λ_bulk ≈ 2^−l, κ ≳ 2^l, and the mean predictor
/// converges. With h = 1/l they become strangers, as in the chaotic phase: κ → 1, and the mean predictor vanishes. The
/// paper has no numbers and no picture of it; images are those of Figure 1 e and f, at |x|² = 1.
struct RadialKernel: Experiment {
  let id = "xiao2020/radial-kernel"
  let title = "A radial kernel whose bandwidth goes with depth (Section 5)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var training = 64
    var test = 32
    var deepest = 40
    /// From here on exponentials are fitted.
    var fittedFrom = 20
    var preprocessing = Preprocessing.scalarMeanUnitNorm
  }

  let tiers = [Tier: TierPlan<Settings>].everyTier(TierPlan(Settings(), seconds: 1, megabytes: 300))

  /// How h goes with l.
  enum Bandwidth: String, AxisValue, CaseIterable {
    case growing, shrinking

    func width(_ depth: Int) -> Double { self == .growing ? pow(2, Double(depth)) : 1 / Double(depth) }
    var markup: String { self == .growing ? "<i>h</i> = 2<sup><i>l</i></sup>" : "<i>h</i> = 1/<i>l</i>" }
  }

  static let bandwidth = Axis<Bandwidth>("bandwidth", "how the bandwidth goes with depth")
  static let trainingSize = Axis<Int>("training_size", "training images m")
  static let nearest = Column<Double>("nearest_squared_distance", "least |x − x′|² of two training images")
  static let meanDistance = Column<Double>("mean_squared_distance", "mean |x − x′|² of two training images")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let depths = Array(1...settings.deepest)
    return [
      Sweep(
        cells: [Self.trainingSize([settings.training])],
        within: [Self.bandwidth(Bandwidth.allCases), SpectrumAxis.depth(depths)],
        columns: [Self.nearest, Self.meanDistance] + KernelAtDepth.columns(over: Self.bandwidth)
      ) { _, context in
        let (training, test) = try context.first(settings.training, test: settings.test, of: .cifar10)
        let prepared = settings.preprocessing.fitted(to: training.images)
        let distances = Self.squaredDistances(
          try prepared.apply(to: training.images), try prepared.apply(to: test.images))
        let targets = RandomInputs.centred(
          training.labels.map(Int.init), classes: DatasetDescription.cifar10.classes)
        let own = (0..<settings.training).flatMap { i in (0..<i).map { distances[i, $0] } }
        let series = try Bandwidth.allCases.map { bandwidth in
          try depths.map { depth in
            var kernel = distances
            for i in 0..<kernel.rows {
              for j in 0..<kernel.columns { kernel[i, j] = exp(-distances[i, j] / bandwidth.width(depth)) }
            }
            return try Device.single.run {
              try KernelAtDepth(depth: depth, kernel, training: settings.training, targets: targets)
            }
          }
        }
        return Row(Self.nearest => own.min() ?? .nan, Self.meanDistance => own.mean) + KernelAtDepth.row(series)
      }
    ]
  }

  /// Between all images, the training images first; their norms are √d, so that |x|² = 1 after division by d.
  private static func squaredDistances(_ training: Matrix<Double>, _ test: Matrix<Double>) -> Matrix<Double> {
    let rows = Matrix(
      rows: training.rows + test.rows, columns: training.columns, elements: training.elements + test.elements)
    let count = rows.rows
    var distances = Matrix<Double>(rows: count, columns: count)
    for i in 0..<count {
      for j in 0..<i {
        let square = zip(rows.row(i), rows.row(j)).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        (distances[i, j], distances[j, i]) = (square / Double(rows.columns), square / Double(rows.columns))
      }
    }
    return distances
  }

  private func series(_ tables: Tables, _ bandwidth: Bandwidth) throws -> [KernelAtDepth] {
    let table = try tables.only
    return try KernelAtDepth.series(depths: table[SpectrumAxis.depth]) { try table[$0, Self.bandwidth == bandwidth] }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let growing = try series(tables, .growing)
    // λ_min has an error of m ε λ_max.
    let trusted = growing.prefix { $0.condition > 0 && $0.condition * Double(settings.training) * .ulpOfOne < 1e-3 }
    let distance = try tables.only[Self.meanDistance].first ?? .nan
    let last = trusted.last
    let score = Scorer(key: "growing/", title: "h = 2^l: ")
    let rate = slope(trusted.filter { $0.depth >= Double(settings.fittedFrom) }) { log($0.condition) }
    let early = trusted.first { $0.depth == Double(settings.fittedFrom) }
    let scores =
      [
        score(
          "lambda_max_ratio", (last?.lambdaMax ?? .nan) / Double(settings.training), "λ_max/m at the deepest trusted l"),
        score(
          "lambda_bulk_ratio", last.map { $0.lambdaBulk * pow(2, $0.depth) / distance } ?? .nan,
          "λ_bulk 2^l over the mean squared distance there"),
        score("kappa_rate", (rate ?? .nan) / log(2), "rate of κ over log 2 from l = \(settings.fittedFrom)"),
        score(
          "predictor_ratio", (last?.predictor ?? .nan) / (early?.predictor ?? .nan),
          "P(K)Y there over that at l = \(settings.fittedFrom)"),
      ] + (try shrinking(tables, settings))
    // What no trusted kernel tells is no number.
    return scores.filter { !$0.value.isNaN }
  }

  private func shrinking(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    let all = try series(tables, .shrinking)
    let nearest = try tables.only[Self.nearest].first ?? .nan
    let rounding = Double(settings.training) * .ulpOfOne / TableLaw.largestError
    let fitted = all.filter { $0.depth >= Double(settings.fittedFrom) && $0.condition - 1 >= rounding }
    let score = Scorer(key: "shrinking/", title: "h = 1/l: ")
    return [
      score(
        "kappa_excess_rate", (slope(fitted) { log($0.condition - 1) } ?? .nan) / -nearest,
        "rate of κ − 1 from l = \(settings.fittedFrom) over the least squared distance"),
      score(
        "predictor_fall", (all.last?.predictor ?? .nan) / (all.first?.predictor ?? .nan),
        "P(K)Y at l = \(settings.deepest) over that at l = 1"),
    ]
  }

  /// nil of too few kernels.
  private func slope(_ kernels: some Sequence<KernelAtDepth>, _ number: (KernelAtDepth) -> Double) -> Double? {
    let kernels = Array(kernels)
    return (try? LeastSquaresFit.line(x: kernels.map(\.depth), y: kernels.map(number)))?.coefficients[1]
  }

  func figure(_ tables: Tables, _ settings: Settings) throws -> Figure? {
    let panels = try Bandwidth.allCases.map { bandwidth in
      let kernels = try series(tables, bandwidth).prefix {
        $0.condition > 0 && $0.condition * Double(settings.training) * .ulpOfOne < 1e-3
      }
      let depths = kernels.map(\.depth)
      let curves: [(String, [Double])] = [
        ("λ<sub>max</sub>", kernels.map(\.lambdaMax)), ("λ<sub>bulk</sub>", kernels.map(\.lambdaBulk)),
        ("κ", kernels.map(\.condition)), ("|<i>P</i>(<i>K</i>)<i>Y</i>|", kernels.map(\.predictor)),
      ]
      return Panel(
        title: bandwidth.markup, x: PlotAxis("depth <i>l</i>"), y: PlotAxis(scale: .logarithmic),
        layers: curves.enumerated().map { k, curve in
          .line(x: depths, y: curve.1, label: curve.0, colour: .palette(k), dash: .solid)
        })
    }
    return Figure(columns: 2, panels: panels)
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String {
    """
    K_h(x, x′) = e^{−|x − x′|²/h} on the first \(settings.training) training and \(settings.test) test images of \
    CIFAR-10 at |x|² = 1 after the mean of all pixels was taken off; labels one-hot minus their mean. |P(K)Y| is the \
    root mean square over test images and classes.
    """
  }
}
