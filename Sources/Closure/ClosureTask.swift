import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Suite

/// The known function, the inputs, and what the infinite ensemble makes of data drawn around it.
struct ClosureTask: Sendable {
  let settings: BiasVarianceOverTime.Settings
  /// X, and behind them the places halfway between neighbours.
  let positions: [Double]
  let ensemble: BiasVariance
  /// η
  let rate: Double
  /// On the data, and between them.
  let data, rest: BiasVariance.Places
  /// q as rows, λ descending, at all positions; positive at the last input.
  let eigenfunctions: Matrix<Double>
  /// A of all positions at every recorded step, [positions, n].
  private let learning: [Matrix<Double>]

  /// f*(x) = sin 4x + ½ cos 4x: odd and even modes have parts of it.
  private static func truth(_ x: Double) -> Double { sin(4 * x) + 0.5 * cos(4 * x) }

  var truth: [Double] { positions.map(Self.truth) }

  static func grid(_ count: Int) -> [Double] {
    (0..<count).map { (place: Int) -> Double in -1 + 2 * Double(place) / Double(count - 1) }
  }

  static func between(_ inputs: [Double]) -> [Double] { zip(inputs, inputs.dropFirst()).map { ($0 + $1) / 2 } }

  init(_ settings: BiasVarianceOverTime.Settings, threads: Int) throws {
    let n = settings.inputs
    let inputs = Self.grid(n)
    let positions = inputs + Self.between(inputs)
    let kernels = try settings.architecture.infiniteWidth.both(
      of: VectorPairs(rows: Matrix(rows: positions.count, columns: 1, elements: positions)), threads: threads)
    func cross(_ kernel: Matrix<Double>, _ rows: Range<Int>) -> Matrix<Double> {
      Matrix(rows: rows.count, columns: n, elements: rows.flatMap { kernel.row($0).prefix(n) })
    }
    func places(_ rows: Range<Int>) -> BiasVariance.Places {
      BiasVariance.Places(
        truth: Matrix(rows: rows.count, columns: 1, elements: positions[rows].map(Self.truth)),
        crossKernel: cross(kernels.ntk, rows), crossCovariance: cross(kernels.nngp, rows),
        variances: rows.map { kernels.nngp[$0, $0] })
    }
    let data = places(0..<n)
    var noise = Matrix<Double>(rows: n, columns: n, repeating: settings.commonNoise * settings.commonNoise)
    for i in 0..<n { noise[i, i] += settings.noise * settings.noise }
    // Inputs lie symmetrically: an iteration begun with all ones would miss what is odd.
    let rate = settings.rateFraction / (try KernelSpectrum(data.crossKernel).largest)
    let ensemble = try BiasVariance(
      kernel: data.crossKernel, truth: data.truth, initialCovariance: data.crossCovariance, noiseCovariance: noise,
      rate: rate)
    let all = cross(kernels.ntk, 0..<positions.count)
    var eigenfunctions = ensemble.eigenfunctions(crossKernel: all)
    for mode in 0..<n where eigenfunctions[mode, n - 1] < 0 {
      for place in positions.indices { eigenfunctions[mode, place] *= -1 }
    }
    learning = try settings.steps.map { try ensemble.learning(crossKernel: all, at: rate * Double($0)) }
    (self.settings, self.positions, self.ensemble, self.rate) = (settings, positions, ensemble, rate)
    (self.data, rest, self.eigenfunctions) = (data, places(n..<positions.count), eigenfunctions)
  }

  /// Y: one draw of the noise around f*(X).
  func targets(_ seed: Seed) -> [Double] {
    var generator = CounterBasedGenerator(seed: seed)
    let common = settings.commonNoise * generator.normal()
    return truth.prefix(settings.inputs).map { $0 + common + settings.noise * generator.normal() }
  }

  /// f₀ + A (Y − f₀(X)) at all positions, step by step.
  /// - Parameter start: f₀ at all positions.
  func limit(start: [Double], targets: [Double]) -> [[Double]] {
    let residuals = Matrix(rows: targets.count, columns: 1, elements: zip(targets, start).map { $0 - $1 })
    return learning.map { matrix in zip(start, matrix.multiplied(by: residuals).elements).map { $0 + $1 } }
  }

  /// q·f on the training inputs, mode by mode.
  /// - Parameter function: at the training inputs, or at all positions.
  func amplitudes(_ function: [Double]) -> [Double] {
    (0..<settings.inputs).map { mode in
      zip(eigenfunctions.row(mode), function).prefix(settings.inputs).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}
