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
/// exponential in the depth, and a root of the width.
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

  func theory() throws -> MeanFieldTheory { try network(depth: 1, width: width).theory() }

  /// L of the formula.
  func expected(_ theory: MeanFieldTheory, layers: Int, multiple: Int = 1) throws -> Double {
    let share = try theory.fixedVariance.get() * pow(theory.chi1.get(), Double(layers)) / theory.weightVariance
    return 2 * Double.pi * (Double(width * multiple) * share).squareRoot()
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
        columns: [Self.length.over(Self.layer)]
      ) { point, context in
        try Row(Self.length => lengths(network(depth: layers, width: width), "deep", point, context))
      }
      .sideBySide().costing { _ in Double(layers * width) },
      Sweep(
        Self.shallow, cells: [Self.multiple(multiples), Networks.network(0..<count)], columns: [Self.length]
      ) { point, context in
        let multiple = try point[Self.multiple]
        let lengths = try lengths(network(depth: 1, width: multiple * width), "shallow \(multiple)", point, context)
        return Row(Self.length => lengths[0])
      }
      .sideBySide().costing { point in Double(try point[Self.multiple]) },
    ]
  }

  /// In each hidden layer of one network.
  private func lengths(
    _ kind: EqualLayerNetwork, _ purpose: String, _ point: Point, _ context: RunContext
  ) throws -> [Double] {
    let radius = (2 * (try theory().fixedVariance.get())).squareRoot()
    let angles = (0..<places).flatMap { place -> [Double] in
      let angle = 2 * Double.pi * Double(place) / Double(places)
      return [angle - step, angle + step]
    }
    let inputs = Matrix(
      rows: angles.count, columns: 2, elements: angles.flatMap { [radius * cos($0), radius * sin($0)] })
    let network = try kind.network(
      inputs: 2, outputs: 1, seed: context.seed(purpose: "circle, \(purpose)", index: point[Networks.network]))
    return try network.trace(inputs).preactivations.map { z in
      let speeds = (0..<places).map { place in
        let ends = zip(z.row(2 * place), z.row(2 * place + 1))
        let square = ends.reduce(0) { sum, pair in
          let difference = tanh(pair.1) - tanh(pair.0)
          return sum + difference * difference
        }
        return square.squareRoot() / (2 * step)
      }
      return 2 * Double.pi * speeds.mean
    }
  }
}
