import Glibc
import LinearAlgebra
import MeanField
import Plotting
import Results
import Suite

/// A circle of inputs, whose image in each layer has a metric and a curvature.
struct Circle: Codable, Sendable {
  /// Layers over which it is followed; beyond, finite differences see the folds.
  var depth = 5
  /// Where on the circle its first two derivatives are taken, by differences with `step`.
  var angles = [0.3, 2.4, 4.5]
  var step = 1e-4

  static let layer = Axis<Int>("curve_layer", "layer")
  static let metric = Column<Double>("metric", over: [layer], "squared speed of the circle's image, per unit")
  static let squaredCurvature = Column<Double>(
    "squared_curvature", over: [layer], "squared extrinsic curvature, times the width")

  /// Three neighbours at each of `angles`.
  var inputs: [Double] { angles.flatMap { [$0 - step, $0, $0 + step] } }

  /// The means over `angles` by layer.
  /// - Parameter first: the row of the first of `inputs` in the preactivations.
  func row(of layers: [Matrix<Double>], first: Int) -> Row {
    let places = layers.prefix(depth + 1).map { z in angles.indices.map { geometry(z, firstRow: first + 3 * $0) } }
    return Row(
      Self.metric => places.map { $0.map(\.metric).mean },
      Self.squaredCurvature => places.map { $0.map(\.squaredCurvature).mean })
  }

  /// |v|²/N and N κ² with κ² = (|v|²|a|² − (v·a)²)/|v|⁶ from three neighbouring points.
  private func geometry(_ z: Matrix<Double>, firstRow: Int) -> CurveGeometry {
    let (before, at, after) = (z.row(firstRow), z.row(firstRow + 1), z.row(firstRow + 2))
    var (vv, va, aa) = (0.0, 0.0, 0.0)
    for (x, (y, w)) in zip(before, zip(at, after)) {
      let (v, a) = ((w - x) / (2 * step), ((w - y) - (y - x)) / (step * step))
      (vv, va, aa) = (vv + v * v, va + v * a, aa + a * a)
    }
    let width = Double(z.columns)
    return CurveGeometry(metric: vv / width, squaredCurvature: width * (vv * aa - va * va) / (vv * vv * vv))
  }

  /// The circle's metric over the theory's, and the logarithm of its curvature over the theory's, in the last layer in
  /// which they are followed. In the mean of that logarithm the fluctuations of speed and bend cancel to first order in
  /// 1/width; in the mean of the curvature itself, which has the speed's fourth power in its denominator, they would
  /// not.
  func scores(_ tables: Tables, _ weight: Double, _ theory: MeanFieldTheory) throws -> [Score] {
    let (table, expected) = (try tables[Networks.sweep], try theory.curvature(depth: depth)[depth])
    func last(_ column: Column<Double>) throws -> [Double] {
      try table[column, Networks.weightDeviation == weight, Self.layer == depth]
    }
    let score = Networks.scorer(weight)
    return try [
      score(
        "metric_ratio", meanOf: last(Self.metric).map { $0 / expected.metric },
        "squared speed of a circle after \(depth) layers over the theory's"),
      score(
        "log_curvature_ratio", meanOf: last(Self.squaredCurvature).map { log($0 / expected.squaredCurvature) },
        "logarithm of its squared curvature after \(depth) layers over the theory's"),
    ]
  }

  /// The means of the networks by layer beside the theory.
  func panel(
    _ column: Column<Double>, of tables: Tables, _ symbol: String, title: String, _ networks: Networks,
    _ quantity: (CurveGeometry) -> Double
  ) throws -> Panel {
    let depths = (0...depth).map(Double.init)
    let layers = try networks.weightDeviations.enumerated().flatMap { index, weight -> [Layer] in
      let means = try tables[Networks.sweep].lists(column, by: Self.layer, Networks.weightDeviation == weight)
        .map(SampleMean.init)
      return [
        .line(
          x: depths, y: try networks.theory(weight).curvature(depth: depth).map(quantity),
          label: Networks.label(weight), colour: .palette(index)),
        .points(
          x: depths, y: means.map(\.mean), errors: means.map(\.bar), colour: .palette(index),
          size: 5),
      ]
    }
    return Panel(
      title: title, x: PlotAxis("layer <i>l</i>", wholeNumbers: true), y: PlotAxis(symbol, scale: .logarithmic),
      layers: layers)
  }
}
