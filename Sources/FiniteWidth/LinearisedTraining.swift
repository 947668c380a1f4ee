import Inference
import LinearAlgebra

/// The network linearised in its parameters and trained by gradient flow on ½ Σ ‖f(x) − y‖², in closed form.
///
/// *Definition* (Lee et al. 2019, Eqs. 9–11 at η = 1). With Θ̂ the full tangent kernel of the network as it is,
///
///     f_lin,t(x) = f(x) + Θ̂(x, X) Θ̂(X, X)⁻¹ (I − e^{−Θ̂(X, X) t}) (Y − f(X)),
///
/// all outputs together: unlike the infinite network's, Θ̂ couples them. Gradient descent at the rate η in the
/// parameters of the network's own parameterisation is at t = η · steps, if its rate is small.
public struct LinearisedTraining: Sendable {
  private let flow: GradientFlow
  private let outputCount: Int
  /// Θ̂(x, X), [m k, n k]
  private let crossKernel: Matrix<Double>
  /// f(x), [m, k]
  private let initial: Matrix<Double>

  /// - Parameters:
  ///   - inputs: X, [n, inputs].
  ///   - targets: Y, [n, k].
  ///   - testInputs: x, [m, inputs].
  /// - Throws: `FiniteWidthFailure` for inputs or targets of another shape, `SymmetricEigendecomposition.Obstacle`.
  /// - Complexity: that of the kernels, and 4 (n k)³ multiply-adds.
  public init<S: Scalar>(
    _ network: FiniteNetwork<S>, inputs: Matrix<S>, targets: Matrix<Double>, testInputs: Matrix<S>
  ) throws {
    let n = inputs.rows
    guard targets.rows == n, targets.columns == network.outputs else {
      throw FiniteWidthFailure.wrongTargets(expected: [n, network.outputs], found: [targets.rows, targets.columns])
    }
    outputCount = network.outputs
    initial = Matrix<Double>(try network(testInputs))
    crossKernel = Matrix<Double>(try network.fullTangentKernel(testInputs, inputs))
    var residuals = Matrix(rows: n * outputCount, columns: 1, elements: targets.elements)
    let outputs = try network(inputs)
    for k in residuals.elements.indices { residuals.elements[k] -= Double(outputs.elements[k]) }
    flow = try GradientFlow(kernel: Matrix<Double>(try network.fullTangentKernel(inputs)), targets: residuals)
  }

  /// λ_max of Θ̂(X, X): discrete steps above 2/λ_max diverge.
  public var largestEigenvalue: Double { flow.largestEigenvalue }

  /// f_lin,t(x), one matrix [m, k] a time.
  ///
  /// - Throws: `DynamicsError.time` for a negative time or a NaN.
  /// - Complexity: (n k)² + m n k² multiply-adds a time.
  public func outputs(at times: [Double]) throws -> [Matrix<Double>] {
    try flow.means(crossKernel: crossKernel, at: times).map { learned in
      var outputs = initial
      for k in outputs.elements.indices { outputs.elements[k] += learned.elements[k] }
      return outputs
    }
  }
}
