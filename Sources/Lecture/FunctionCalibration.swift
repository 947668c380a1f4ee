import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness

/// Whether bands of ± 2 deviations hold functions of the prior from which their data are, of networks at
/// initialisation.
struct FunctionCalibration: Sendable {
  private let task: FunctionsTask
  private let whitened: Matrix<Double>
  /// By ensemble: A, and the deviations at all positions.
  private let bands: [(learning: Matrix<Double>, deviations: [Double])]

  init(_ task: FunctionsTask) throws {
    self.task = task
    whitened = try task.whitened(task.settings.components)
    bands = FunctionEnsemble.allCases.map { ensemble in
      (task.learning(ensemble), task.moments(ensemble).variances.map { max(0, $0).squareRoot() })
    }
  }

  /// The mean over places of P(|f* − A Y| < 2 s), by ensemble: with s_e² = s² + σ² A Aᵀ where data have noise that the
  /// ensemble's functions do not, erf(√2 s/s_e).
  var expectedCoverage: [Double] {
    zip(FunctionEnsemble.allCases, bands).map { ensemble, band in
      let places = task.line.places.map { place -> Double in
        let square = band.deviations[place] * band.deviations[place]
        let unseen = ensemble == .decayed ? task.settings.noiseVariance : 0
        let error = band.learning.row(place).reduce(square) { $0 + unseen * $1 * $1 }
        return erf((2 * square / error).squareRoot())
      }
      return places.reduce(0, +) / Double(places.count)
    }
  }

  /// What one network's outputs give.
  struct Measures: Sendable {
    let components: Double
    /// In the order of `FunctionEnsemble.allCases`.
    let coverage: [Double]
  }

  func network(width: Int, seed: Seed, noise: Seed) throws -> Measures {
    let (settings, line) = (task.settings, task.line)
    let network = try settings.data.architecture.finiteWidth(
      width, outputs: settings.outputs, inputs: 1, seed: seed, as: Float.self)
    let truths = Matrix<Double>(try network(LineTask.column(line.positions.map(Float.init)))).transposed
    let judged = Matrix(
      rows: truths.rows, columns: line.places.count,
      elements: (0..<truths.rows).flatMap { truths.row($0).dropFirst(line.count) })
    let products = judged.multiplied(byTransposeOf: whitened).elements
    var generator = CounterBasedGenerator(seed: noise)
    let errors = (0..<truths.rows * line.count).map { _ in settings.noise * generator.normal() }
    return Measures(
      components: products.reduce(0) { $0 + $1 * $1 } / Double(products.count),
      coverage: zip(FunctionEnsemble.allCases, bands).map { ensemble, band in
        var data = Matrix<Double>(rows: truths.rows, columns: line.count)
        for i in 0..<data.rows {
          for j in 0..<line.count {
            data[i, j] = truths[i, j] + (ensemble.hasNoise ? errors[i * line.count + j] : 0)
          }
        }
        let means = data.multiplied(byTransposeOf: band.learning)
        var held = 0
        for i in 0..<truths.rows {
          for place in line.places where abs(truths[i, place] - means[i, place]) < 2 * band.deviations[place] {
            held += 1
          }
        }
        return Double(held) / Double(truths.rows * line.places.count)
      })
  }
}
