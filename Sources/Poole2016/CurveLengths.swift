import Foundation
import LinearAlgebra
import MeanField
import Results
import Suite

/// The Euclidean length of a circle's image in the activations of the last hidden layer, of deep networks by depth and
/// of networks with one hidden layer by width (Poole et al. 2016, Section 4).
///
/// A circle with x·x/d = q* has squared speed N q* in the first preactivations, of N units; a layer multiplies it by χ₁
/// on average, and the activations φ(z) have χ₁/σ_w² of it. So after l hidden layers of N units
///
///     L ≈ 2π √(N q* χ₁^l / σ_w²),
///
/// exponential in the depth, and a root of the width. The path that the curve's tangent direction goes on the sphere of
/// directions, Poole's length in the Grassmannian, is 2π √(κ̄² ḡ) of `MeanFieldTheory.curvature` in layer l: also
/// exponential in the depth, and the same for any width.
struct CurveLengths: Codable, Sendable {
  /// Hidden layers of the deep networks; their lengths are recorded at every layer.
  var layers: Int
  /// Multiples of the deep networks' width: those of as many units as so many hidden layers.
  var multiples: [Int]
  /// Independent networks of each kind.
  var count: Int
  var width = 1000
  var weightDeviation = 4.0
  var biasDeviation = 0.3
  /// Where on the circle the speed is taken, by differences with `step`.
  var places = 48
  var step = 1e-5

  init(layers: Int, multiples: [Int], count: Int) {
    (self.layers, self.multiples, self.count) = (layers, multiples, count)
  }

  static let deep = SweepName("deep_lengths")
  static let shallow = SweepName("shallow_lengths")
  static let layer = Axis<Int>("layer", "hidden layers")
  static let multiple = Axis<Int>("multiple", "units of the one hidden layer over those of a deep network's layer")
  static let length = Column<Double>("length", "length of the circle's image in the last hidden layer")
  static let turning = Column<Double>("turning", "length of the path of its tangent direction")

  func theory() throws -> MeanFieldTheory { try network(depth: 1, width: width).theory() }

  /// L of the formula.
  func expected(_ theory: MeanFieldTheory, layers: Int, multiple: Int = 1) throws -> Double {
    let share = try theory.fixedVariance.get() * pow(theory.chi1.get(), Double(layers)) / theory.weightVariance
    return 2 * Double.pi * (Double(width * multiple) * share).squareRoot()
  }

  /// 2π √(κ̄² ḡ) after so many hidden layers.
  func expectedTurning(_ theory: MeanFieldTheory, layers: Int) throws -> Double {
    2 * Double.pi * (try theory.curvature(depth: layers)[layers].gaussMapMetric).squareRoot()
  }

  private func network(depth: Int, width: Int) -> EqualLayerNetwork {
    EqualLayerNetwork(
      weightVariance: weightDeviation * weightDeviation, biasVariance: biasDeviation * biasDeviation, depth: depth,
      width: width)
  }

  var sweeps: [Sweep] {
    [
      Sweep(
        Self.deep, cells: [Networks.network(0..<count)], within: [Self.layer(1...layers)],
        columns: [Self.length.over(Self.layer), Self.turning.over(Self.layer)]
      ) { point, context in
        let found = try lengths(network(depth: layers, width: width), "deep", point, context)
        return Row(Self.length => found.map(\.length), Self.turning => found.map(\.turning))
      }
      .sideBySide().costing { _ in Double(layers * width) },
      Sweep(
        Self.shallow, cells: [Self.multiple(multiples), Networks.network(0..<count)],
        columns: [Self.length, Self.turning]
      ) { point, context in
        let multiple = try point[Self.multiple]
        let lengths = try lengths(network(depth: 1, width: multiple * width), "shallow \(multiple)", point, context)
        return Row(Self.length => lengths[0].length, Self.turning => lengths[0].turning)
      }
      .sideBySide().costing { point in Double(try point[Self.multiple]) },
    ]
  }

  /// In each hidden layer of one network.
  private func lengths(
    _ kind: EqualLayerNetwork, _ purpose: String, _ point: Point, _ context: RunContext
  ) throws -> [(length: Double, turning: Double)] {
    let radius = (2 * (try theory().fixedVariance.get())).squareRoot()
    let angles = (0..<places).flatMap { place -> [Double] in
      let angle = 2 * Double.pi * Double(place) / Double(places)
      return [angle - step, angle, angle + step]
    }
    let inputs = Matrix(
      rows: angles.count, columns: 2, elements: angles.flatMap { [radius * cos($0), radius * sin($0)] })
    let network = try kind.network(
      inputs: 2, outputs: 1, seed: context.seed(purpose: "circle, \(purpose)", index: point[Networks.network]))
    return try network.trace(inputs).preactivations.map { z in
      let found = (0..<places).map { motion(z, first: 3 * $0) }
      return (length: 2 * Double.pi * found.map(\.speed).mean, turning: 2 * Double.pi * found.map(\.turning).mean)
    }
  }

  /// The speed of φ(z) and of its direction from three neighbours: with v the mean of the differences before and after
  /// the middle and a the difference of these, |v| and |a − v (v·a)/|v|²|/|v|.
  private func motion(_ z: Matrix<Double>, first: Int) -> (speed: Double, turning: Double) {
    var (vv, va, aa) = (0.0, 0.0, 0.0)
    for (x, (y, w)) in zip(z.row(first), zip(z.row(first + 1), z.row(first + 2))) {
      let (before, middle, after) = (tanh(x), tanh(y), tanh(w))
      let (v, a) = (0.5 * (after - before), (after - middle) - (middle - before))
      (vv, va, aa) = (vv + v * v, va + v * a, aa + a * a)
    }
    let across = max(0, aa - va * va / vv)
    return (vv.squareRoot() / step, (across / vv).squareRoot() / step)
  }
}
