import LinearAlgebra

/// Θ⁺ = Qᵀ diag(1/λ, or 0 for null modes) Q of a training kernel, with the cut of `NullModes`.
struct PseudoInverse: Sendable {
  private let decomposition: SymmetricEigendecomposition
  /// 1/λ or 0
  private let gains: [Double]

  init(_ decomposition: SymmetricEigendecomposition) {
    self.decomposition = decomposition
    let eigenvalues = decomposition.eigenvalues
    let nullModes = NullModes(order: eigenvalues.count, largestEigenvalue: eigenvalues.last ?? 0)
    gains = eigenvalues.map { nullModes.gain($0, at: .infinity) }
  }

  /// n
  var order: Int { gains.count }

  var hasNullModes: Bool { gains.contains(0) }

  /// Every row b of `block`, [m, n], replaced by Θ⁺ b.
  /// - Complexity: 2 m n² multiply-adds.
  func applied(to block: Matrix<Double>) -> Matrix<Double> {
    var components = block.multiplied(byTransposeOf: decomposition.eigenvectors)
    for i in 0..<components.rows { for j in gains.indices { components[i, j] *= gains[j] } }
    return components.multiplied(by: decomposition.eigenvectors)
  }
}
