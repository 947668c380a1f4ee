import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Results
import Suite

/// The spectrum and the mean predictor of one kernel at one depth.
struct KernelAtDepth: Sendable {
  /// l
  var depth: Double
  var lambdaMax = Double.nan
  /// λ₁, the largest eigenvalue of the bulk.
  var lambdaSecond = Double.nan
  /// λ_bulk: the mean of all eigenvalues but the largest, which the paper's asymptotics have equal.
  var lambdaBulk = Double.nan
  var lambdaMin = Double.nan
  /// Root mean square of P(Θ)Y = Θ(test, training) Θ⁻¹ Y over test inputs and outputs.
  var predictor = Double.nan
  /// What rounding may make of that number where it should be 0: ε m max|Θ(test, training)| max|Θ⁻¹Y|.
  var predictorRounding = Double.nan

  var condition: Double { lambdaMax / lambdaMin }

  private init(depth: Double) { self.depth = depth }

  /// - Parameters:
  ///   - kernel: between all inputs, training inputs first.
  ///   - targets: Y, [m, classes].
  /// - Complexity: about 4 m³ multiply-adds.
  init(depth: Int, _ kernel: Matrix<Double>, training m: Int, targets: Matrix<Double>) throws {
    self.init(depth: Double(depth))
    let (block, cross) = Self.parts(of: kernel, training: m)
    // Not by a Cholesky factor, which does not exist once rounding makes λ_min negative: there the values are
    // untrusted, and no error.
    let spectrum = try SymmetricEigendecomposition(block)
    let (values, vectors) = (spectrum.eigenvalues, spectrum.eigenvectors)
    (lambdaMax, lambdaSecond, lambdaMin) = (values[m - 1], values[m - 2], values[0])
    lambdaBulk = values.prefix(m - 1).mean
    // Θ⁻¹ Y = Qᵀ diag(1/λ) Q Y, transposed: [classes, m].
    var components = targets.transposed.multiplied(byTransposeOf: vectors)
    for j in 0..<components.rows { for i in 0..<m { components[j, i] /= values[i] } }
    let weights = components.multiplied(byTransposeOf: vectors.transposed)
    let predictions = cross.multiplied(byTransposeOf: weights).elements
    let square = predictions.reduce(0) { $0 + $1 * $1 }
    predictor = (square / Double(predictions.count)).squareRoot()
    let largest = [cross, weights].map { $0.elements.reduce(0) { max($0, $1.magnitude) } }
    predictorRounding = .ulpOfOne * Double(m) * largest[0] * largest[1]
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

  /// K and Θ at every depth of `sweep` over inputs of which the first m = `training` are the training set.
  ///
  /// - Parameter targets: Y, [m, classes].
  /// - Complexity: one pass of the recursion, and a matrix decomposed for every depth and kernel.
  static func measured(
    _ sweep: DepthSweep, of pairs: some InputPairs, training: Int, targets: Matrix<Double>, threads: Int
  ) throws -> [PriorKernel: [KernelAtDepth]] {
    var series: [PriorKernel: [KernelAtDepth]] = [:]
    try sweep.forEachDepth(of: pairs, get: .both, threads: threads) { position, kernels in
      // Threads would cost a matrix of some tens of rows more than they save.
      try Device.single.run {
        for (prior, kernel) in [(PriorKernel.nngp, kernels.nngp), (.ntk, kernels.ntk)] {
          guard let kernel else { continue }
          series[prior, default: []].append(
            try KernelAtDepth(depth: sweep.depths[position], kernel, training: training, targets: targets))
        }
      }
    }
    return series
  }
}

/// As columns of a results file.
extension KernelAtDepth {
  private static let quantities: [(column: Column<Double>, path: WritableKeyPath<KernelAtDepth, Double> & Sendable)] = [
    (Column("lambda_max", "largest eigenvalue λ_max"), \.lambdaMax),
    (Column("lambda_second", "second eigenvalue λ₁"), \.lambdaSecond),
    (Column("lambda_bulk", "λ_bulk, the mean of all eigenvalues but the largest"), \.lambdaBulk),
    (Column("lambda_min", "smallest eigenvalue λ_min"), \.lambdaMin),
    (Column("mean_predictor", "root mean square of P(Θ)Y on test inputs"), \.predictor),
    (Column("mean_predictor_rounding", "what rounding may add to it"), \.predictorRounding),
  ]

  /// The columns over depth, and over an axis that tells several series of a cell apart.
  static func columns(over axis: any NamedAxis) -> [any DeclaredColumn] {
    quantities.map { $0.column.over(axis, SpectrumAxis.depth) }
  }

  /// A cell of several series, one after another.
  static func row(_ series: [[KernelAtDepth]]) -> Row {
    let all = series.joined()
    return Row(quantities.map { quantity in quantity.column => all.map { $0[keyPath: quantity.path] } })
  }

  /// One series of a file.
  ///
  /// - Parameter read: the entries of a column at `depths`.
  static func series(
    depths: [Int], _ read: (Column<Double>) throws -> [Double]
  ) rethrows -> [KernelAtDepth] {
    var series = depths.map { KernelAtDepth(depth: Double($0)) }
    for quantity in quantities {
      for (k, value) in try read(quantity.column).enumerated() { series[k][keyPath: quantity.path] = value }
    }
    return series
  }
}
