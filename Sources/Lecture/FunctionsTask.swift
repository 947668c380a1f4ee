import LinearAlgebra
import Randomness
import Suite

/// The ensembles of `DrawnFunctions` on a line: what infinite width makes of a function f₀ and of data.
struct FunctionsTask: Sendable {
  let line: LineTask
  let settings: DrawnFunctions.Settings
  /// Of K(X, X).
  private let priorModes: KernelModes

  /// - Throws: `InfiniteWidthError`, `SymmetricEigendecomposition.Obstacle`.
  init(_ settings: DrawnFunctions.Settings, places: [Double], threads: Int) throws {
    line = try LineTask(settings.data, places: places, threads: threads)
    self.settings = settings
    priorModes = try KernelModes(line.crossCovariance(0..<line.count))
  }

  /// η
  var rate: Double { settings.rateFraction / (line.modes.largest + settings.noiseVariance) }

  /// A at all positions, [positions, m].
  func learning(_ ensemble: FunctionEnsemble) -> Matrix<Double> {
    let (all, noise) = (0..<line.positions.count, ensemble.hasNoise ? settings.noiseVariance : 0)
    switch ensemble {
    case .networks, .prior: return Matrix(rows: all.count, columns: line.count)
    case .posterior, .noisyPosterior:
      return line.crossCovariance(all).multiplied(by: priorModes.matrix { 1 / ($0 + noise) })
    case .trained: return line.learning(.descent(rate: rate, steps: settings.steps), at: all)
    case .decayed: return line.crossKernel(all).multiplied(by: line.modes.matrix { 1 / ($0 + noise) })
    }
  }

  /// Mean and variance at all positions.
  func moments(_ ensemble: FunctionEnsemble) -> (means: [Double], variances: [Double]) {
    line.ensemble(
      learning(ensemble), noiseVariance: ensemble == .noisyPosterior ? settings.noiseVariance : 0,
      at: 0..<line.positions.count)
  }

  /// f₀ + A (Y − f₀(X)) at all positions, for functions f₀ as rows, [functions, positions].
  /// - Parameter targets: Y, a row a function.
  func conditioned(
    _ functions: Matrix<Double>, by learning: Matrix<Double>, on targets: Matrix<Double>
  ) -> Matrix<Double> {
    var gaps = targets
    for i in 0..<gaps.rows { for j in 0..<gaps.columns { gaps[i, j] -= functions[i, j] } }
    let moves = gaps.multiplied(byTransposeOf: learning)
    var result = functions
    for k in result.elements.indices { result.elements[k] += moves.elements[k] }
    return result
  }

  /// Y − ε, the same data for all functions, and noise of each if the ensemble has it.
  func targets(_ ensemble: FunctionEnsemble, functions: Int, noise: Seed) -> Matrix<Double> {
    var generator = CounterBasedGenerator(seed: noise)
    let deviation = ensemble == .noisyPosterior ? settings.noise : 0
    return Matrix(
      rows: functions, columns: line.count,
      elements: (0..<functions).flatMap { _ in line.data.targets.map { $0 - deviation * generator.normal() } })
  }

  /// The first eigenfunctions of K at places that are no inputs, over √λ: of functions of the prior their products with
  /// f are independent N(0, 1).
  func whitened(_ count: Int) throws -> Matrix<Double> {
    let places = line.places
    let covariance = Matrix(
      rows: places.count, columns: places.count,
      elements: places.flatMap { line.covariance.row($0).dropFirst(line.count) })
    let modes = try KernelModes(covariance)
    var vectors = Matrix<Double>(rows: count, columns: places.count)
    for k in 0..<count {
      let mode = places.count - 1 - k
      let scale = 1 / modes.eigenvalues[mode].squareRoot()
      for x in 0..<places.count { vectors[k, x] = scale * modes.vectors[mode, x] }
    }
    return vectors
  }
}
