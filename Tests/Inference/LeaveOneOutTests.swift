import Foundation
import Inference
import LinearAlgebra
import Testing

@Suite struct LeaveOneOutTests {
  /// By the posterior of n − 1 inputs in closed form: mean b Σ_{j≠i} t/(a + (n − 1) b), variance
  /// a + b − b² (n − 1)/(a + (n − 1) b).
  @Test(arguments: [1, 2, 40, 300], [1.0, 0.25, 16]) func compoundSymmetryHasAClosedForm(n: Int, scale: Double) throws {
    let example = EvidenceExample(inputs: n, outputs: 2)
    let (a, b, others) = (example.a, example.b, Double(n - 1))
    let variance = a + b - b * b * others / (a + others * b)
    // n ε κ of numbers of order one, κ = 1 + 1.5 n.
    let bound = 16 * Double(n) * (1 + 1.5 * Double(n)) * .ulpOfOne
    for solver in try example.solvers(scale: scale) {
      let found = LeaveOneOut(
        targets: example.targets, weights: example.weights(solver), solver: solver, scale: scale)
      #expect(found.variances.allSatisfy { abs($0 - variance) <= bound })
      var squares = 0.0
      for c in 0..<2 {
        var probability = 0.0
        for i in 0..<n {
          let mean = b * example.sum(c, without: i) / (a + others * b)
          let error = example.targets[i, c] - mean
          #expect(abs(found.means[i, c] - mean) <= bound * (1 + abs(mean) + abs(error)))
          squares += error * error
          probability -= 0.5 * (log(2 * .pi * variance) + error * error / variance)
        }
        #expect(abs(found.logPredictiveProbabilities[c] - probability) <= 8 * Double(n) * bound)
      }
      #expect(abs(found.meanSquaredError - squares / Double(2 * n)) <= 8 * bound)
      #expect(found.logPredictiveProbability == found.logPredictiveProbabilities.reduce(0, +))
    }
  }

  /// By n posteriors of n − 1 inputs, with a kernel that has no symmetry.
  @Test func isThePosteriorWithoutTheInput() throws {
    let n = 12
    func kernel(_ i: Int, _ j: Int) -> Double {
      let difference = sin(Double(i)) - sin(Double(j))
      return exp(-difference * difference)
    }
    func matrix(_ rows: [Int], _ columns: [Int]) -> Matrix<Double> {
      Matrix(rows: rows.count, columns: columns.count, elements: rows.flatMap { i in columns.map { kernel(i, $0) } })
    }
    let targets = Matrix(rows: n, columns: 2, elements: (0..<2 * n).map { cos(Double($0)) })
    let noise = 0.01
    let all = Array(0..<n)
    let factor = try CholeskyFactor.factor(matrix(all, all), shifts: [noise]).factor
    var weights = targets.transposed
    factor.solve(&weights)
    let found = LeaveOneOut(targets: targets, weights: weights, solver: factor)
    for i in 0..<n {
      let others = all.filter { $0 != i }
      let process = try GaussianProcess(
        trainingKernel: matrix(others, others),
        targets: Matrix(rows: n - 1, columns: 2, elements: others.flatMap { [targets[$0, 0], targets[$0, 1]] }),
        noise: .given(noise))
      let cross = matrix([i], others)
      let mean = process.mean(crossKernel: cross)
      let variance = process.variance(crossKernel: cross, testVariances: [1])[0] + noise
      // κ ≤ n/σ² = 1200, times n ε and some.
      for c in 0..<2 { #expect(abs(found.means[i, c] - mean[0, c]) <= 1e-10) }
      #expect(abs(found.variances[i] - variance) <= 1e-10)
    }
  }

  @Test func accuracyIsOfTheLargestMean() {
    let means = LeaveOneOut(
      targets: Matrix(rows: 3, columns: 2, elements: [1, 0, 1, 0, 0, 1]),
      weights: Matrix(rows: 2, columns: 3, elements: [0, 2, 0, 0, -2, 0]), inverseDiagonal: [1, 2, 1])
    // The second input's mean is (0, 1).
    #expect(means.means.elements == [1, 0, 0, 1, 0, 1])
    #expect(means.accuracy(classes: [0, 0, 1]) == 2.0 / 3)
  }
}
