import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness
import Results
import Suite

/// The random tanh networks of Poole et al. 2016, Figure 5, whose outputs on half a great circle of unit vectors are
/// fitted to harmonics: as in the authors' notebook in single precision, with a regression in double precision.
///
/// A network of depth D has D layers with weights, so that 1 is linear. Its 500 outputs are analytic functions of the
/// angle: in exact arithmetic they would span 500 dimensions at any depth. Which frequencies are within reach is
/// decided by what of them stands above the rounding of single precision. The dimensions below it are white noise,
/// which holds outputs/points of any function's square: hence the `ceiling` of the error.
struct ExpressiveNetworks: Codable, Sendable {
  var points: Int
  /// Of deep and of shallow networks.
  var depths, widths: [Int]
  /// Independent ones of each kind.
  var count: Int
  var inputs = 500
  var outputs = 500
  var deepWidth = 1000
  var largestFrequency = 199
  var weightDeviation = 4.0
  var biasDeviation = 0.3

  init(points: Int, depths: [Int], widths: [Int], count: Int) {
    (self.points, self.depths, self.widths, self.count) = (points, depths, widths, count)
  }

  static let deep = SweepName("deep")
  static let shallow = SweepName("shallow")
  static let depth = Axis<Int>("depth", "layers with weights")
  static let width = Axis<Int>("width", "units of the one hidden layer")
  static let frequency = Axis<Int>("frequency", "periods on the half circle")
  static let error = Column<Double>(
    "angular_error", over: [frequency], "1 − cos of the angle between a wave and its fit, mean of sine and cosine")

  /// 1 − √(outputs/points)
  var ceiling: Double { 1 - (Double(outputs) / Double(points)).squareRoot() }

  var sweeps: [Sweep] {
    [
      sweep(Self.deep, Self.depth, depths) { ($0, deepWidth) },
      sweep(Self.shallow, Self.width, widths) { (2, $0) },
    ]
  }

  private func sweep(
    _ name: SweepName, _ axis: Axis<Int>, _ values: [Int],
    shape: @escaping @Sendable (Int) -> (depth: Int, width: Int)
  ) -> Sweep {
    Sweep(
      name, cells: [axis(values), Networks.network(0..<count)], within: [Self.frequency(1...largestFrequency)],
      columns: [Self.error]
    ) { point, context in
      let (kind, number) = (try point[axis], try point[Networks.network])
      let harmonics = context.recent("harmonics", for: "\(points) \(largestFrequency)") {
        Harmonics(frequencies: 1...largestFrequency, points: points)
      }
      let functions = try functions(shape(kind)) {
        context.seed(purpose: "\($0), \(axis.name) \(kind)", index: number)
      }
      return try Row(Self.error => harmonics.angularErrors(of: functions))
    }
    .sideBySide()
    .costing { point in
      let (depth, width) = shape(try point[axis])
      let hidden = depth > 1 ? (inputs + outputs) * width + (depth - 2) * width * width : inputs * outputs
      return Double(hidden + 10 * outputs * outputs)
    }
  }

  /// The outputs of one network at every point, [outputs, points].
  private func functions(
    _ shape: (depth: Int, width: Int), seed: (_ purpose: String) -> Seed
  ) throws -> Matrix<Double> {
    let network = try Architecture.fullyConnected(
      depth: shape.depth - 1, nonlinearity: .tanh, weightVariance: weightDeviation * weightDeviation,
      biasVariance: biasDeviation * biasDeviation
    ).finiteWidth(shape.width, outputs: outputs, inputs: inputs, seed: seed("parameters"), as: Float.self)
    var generator = CounterBasedGenerator(seed: seed("plane"))
    let plane = try OrthonormalBasis(
      spanning: Matrix(rows: 2, columns: inputs, elements: (0..<2 * inputs).map { _ in generator.normal() })
    ).vectors
    var functions = Matrix<Double>(rows: outputs, columns: points)
    // A batch of points at a time: a hidden layer of 10,000 units at all of them would take 400 MB.
    for first in stride(from: 0, to: points, by: Self.batch) {
      let angles = (first..<min(first + Self.batch, points)).map { Double.pi * Double($0) / Double(points) }
      let circle = Matrix(rows: angles.count, columns: 2, elements: angles.flatMap { [cos($0), sin($0)] })
      let values = try network(Matrix<Float>(circle.multiplied(by: plane)))
      for i in 0..<values.rows { for j in 0..<outputs { functions[j, first + i] = Double(values[i, j]) } }
    }
    return functions
  }

  private static let batch = 1_000
}
