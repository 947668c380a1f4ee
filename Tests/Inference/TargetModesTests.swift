import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite("What is learnt first") struct TargetModesTests {
  @Test("targets in one mode have its time alone, log 100/λ", arguments: [0, 1, 2])
  func oneMode(mode: Int) throws {
    var squares = [0.0, 0, 0]
    squares[mode] = 7
    let modes = try #require(TargetModes(eigenvalues: [4, 1, 0.5], squares: squares))
    let expected = log(100.0) / [4, 1, 0.5][mode]
    // A bisection down to neighbouring numbers, of a residual with some ulp of 1/100.
    #expect(abs(modes.timeToFit(0.01) - expected) < 1e-14 * expected)
    #expect(modes.leadingShare(mode) == 0 && modes.leadingShare(mode + 1) == 1 && modes.leadingShare(9) == 1)
  }

  @Test("the residual is the root of the sum over modes, and the time is where it is 1 %")
  func mixture() throws {
    let modes = try #require(TargetModes(eigenvalues: [10, 2], squares: [3, 1]))
    #expect(modes.shares == [0.75, 0.25])
    let residual = (0.75 * exp(-20 * 0.3) + 0.25 * exp(-4 * 0.3)).squareRoot()
    #expect(abs(modes.residual(at: 0.3) - residual) < 1e-15)
    #expect(modes.residual(at: 0) == 1)
    #expect(abs(modes.residual(at: modes.timeToFit(0.01)) - 0.01) < 1e-15)
  }

  @Test("null modes are never learnt: they count once they hold more than the residual may")
  func nullModes() throws {
    let small = try #require(TargetModes(eigenvalues: [1, 0], squares: [1, 1e-5]))
    #expect(small.timeToFit(0.01).isFinite)
    let large = try #require(TargetModes(eigenvalues: [1, -1e-20], squares: [1, 1e-3]))
    #expect(large.timeToFit(0.01) == .infinity)
    #expect(abs(large.residual(at: .infinity) - (1e-3 / 1.001).squareRoot()) < 1e-15)
  }

  @Test("targets that are 0 have no modes") func zero() {
    #expect(TargetModes(eigenvalues: [2, 1], squares: [0, 0]) == nil)
  }

  /// 1 1ᵀ a + b I: the mean of the targets is the first mode's.
  @Test("of a kernel: the mode of the mean") func ofAKernel() throws {
    var kernel = Matrix<Double>(rows: 4, columns: 4, repeating: 3)
    for i in 0..<4 { kernel[i, i] = 5 }
    let targets = Matrix<Double>(rows: 4, columns: 1, elements: [2, 2, 2, 6])
    let modes = try #require(try GradientFlow(kernel: kernel, targets: targets).targetModes)
    // |mean|² = 4 · 9 of 48.
    #expect(abs(modes.shares[0] - 0.75) < 1e-14)
    #expect(abs(modes.eigenvalues[0] - 14) < 1e-13 && abs(modes.eigenvalues[3] - 2) < 1e-13)
  }

  @Test("left-out means are those of kernel regression without the input") func leaveOneOut() throws {
    var random = SplitMix64(seed: 3)
    let x = random.normalMatrix(rows: 6, columns: 9)
    let (kernel, targets) = (x.multiplied(byTransposeOf: x), random.normalMatrix(rows: 6, columns: 2))
    let left = try #require(try GradientFlow(kernel: kernel, targets: targets).leaveOneOut(targets: targets))
    for i in 0..<6 {
      let others = (0..<6).filter { $0 != i }
      func part(_ rows: [Int], _ matrix: Matrix<Double>, _ columns: [Int]) -> Matrix<Double> {
        Matrix(rows: rows.count, columns: columns.count, elements: rows.flatMap { r in columns.map { matrix[r, $0] } })
      }
      let predictor = try MeanPredictor(kernel: part(others, kernel, others))
      let mean = predictor.predictions(
        crossKernel: part([i], kernel, others), weights: try predictor.weights(targets: part(others, targets, [0, 1])))
      // κ is some 100.
      for j in 0..<2 { #expect(abs(mean[0, j] - left.means[i, j]) < 1e-11) }
    }
  }

  @Test("of a singular kernel and of one input there are none") func noLeftOut() throws {
    let ones = Matrix<Double>(rows: 2, columns: 2, repeating: 1)
    let targets = Matrix<Double>(rows: 2, columns: 1, elements: [1, -1])
    #expect(try GradientFlow(kernel: ones, targets: targets).leaveOneOut(targets: targets) == nil)
    let (one, target) = (Matrix<Double>(rows: 1, columns: 1, elements: [2]), Matrix<Double>(rows: 1, columns: 1))
    #expect(try GradientFlow(kernel: one, targets: target).leaveOneOut(targets: target) == nil)
  }
}
