import Foundation
import LinearAlgebra
import Nonlinearities
import Testing
import WidthExpansion

/// Expectations at three and four inputs that are nearly alike, as deep layers make them: φ⁽ⁱ⁾φ⁽ʲ⁾φ⁽ᵏ⁾φ⁽ˡ⁾ is then much
/// narrower than φ.
@Suite struct QuadratureTests {
  /// Four inputs around one, `distance` from it.
  private static func inputs(distance: Double) -> Matrix<Double> {
    let elements = (0..<4).flatMap { a in
      (0..<5).map { j in [0.9, -0.7, 1.2, 0.4, -1.1][j] + (a == j ? distance : 0) }
    }
    return Matrix(rows: 4, columns: 5, elements: elements)
  }

  /// B behind one hidden layer is σ_w⁴ Θ₀₂ Θ₁₃ ⟨φ′φ′φ′φ′⟩, and for erf ⟨…⟩ = (2/√π)⁴ det(1 + 2K)^{−1/2}.
  @Test("erf has a closed form", arguments: [1, 0.3, 0.1, 0.03, 0.003]) func erf(distance: Double) throws {
    let x = Self.inputs(distance: distance)
    let first = try WidthExpansion(WidthExpansionTests.network(.erf, hiddenLayers: 0), inputs: x)
    let expansion = try WidthExpansion(WidthExpansionTests.network(.erf, hiddenLayers: 1), inputs: x)
    let found = expansion(.b)[0, 1, 2, 3]
    var (matrix, determinant) = ([Double](), 1.0)
    for i in 0..<4 { for j in 0..<4 { matrix.append((i == j ? 1 : 0) + 2 * first.kernel[i, j]) } }
    for pivot in 0..<4 {
      determinant *= matrix[5 * pivot]
      for i in pivot + 1..<4 {
        let factor = matrix[4 * i + pivot] / matrix[5 * pivot]
        for j in pivot..<4 { matrix[4 * i + j] -= factor * matrix[4 * pivot + j] }
      }
    }
    let expected =
      1.7 * 1.7 * first.tangentKernel[0, 2] * first.tangentKernel[1, 3] * 16 / (Double.pi * Double.pi)
      / determinant.squareRoot()
    #expect(abs(found - expected) < 1e-6 * abs(expected), "\(found), and \(expected) is expected")
    // What is stated is of all tensors and entries: not less than this one's.
    let stated = try expansion.quadratureError()
    let largest = expansion(.b).elements.reduce(0) { max($0, abs($1)) }
    #expect(abs(found - expected) < (1.2 * stated + 1e-8) * largest && stated < 1e-4, "\(stated)")
  }

  /// Three and more layers hand it on; a network without hidden layers has no expectation.
  @Test func theErrorOfDeepNetworksIsSmall() throws {
    let x = Self.inputs(distance: 0.3)
    for nonlinearity in [Nonlinearity.tanh, .erf, .gelu] {
      let deep = try WidthExpansion(WidthExpansionTests.network(nonlinearity, hiddenLayers: 3), inputs: x)
      let stated = try deep.quadratureError()
      #expect(stated > 1e-15 && stated < 1e-5, "\(nonlinearity): \(stated)")
    }
    let line = try WidthExpansion(WidthExpansionTests.network(.erf, hiddenLayers: 0), inputs: x)
    #expect(try line.quadratureError() == 0)
  }

  /// Equal inputs take one variable, all but equal ones four: nothing jumps between them.
  @Test("nearly equal inputs are nearly one", arguments: [Nonlinearity.tanh, .erf, .gelu])
  func continuity(nonlinearity: Nonlinearity) throws {
    let network = try WidthExpansionTests.network(nonlinearity, hiddenLayers: 1)
    let one = try WidthExpansion(network, inputs: Self.inputs(distance: 0))
    let four = try WidthExpansion(network, inputs: Self.inputs(distance: 1e-4))
    for cumulant in Cumulant.allCases {
      let (x, y) = (one(cumulant)[0, 1, 2, 3], four(cumulant)[0, 1, 2, 3])
      #expect(abs(x - y) < 2e-3 * max(abs(x), 0.1), "\(cumulant.rawValue): \(x) and \(y)")
    }
  }
}
