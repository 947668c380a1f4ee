import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite("Gaussian process") struct GaussianProcessTests {
  /// K = [[2, 1], [1, 2]], t = (1, −1), K(x*, D) = (1, ½), K(x*, x*) = 1, σ_ε² = 1: K + I = [[3, 1], [1, 3]] with
  /// inverse [[3, −1], [−1, 3]]/8, so mean = (1, ½)·(4, −4)/8 = ¼ and variance = 1 − (3 − 1 + ¾)/8 = 21/32.
  @Test("two inputs by hand")
  func byHand() throws {
    let process = try GaussianProcess(
      trainingKernel: Matrix(rows: 2, columns: 2, elements: [2, 1, 1, 2]),
      targets: Matrix(rows: 2, columns: 1, elements: [1, -1]), noise: .absolute(first: 1))
    let cross = Matrix<Double>(rows: 1, columns: 2, elements: [1, 0.5])
    // A handful of roundings of numbers below 1.
    #expect(abs(process.mean(crossKernel: cross)[0, 0] - 0.25) < 4 * .ulpOfOne)
    #expect(abs(process.variance(crossKernel: cross, testVariances: [1])[0] - 21.0 / 32) < 4 * .ulpOfOne)
    #expect(process.noiseVarianceUsed == 1 && process.attempts == 1)
  }

  /// exp(−(x − y)²/2) of points in the plane.
  private func squaredExponential(_ x: [(Double, Double)], _ y: [(Double, Double)]) -> Matrix<Double> {
    var k = Matrix<Double>(rows: x.count, columns: y.count)
    for (i, a) in x.enumerated() {
      for (j, b) in y.enumerated() {
        k[i, j] = exp(-0.5 * ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)))
      }
    }
    return k
  }

  private func points(_ count: Int, seed: UInt64) -> [(Double, Double)] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in (3 * random.normal(), 3 * random.normal()) }
  }

  #if arch(x86_64)
    @Test("elimination with 64-bit mantissas", arguments: [3, 20, 60], [1e-2, 1e-6])
    func againstElimination(n: Int, noise: Double) throws {
      let (x, y) = (points(n, seed: 1), points(5, seed: 2))
      let (k, cross) = (squaredExponential(x, x), squaredExponential(y, x))
      var random = SplitMix64(seed: 3)
      let targets = Matrix<Double>(rows: n, columns: 2, elements: (0..<2 * n).map { _ in random.normal() })
      let process = try GaussianProcess(trainingKernel: k, targets: targets, noise: .absolute(first: noise))
      let (mean, variance) = (
        process.mean(crossKernel: cross), process.variance(crossKernel: cross, testVariances: [1, 1, 1, 1, 1])
      )
      // Backward error n ε ‖A‖ ‖A⁻¹‖ ≤ n² ε / noise, times |k*| |t| ≤ n each.
      let bound = Double(n * n * n) * .ulpOfOne / noise
      for m in 0..<5 {
        var sides = (0..<2).map { c in (0..<n).map { Float80(targets[$0, c]) } }
        sides.append((0..<n).map { Float80(cross[m, $0]) })
        let solved = Elimination.solve(
          (0..<n).map { i in (0..<n).map { Float80(k[i, $0]) + (i == $0 ? Float80(noise) : 0) } }, sides)
        func dot(_ v: [Float80]) -> Double { Double((0..<n).reduce(0) { $0 + Float80(cross[m, $1]) * v[$1] }) }
        for c in 0..<2 { #expect(abs(mean[m, c] - dot(solved[c])) <= bound) }
        #expect(abs(variance[m] - (1 - dot(solved[2]))) <= bound)
      }
    }
  #endif

  @Test("variances lie between 0 and the prior's, and targets are interpolated", arguments: [5, 40])
  func variancesAndInterpolation(n: Int) throws {
    let x = (0..<n).map { (2.0 * Double($0), 0.0) }
    let k = squaredExponential(x, x)
    let targets = Matrix<Double>(rows: n, columns: 1, elements: (0..<n).map { Double($0 % 5) })
    let process = try GaussianProcess(trainingKernel: k, targets: targets, noise: .absolute(first: 1e-10))
    #expect(process.attempts == 1)
    let mean = process.mean(crossKernel: k)
    // Points two length scales apart: condition number below 2, so the noise moves a target of size 4 by some 4e-10.
    for i in 0..<n { #expect(abs(mean[i, 0] - targets[i, 0]) < 1e-8) }
    let test = points(30, seed: 5) + x
    let variances = process.variance(
      crossKernel: squaredExponential(test, x), testVariances: Array(repeating: 1, count: test.count))
    for variance in variances { #expect(variance >= 0 && variance <= 1) }
    // At a training input only the noise is left.
    for variance in variances.suffix(n) { #expect(variance < 1e-9) }
  }

  @Test("a singular kernel climbs the ladder and says so")
  func ladder() throws {
    let n = 30
    // Rank 1 with an eigenvalue of −5e-4 besides: noise 1e-10 … 1e-4 fails, 1e-3 succeeds.
    var k = Matrix<Double>(rows: n, columns: n, repeating: 1)
    for i in 0..<n { k[i, i] -= 5e-4 }
    let targets = Matrix<Double>(rows: n, columns: 1, repeating: 1)
    let process = try GaussianProcess(trainingKernel: k, targets: targets, noise: .absolute(first: 1e-10))
    #expect(process.attempts == 8)
    #expect(abs(process.noiseVarianceUsed - 1e-3) < 1e-15)
    let fromZero = try GaussianProcess(trainingKernel: k, targets: targets, noise: .absolute(first: 0))
    #expect(fromZero.attempts == 9 && abs(fromZero.noiseVarianceUsed - 1e-3) < 1e-15)
  }

  @Test("an indefinite kernel ends in an error that names the largest noise")
  func indefinite() {
    let k = Matrix<Double>(rows: 2, columns: 2, elements: [1, 3, 3, 1])
    let error = #expect(throws: GaussianProcessError.self) {
      try GaussianProcess(
        trainingKernel: k, targets: Matrix(rows: 2, columns: 1), noise: .absolute(first: 1e-10))
    }
    guard case .notPositiveDefinite(let noise) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(abs(noise - 0.1) < 1e-12)
  }

  @Test("targets of another number and noise that is no variance are refused")
  func refusals() {
    let k = Matrix<Double>(rows: 1, columns: 1, elements: [1])
    #expect(throws: GaussianProcessError.targetsDiffer(inputs: 1, targets: 2)) {
      try GaussianProcess(
        trainingKernel: k, targets: Matrix(rows: 2, columns: 1), noise: .absolute(first: 1e-10))
    }
    for noise in [-1e-3, .infinity] {
      #expect(throws: GaussianProcessError.noiseVariance(noise)) {
        try GaussianProcess(trainingKernel: k, targets: Matrix(rows: 1, columns: 1), noise: .absolute(first: noise))
      }
    }
  }
}
