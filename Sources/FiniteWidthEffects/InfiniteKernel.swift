import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra

/// Θ of infinite width at the inputs of a task.
struct InfiniteKernel: Sendable {
  /// [M, M]
  let matrix: Matrix<Double>
  /// λ_max between the inputs that are trained on, and its eigenvector u.
  let largestEigenvalue: Double
  private let vector: [Double]

  init(_ architecture: Architecture, _ task: ExpansionTask, threads: Int) throws {
    matrix = try architecture.infiniteWidth.both(of: VectorPairs(rows: task.inputs), threads: threads).ntk
    let spectrum = try SymmetricEigendecomposition(task.trained(matrix))
    largestEigenvalue = spectrum.eigenvalues.last ?? .nan
    vector = Array(spectrum.eigenvectors.row(task.training - 1))
  }

  /// Θ̂'s largest eigenvalue, and u·Θ̂ u.
  ///
  /// - Parameter kernel: [m, m].
  func eigenvalues(of kernel: Matrix<Double>) throws -> (largest: Double, along: Double) {
    let along = vector.indices.reduce(0) { sum, a in
      sum + vector[a] * vector.indices.reduce(0) { $0 + kernel[a, $1] * vector[$1] }
    }
    return (try SymmetricEigendecomposition.eigenvalues(of: kernel).last ?? .nan, along)
  }

  /// 2 (u·Θ̂ u − λ)/λ²: what 2/λ_max is less by to first order in a change of Θ.
  func firstOrderOfRate(along: Double) -> Double {
    2 * (along - largestEigenvalue) / (largestEigenvalue * largestEigenvalue)
  }
}
