import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness

/// A linear model with a bias, of which the posterior is normal: θ ~ N(0, I), outputs J θ.
struct LinearExample {
  static let noiseVariance = 0.3
  static let inputs = Matrix<Double>(
    rows: 5, columns: 2, elements: [-1.2, 0.4, 0.3, -0.8, 0.9, 1.1, 1.6, 0.2, -0.5, -1.4])
  static let targets = [0.8, -0.6, 0.4, 1.3, -0.9]

  let posterior: WeightPosterior
  /// [n, P]
  let jacobian: Matrix<Double>
  /// Λ = JᵀJ/σ² + I, its inverse, and the posterior mean.
  let precision, covariance: Matrix<Double>
  let mean: [Double]

  init() throws {
    posterior = try WeightPosterior(
      Architecture(layers: [.dense(weightVariance: 1.5, biasVariance: 0.4, trainable: true)]), width: 3,
      inputs: Self.inputs, targets: Self.targets, noiseVariance: Self.noiseVariance)
    jacobian = try posterior.jacobian([0, 0, 0], at: Self.inputs)
    let columns = jacobian.transposed
    var precision = columns.multiplied(byTransposeOf: columns)
    for k in precision.elements.indices { precision.elements[k] /= Self.noiseVariance }
    for i in 0..<3 { precision[i, i] += 1 }
    self.precision = precision
    var covariance = Matrix<Double>(rows: 3, columns: 3, elements: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    try CholeskyFactor.factor(precision, shifts: [0]).factor.solve(&covariance)
    self.covariance = covariance
    let pull = Matrix(rows: 1, columns: 5, elements: Self.targets.map { $0 / Self.noiseVariance })
    mean = pull.multiplied(by: jacobian).multiplied(by: covariance).elements
  }
}
