import Foundation
import LinearAlgebra
import Testing
import WidthExpansion

/// Two hidden layers of sin at one input, whose corrections follow from one joint law: of g = n⁻¹Σ φ², t = n⁻¹Σ φ′²ż²
/// and c = n⁻¹Σ φφ′ż behind the first, by expectations of exponentials.
@Suite struct MeanCorrectionsTests {
  private let expansion: WidthExpansion
  /// σ_w², and how fast weights learn.
  private let a = 1.7
  private let rate = 0.9
  /// K and Θ behind the first dense layer, and behind the second.
  private let k, t, secondK, secondT: Double

  init() throws {
    let x = Matrix<Double>(rows: 1, columns: 3, elements: [1, 0.3, -0.5])
    func kernels(_ layers: Int) throws -> WidthExpansion {
      try WidthExpansion(WidthExpansionTests.network(.sin, hiddenLayers: layers), inputs: x)
    }
    let (first, second) = (try kernels(0), try kernels(1))
    (k, t) = (first.kernel[0, 0], first.tangentKernel[0, 0])
    (secondK, secondT) = (second.kernel[0, 0], second.tangentKernel[0, 0])
    expansion = try kernels(2)
    #expect(second.kernelCorrection[0, 0] == 0 && second.tangentKernelCorrection[0, 0] == 0)
  }

  /// Var(sin²) of a centred normal variable of variance k.
  private var squareVariance: Double {
    let mean = (1 - exp(-2 * k)) / 2
    return (3 - 4 * exp(-2 * k) + exp(-8 * k)) / 8 - mean * mean
  }

  @Test func ofTheKernel() {
    let curvature = -2 * a * exp(-2 * secondK)
    let expected = 0.5 * curvature * a * a * squareVariance
    #expect(abs(expansion.kernelCorrection[0, 0] - expected) < 1e-10, "\(expected)")
  }

  @Test func ofTheTangentKernel() {
    let e = exp(-2 * secondK)
    // n Var(g), n Cov(g, Θ) and n Var(c) behind the first hidden layer: cos² = 1 − sin², sin² cos² = sin²(2z)/4.
    let (v, d) = (a * a * squareVariance, a * rate * squareVariance - a * a * t * squareVariance)
    let f = a * a * t * (1 - exp(-8 * k)) / 8
    // Θ′ = b + λ⟨φ²⟩ + σ_w² (Θ⟨φ′²⟩ + c²⟨(φ′²)″⟩), ⟨φ²⟩ = (1 − e^{−2g})/2, ⟨φ′²⟩ = (1 + e^{−2g})/2.
    let expected = 0.5 * rate * -2 * e * v + a * (0.5 * secondT * 2 * e * v - e * d - 2 * e * f)
    #expect(abs(expansion.tangentKernelCorrection[0, 0] - expected) < 1e-9, "\(expected)")
  }
}
