import FiniteWidth
import InfiniteWidth
import Inputs
import LinearAlgebra
import Randomness
import Suite

/// `LineData` with the kernels of infinite width at its inputs and at other places.
struct LineTask: Sendable {
  let data: LineData
  /// X and behind them the other places.
  let positions: [Double]
  /// K and Θ between all positions.
  let covariance, kernel: Matrix<Double>
  /// Of Θ(X, X).
  let modes: KernelModes

  /// - Throws: `InfiniteWidthError`, `VectorPairsError`, `SymmetricEigendecomposition.Obstacle`.
  init(_ data: LineData, places: [Double], threads: Int) throws {
    (self.data, positions) = (data, data.inputs + places)
    (covariance, kernel) = try data.architecture.infiniteWidth.both(
      of: VectorPairs(rows: Self.column(positions)), threads: threads)
    modes = try KernelModes(Self.block(kernel, rows: 0..<data.inputs.count, columns: data.inputs.count))
  }

  /// m, the number of points.
  var count: Int { data.inputs.count }
  /// The positions that are no inputs.
  var places: Range<Int> { count..<positions.count }

  static func column<S: Scalar>(_ values: [S]) -> Matrix<S> {
    Matrix(rows: values.count, columns: 1, elements: values)
  }

  private static func block(_ matrix: Matrix<Double>, rows: Range<Int>, columns: Int) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: columns, elements: rows.flatMap { matrix.row($0).prefix(columns) })
  }

  /// Θ(x, X) and K(x, X) of positions.
  func crossKernel(_ rows: Range<Int>) -> Matrix<Double> { Self.block(kernel, rows: rows, columns: count) }
  func crossCovariance(_ rows: Range<Int>) -> Matrix<Double> { Self.block(covariance, rows: rows, columns: count) }

  /// A of f_t(x) = f₀(x) + A (Y − f₀(X)) at positions, [positions, m].
  func learning(_ training: LinearTraining, at rows: Range<Int>) -> Matrix<Double> {
    crossKernel(rows).multiplied(by: modes.matrix(training.gain))
  }

  /// Mean A Y and variance K(x, x) + A (K(X, X) + σ² I) Aᵀ − 2 A K(X, x) of f₀ + A (Y − ε − f₀(X)) at positions, over
  /// initial functions f₀ and noise ε.
  /// - Parameters:
  ///   - learning: A.
  ///   - noiseVariance: σ² of ε.
  func ensemble(
    _ learning: Matrix<Double>, noiseVariance: Double = 0, at rows: Range<Int>
  ) -> (means: [Double], variances: [Double]) {
    let means = learning.multiplied(by: Self.column(data.targets)).elements
    var noisy = crossCovariance(0..<count)
    for input in 0..<count { noisy[input, input] += noiseVariance }
    let spread = learning.multiplied(by: noisy)
    let cross = crossCovariance(rows)
    let variances = rows.enumerated().map { row, place in
      (0..<count).reduce(covariance[place, place]) { sum, input in
        sum + learning[row, input] * (spread[row, input] - 2 * cross[row, input])
      }
    }
    return (means, variances)
  }

  /// A network of `width` units a hidden layer in NTK parameterisation.
  /// - Throws: `FiniteWidthFailure`.
  func network<S: Scalar>(width: Int, seed: Seed, as type: S.Type) throws -> FiniteNetwork<S> {
    try data.architecture.finiteWidth(width, inputs: 1, seed: seed, parameterisation: .neuralTangent, as: type)
  }
}
