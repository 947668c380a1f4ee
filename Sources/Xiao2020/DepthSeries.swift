import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Results
import Suite

/// The spectrum and the mean predictor of one kernel by depth.
struct DepthSeries: Sendable {
  var lambdaMax: [Double] = []
  /// λ₁, the largest eigenvalue of the bulk.
  var lambdaSecond: [Double] = []
  /// λ_bulk: the mean of all eigenvalues but the largest, which the paper's asymptotics have equal.
  var lambdaBulk: [Double] = []
  var lambdaMin: [Double] = []
  /// Root mean square of P(Θ)Y = Θ(test, training) Θ⁻¹ Y over test inputs and outputs.
  var predictor: [Double] = []
  /// What rounding may make of that number where it should be 0: ε m max|Θ(test, training)| max|Θ⁻¹Y|.
  var predictorRounding: [Double] = []

  var condition: [Double] { zip(lambdaMax, lambdaMin).map { $0 / $1 } }

  /// The series as variables of a results file.
  struct Stored: @unchecked Sendable {
    let name: String
    let path: WritableKeyPath<DepthSeries, [Double]>
    let longName: String
  }

  static let variables = [
    Stored(name: "lambda_max", path: \.lambdaMax, longName: "largest eigenvalue λ_max"),
    Stored(name: "lambda_second", path: \.lambdaSecond, longName: "second eigenvalue λ₁"),
    Stored(
      name: "lambda_bulk", path: \.lambdaBulk, longName: "λ_bulk, the mean of all eigenvalues but the largest"),
    Stored(name: "lambda_min", path: \.lambdaMin, longName: "smallest eigenvalue λ_min"),
    Stored(name: "mean_predictor", path: \.predictor, longName: "root mean square of P(Θ)Y on test inputs"),
    Stored(name: "mean_predictor_rounding", path: \.predictorRounding, longName: "what rounding may add to it"),
  ]

  /// All series of a group, in the order of the file.
  static func read(_ results: ResultsFile, group: String, depths: Int) throws -> [DepthSeries] {
    var series: [DepthSeries] = []
    for variable in variables {
      let values = try results.numbers(variable.name, group: group).values
      if series.isEmpty { series = Array(repeating: DepthSeries(), count: values.count / depths) }
      for (k, piece) in TileGrid.pieces(0..<values.count, depths).enumerated() {
        series[k][keyPath: variable.path] = Array(values[piece])
      }
    }
    return series
  }

  /// K and Θ at every depth of `sweep` over inputs of which the first m = `training` are the training set.
  ///
  /// - Parameter targets: Y, [m, classes].
  /// - Complexity: one pass of the recursion; about 4 m³ multiply-adds a depth and kernel.
  static func measured(
    _ sweep: DepthSweep, of pairs: some InputPairs, training: Int, targets: Matrix<Double>, threads: Int
  ) throws -> [PriorKernel: DepthSeries] {
    var (nngp, ntk) = (DepthSeries(), DepthSeries())
    try sweep.forEachDepth(of: pairs, get: .both, threads: threads) { _, kernels in
      // Threads would cost a matrix of some tens of rows more than they save.
      try Device.single.run {
        if let kernel = kernels.nngp { try nngp.append(kernel, training: training, targets: targets) }
        if let kernel = kernels.ntk { try ntk.append(kernel, training: training, targets: targets) }
      }
    }
    return [.nngp: nngp, .ntk: ntk]
  }

  /// Θ(training, training) and Θ(test, training) of a kernel between all inputs, the first m of which are the training
  /// set.
  static func parts(of kernel: Matrix<Double>, training m: Int) -> (block: Matrix<Double>, cross: Matrix<Double>) {
    let rows = (0..<kernel.rows).map { kernel.row($0).prefix(m) }
    return (
      Matrix(rows: m, columns: m, elements: rows.prefix(m).flatMap { $0 }),
      Matrix(rows: kernel.rows - m, columns: m, elements: rows.dropFirst(m).flatMap { $0 })
    )
  }

  /// - Parameter kernel: between all inputs, training inputs first.
  mutating func append(_ kernel: Matrix<Double>, training m: Int, targets: Matrix<Double>) throws {
    let (block, cross) = Self.parts(of: kernel, training: m)
    // Not by a Cholesky factor, which does not exist once rounding makes λ_min negative: there the values are
    // untrusted, and no error.
    let spectrum = try SymmetricEigendecomposition(block)
    let (values, vectors) = (spectrum.eigenvalues, spectrum.eigenvectors)
    lambdaMax.append(values[m - 1])
    lambdaSecond.append(values[m - 2])
    lambdaBulk.append(values.prefix(m - 1).mean)
    lambdaMin.append(values[0])
    // Θ⁻¹ Y = Qᵀ diag(1/λ) Q Y, transposed: [classes, m].
    var components = targets.transposed.multiplied(byTransposeOf: vectors)
    for j in 0..<components.rows { for i in 0..<m { components[j, i] /= values[i] } }
    let weights = components.multiplied(byTransposeOf: vectors.transposed)
    let predictions = cross.multiplied(byTransposeOf: weights).elements
    let square = predictions.reduce(0) { $0 + $1 * $1 }
    predictor.append((square / Double(predictions.count)).squareRoot())
    let largest = [cross, weights].map { $0.elements.reduce(0) { max($0, $1.magnitude) } }
    predictorRounding.append(.ulpOfOne * Double(m) * largest[0] * largest[1])
  }
}
