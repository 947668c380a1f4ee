import LinearAlgebra
import MeanField
import Plotting
import Results
import Suite

/// Random tanh networks at three σ_w and one σ_b, from the settings of the authors' code (ganguli-lab/deepchaos). σ_w
/// and σ_b are standard deviations there.
struct Networks: Codable, Sendable {
  var weightDeviations = [1.3, 2.5, 4.0]
  var biasDeviation = 0.3
  var width = 1000
  var depth: Int
  /// Independent ones for each σ_w.
  var count: Int

  static let sweep = SweepName("networks")
  static let weightDeviation = Axis<Double>("weight_deviation", "σ_w")
  static let network = Axis<Int>("network", "random networks")
  static let layer = Axis<Int>("layer", "layer")

  /// One network a cell.
  var cells: [Coordinate] { [Self.weightDeviation(weightDeviations), Self.network(0..<count)] }

  private func network(_ weightDeviation: Double) -> EqualLayerNetwork {
    EqualLayerNetwork(
      weightVariance: weightDeviation * weightDeviation, biasVariance: biasDeviation * biasDeviation, depth: depth,
      width: width)
  }

  func theory(_ weightDeviation: Double) throws -> MeanFieldTheory { try network(weightDeviation).theory() }

  /// z⁰ … z^depth of a cell's network for inputs [n, d].
  func preactivations(
    of inputs: Matrix<Double>, at point: Point, _ context: RunContext
  ) throws -> [Matrix<Double>] {
    let place = try point.place(on: Self.weightDeviation)
    return try network(point[Self.weightDeviation]).preactivations(
      inputs, seed: context.seed(purpose: "network \(place)", index: point[Self.network]))
  }

  /// Of one σ_w.
  static func scorer(_ weightDeviation: Double) -> Scorer {
    Scorer(key: "tanh/\(weightDeviation)/", title: "σ_w = \(weightDeviation), ")
  }

  /// What the legend calls one σ_w.
  static func label(_ weightDeviation: Double) -> String { "σ<sub>w</sub> = \(weightDeviation)" }

  func title(dots: String) -> String {
    "tanh, σ<sub>b</sub> = \(biasDeviation), width \(width): theory (lines), \(dots) (dots), fixed points (stars)"
  }
}
