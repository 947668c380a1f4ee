import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness

/// What ensembles' means and bands of ± 2 deviations are to functions of the prior from which their data are, of
/// networks at initialisation.
struct FunctionCalibration: Sendable {
  private let task: FunctionsTask
  private let whitened: Matrix<Double>
  private let bands: [Band]

  private struct Band: Sendable {
    let ensemble: FunctionEnsemble
    /// A, and that of the posterior given the same data, at places.
    let learning, posterior: Matrix<Double>
    /// At places.
    let deviations: [Double]
  }

  init(_ task: FunctionsTask) throws {
    self.task = task
    whitened = try task.whitened(task.settings.components)
    let places = task.line.places
    func atPlaces(_ matrix: Matrix<Double>) -> Matrix<Double> {
      Matrix(rows: places.count, columns: matrix.columns, elements: places.flatMap { Array(matrix.row($0)) })
    }
    bands = FunctionEnsemble.allCases.map { ensemble in
      Band(
        ensemble: ensemble, learning: atPlaces(task.learning(ensemble)),
        posterior: atPlaces(task.learning(ensemble.hasNoise ? .noisyPosterior : .posterior)),
        deviations: task.moments(ensemble).variances[places].map { max(0, $0).squareRoot() })
    }
  }

  /// The mean over places of the posterior's variance, by ensemble: of the posterior given the ensemble's data.
  var posteriorVariances: [Double] {
    FunctionEnsemble.allCases.map { ensemble in
      let variances = task.moments(ensemble.hasNoise ? .noisyPosterior : .posterior).variances[task.line.places]
      return variances.reduce(0, +) / Double(variances.count)
    }
  }

  /// What one network's outputs give: means over outputs and places, in the order of `FunctionEnsemble.allCases`.
  struct Measures: Sendable {
    let components: Double
    /// |f* − A Y| < 2 s
    let coverage: [Double]
    /// |f₀ − A f₀(X)| < 2 s
    let limitWithin: [Double]
    /// (f* − A Y)², the same of the posterior, and (A Y − A_posterior Y)²
    let error, posteriorError, distance: [Double]
  }

  func network(width: Int, seed: Seed, noise: Seed) throws -> Measures {
    let (settings, line) = (task.settings, task.line)
    let network = try settings.data.architecture.finiteWidth(
      width, outputs: settings.outputs, inputs: 1, seed: seed, as: Float.self)
    let outputs = Matrix<Double>(try network(LineTask.column(line.positions.map(Float.init)))).transposed
    func columns(_ range: Range<Int>) -> Matrix<Double> {
      Matrix(
        rows: outputs.rows, columns: range.count,
        elements: (0..<outputs.rows).flatMap { Array(outputs.row($0))[range] })
    }
    let (truths, values) = (columns(line.places), columns(0..<line.count))
    var generator = CounterBasedGenerator(seed: noise)
    var noisy = values
    for k in noisy.elements.indices { noisy.elements[k] += settings.noise * generator.normal() }
    func mean(_ values: some Sequence<Double>) -> Double { values.reduce(0, +) / Double(truths.elements.count) }
    func share(_ means: [Double], _ band: Band) -> Double {
      let held = truths.elements.indices.count { k in
        abs(truths.elements[k] - means[k]) < 2 * band.deviations[k % truths.columns]
      }
      return Double(held) / Double(truths.elements.count)
    }
    func square(_ a: [Double], _ b: [Double]) -> Double { mean(zip(a, b).map { ($0 - $1) * ($0 - $1) }) }
    let rows = bands.map { band in
      let data = band.ensemble.hasNoise ? noisy : values
      let means = data.multiplied(byTransposeOf: band.learning).elements
      let best = data.multiplied(byTransposeOf: band.posterior).elements
      return (
        coverage: share(means, band),
        within: share(values.multiplied(byTransposeOf: band.learning).elements, band),
        error: square(truths.elements, means), best: square(truths.elements, best), distance: square(means, best)
      )
    }
    let products = truths.multiplied(byTransposeOf: whitened).elements
    return Measures(
      components: products.reduce(0) { $0 + $1 * $1 } / Double(products.count), coverage: rows.map(\.coverage),
      limitWithin: rows.map(\.within), error: rows.map(\.error), posteriorError: rows.map(\.best),
      distance: rows.map(\.distance))
  }
}
