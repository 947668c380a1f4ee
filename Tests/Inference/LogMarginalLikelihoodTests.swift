import Foundation
import Inference
import LinearAlgebra
import Testing

@Suite struct LogMarginalLikelihoodTests {
  /// log det(a I + b 1 1ᵀ) = (n − 1) log a + log(a + n b); tᵀ A⁻¹ t = (Σ t² − b (Σ t)²/(a + n b))/a.
  @Test(arguments: [1, 2, 40, 300], [1.0, 0.25, 16]) func compoundSymmetryHasAClosedForm(n: Int, scale: Double) throws {
    let example = EvidenceExample(inputs: n, outputs: 3)
    let (a, b, count) = (example.a, example.b, Double(n))
    let top = a + count * b
    for solver in try example.solvers(scale: scale) {
      let found = LogMarginalLikelihood(
        targets: example.targets, weights: example.weights(solver), solver: solver, scale: scale)
      for c in 0..<3 {
        let sum = example.sum(c)
        let fit = (example.squares(c) - b * sum * sum / top) / a
        let expected = -0.5 * (fit + (count - 1) * log(a) + log(top) + count * log(2 * .pi))
        // n ε κ of the fit, κ = 1 + 1.5 n.
        #expect(abs(found.outputs[c] - expected) <= 4 * count * (1 + 1.5 * count) * .ulpOfOne * (fit + count))
      }
      #expect(found.total == found.outputs.reduce(0, +))
    }
  }

  /// Its density integrates to 1 over a target (one input, so that a sum over a grid is the integral).
  @Test func isADensity() throws {
    let (variance, step) = (0.7, 0.01)
    let solver = try CholeskyFactor.factor(Matrix(rows: 1, columns: 1, elements: [variance]), shifts: [0]).factor
    let integral = stride(from: -12.0, through: 12, by: step).reduce(0) { sum, t in
      let target = Matrix(rows: 1, columns: 1, elements: [t])
      let weight = Matrix(rows: 1, columns: 1, elements: [t / variance])
      return sum + step * exp(LogMarginalLikelihood(targets: target, weights: weight, solver: solver).total)
    }
    // The trapezoidal rule of a Gaussian is exact beyond its tails.
    #expect(abs(integral - 1) < 1e-12)
  }
}
