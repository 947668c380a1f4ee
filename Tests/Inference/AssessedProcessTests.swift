import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite struct AssessedProcessTests {
  /// Of n inputs on a line: amplitude · exp(−(x − x′)²/2).
  private func kernel(_ n: Int, amplitude: Double = 1) -> Matrix<Double> {
    Matrix(
      rows: n, columns: n,
      elements: (0..<n * n).map { k in
        let distance = Double(k / n - k % n) / 4
        return amplitude * exp(-0.5 * distance * distance)
      })
  }

  private func targets(_ n: Int) -> Matrix<Double> {
    Matrix(rows: n, columns: 2, elements: (0..<2 * n).map { sin(Double($0)) })
  }

  /// A kernel of any size: that of order one times 2⁴⁰ or 2⁻⁴⁰ says the same of targets that are √ of it as large.
  @Test(arguments: [0x1p-40, 1, 0x1p40]) func isTheProcess(amplitude: Double) throws {
    let (n, noise) = (30, 0.01)
    var targets = targets(n)
    targets.scale(by: amplitude.squareRoot())
    let found = try AssessedProcess(
      kernel: kernel(n, amplitude: amplitude), targets: targets, noises: [noise * amplitude], measuresCondition: true)
    let factor = try CholeskyFactor.factor(kernel(n, amplitude: amplitude), shifts: [noise * amplitude]).factor
    var weights = targets.transposed
    factor.solve(&weights)
    let evidence = LogMarginalLikelihood(targets: targets, weights: weights, solver: factor)
    // n ε κ with κ = 1000.
    #expect(abs(found.evidence.total - evidence.total) <= 1e-9 * abs(evidence.total))
    let leaveOneOut = LeaveOneOut(targets: targets, weights: weights, solver: factor)
    #expect(abs(found.leaveOneOut.meanSquaredError / leaveOneOut.meanSquaredError - 1) <= 1e-9)
    let process = try GaussianProcess(
      trainingKernel: kernel(n, amplitude: amplitude), targets: targets, noise: .given(noise * amplitude))
    let cross = kernel(n, amplitude: amplitude)
    for (one, other) in zip(found.mean(crossKernel: cross).elements, process.mean(crossKernel: cross).elements) {
      #expect(abs(one - other) <= 1e-9 * amplitude.squareRoot())
    }
    let eigenvalues = try SymmetricEigendecomposition.eigenvalues(of: kernel(n))
    let condition = ((eigenvalues.last ?? 0) + noise) / ((eigenvalues.first ?? 0) + noise)
    #expect(abs(found.conditionNumber / condition - 1) < 0.3)
  }

  /// ½ Σ W dK against central differences of the evidence: with the amplitude, and with the noise. Truncation h² and
  /// rounding ε κ/h: some 1e-9 each at h = 1e-4.
  @Test(arguments: [30, 300]) func slopesAreDifferenceQuotients(n: Int) throws {
    let (noise, step) = (0.1, 1e-4)
    func evidence(_ amplitude: Double, _ noise: Double) throws -> Double {
      try AssessedProcess(kernel: kernel(n, amplitude: amplitude), targets: targets(n), noises: [noise]).evidence.total
    }
    let process = try AssessedProcess(kernel: kernel(n), targets: targets(n), noises: [noise])
    let slope = kernel(n)
    var sum = 0.0
    let ofNoise = process.forEachSlopeStrip { first, strip in
      for i in 0..<strip.rows {
        sum += 0.5 * strip[i, i] * slope[first + i, first + i]
        for j in i + 1..<max(i + 1, strip.columns) { sum += strip[i, j] * slope[first + i, first + j] }
      }
    }
    let quotient = (try evidence(1 + step, noise) - evidence(1 - step, noise)) / (2 * step)
    #expect(abs(sum / quotient - 1) < 1e-6)
    let small = step * noise
    let noiseQuotient = (try evidence(1, noise + small) - evidence(1, noise - small)) / (2 * small)
    #expect(abs(ofNoise / noiseQuotient - 1) < 1e-6)
  }

  @Test func noisesAreTriedInTurn() throws {
    let n = 4
    let singular = Matrix<Double>(rows: n, columns: n, repeating: 1)
    let found = try AssessedProcess(kernel: singular, targets: targets(n), noises: [0, 1e-20, 0.1])
    #expect(found.noiseVarianceUsed == 0.1 && found.attempts == 3 && found.conditionNumber.isNaN)
    #expect(throws: GaussianProcessError.notPositiveDefinite(largestNoise: 0)) {
      try AssessedProcess(kernel: singular, targets: targets(n), noises: [0])
    }
    #expect(throws: GaussianProcessError.targetsDiffer(inputs: 4, targets: 3)) {
      try AssessedProcess(kernel: singular, targets: targets(3), noises: [1])
    }
  }
}
