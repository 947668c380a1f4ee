import Foundation
import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct RandomlyPivotedCholeskyTests {
  private func approximation(
    _ kernel: Matrix<Double>, rank: Int, seed: UInt64 = 1
  ) throws -> RandomlyPivotedCholesky {
    var generator = SplitMix64(seed: seed)
    return try RandomlyPivotedCholesky(of: DenseOperator(kernel), rank: rank, using: &generator)
  }

  /// A − Fᵀ F: its trace is what is said, its rows of the pivots vanish and no eigenvalue is negative.
  @Test(arguments: [1, 7, 64, 65, 150]) func leavesWhatItSays(rank: Int) throws {
    let kernel = KernelExample.gaussian(300)
    let found = try approximation(kernel, rank: rank)
    #expect(found.factor.rows == rank && Set(found.pivots).count == rank)
    let rest = kernel.minus(found.factor.transposed.multiplied(by: found.factor))
    // Sums of up to 150 products of numbers that are at most 1, 300 of them in the trace.
    let rounding = 300 * 150 * Double.ulpOfOne
    #expect(abs(rest.diagonal.reduce(0, +) - found.traceError) <= rounding)
    for pivot in found.pivots { #expect(rest.row(pivot).allSatisfy { abs($0) <= rounding }) }
    #expect(try SymmetricEigendecomposition.eigenvalues(of: rest)[0] >= -rounding)
  }

  /// The bound of Chen et al. 2022 in the mean of 20 draws of a spectrum with a slow tail: no pivots of one draw are
  /// likely to be better, and the bound is that of the mean.
  @Test func theTraceErrorFallsAsTheBoundSays() throws {
    let n = 200
    let eigenvalues = (1...n).map { 1 / (Double($0) * Double($0)) }
    let kernel = try KernelExample.withEigenvalues(eigenvalues)
    let trace = eigenvalues.reduce(0, +)
    for k in [2, 5, 10] {
      let tail = eigenvalues[k...].reduce(0, +)
      for epsilon in [1.0, 0.5] {
        let rank = Int((Double(k) / epsilon + Double(k) * log(trace / (epsilon * tail))).rounded(.up))
        let errors = try (1...20).map { try approximation(kernel, rank: rank, seed: $0).traceError }
        #expect(errors.reduce(0, +) / 20 <= (1 + epsilon) * tail, "k = \(k), ε = \(epsilon), rank \(rank)")
        // No approximation of that rank leaves less than the eigenvalues beyond it.
        #expect(errors.allSatisfy { $0 >= eigenvalues[rank...].reduce(0, +) * (1 - 1e-10) })
      }
    }
  }

  /// Of three correlated inputs the first two pivots have a law that can be written down; candidates drawn together
  /// must have it too.
  @Test func pivotsHaveTheLawOfOneAfterTheOther() throws {
    let a = Matrix<Double>(rows: 3, columns: 3, elements: [4, 1.5, 0.5, 1.5, 2, 0.8, 0.5, 0.8, 1])
    var expected: [[Int]: Double] = [:]
    for i in 0..<3 {
      let rest = (0..<3).map { $0 == i ? 0 : a[$0, $0] - a[$0, i] * a[$0, i] / a[i, i] }
      for j in 0..<3 where j != i { expected[[i, j]] = a[i, i] / 7 * rest[j] / rest.reduce(0, +) }
    }
    let count = 20_000
    var found: [[Int]: Int] = [:]
    var generator = SplitMix64(seed: 11)
    for _ in 0..<count {
      found[try RandomlyPivotedCholesky(of: DenseOperator(a), rank: 2, using: &generator).pivots, default: 0] += 1
    }
    let deviation = expected.reduce(0.0) { sum, pair in
      let mean = Double(count) * pair.value
      return sum + (Double(found[pair.key] ?? 0) - mean) * (Double(found[pair.key] ?? 0) - mean) / mean
    }
    // χ² with five degrees of freedom is above 20.5 once in a thousand times.
    #expect(deviation < 20.5)
    // And is not what independent draws would give.
    let independent: Double = 8.0 / 21
    let first: Double = expected[[0, 1]] ?? 0
    #expect(abs(first - independent) > 0.02)
  }

  @Test func aMatrixOfLowRankEndsByItself() throws {
    let kernel = try KernelExample.withEigenvalues([5, 3, 1, 0.1] + [Double](repeating: 0, count: 96))
    let found = try approximation(kernel, rank: 50)
    // Rounding may leave a vector or two of its own size.
    #expect(found.pivots.count >= 4 && found.pivots.count <= 8 && found.traceError <= 1e-12)
    #expect(found.negativity == 0)
  }

  /// What pivots leave of a diagonal is negative somewhere, unless as much is allowed.
  @Test func anIndefiniteMatrixIsRefused() throws {
    let kernel = try KernelExample.withEigenvalues(
      [Double](repeating: 5, count: 10) + [-0.5] + [Double](repeating: 0, count: 89))
    var refusals = 0
    for seed in 1...5 as ClosedRange<UInt64> {
      do {
        _ = try approximation(kernel, rank: 50, seed: seed)
      } catch RandomlyPivotedCholesky.Obstacle.notPositiveSemidefinite(let row, let remainder) {
        #expect((0..<100).contains(row) && remainder < 0)
        refusals += 1
      }
    }
    #expect(refusals == 5)
    var generator = SplitMix64(seed: 1)
    let allowed = try RandomlyPivotedCholesky(
      of: DenseOperator(kernel), rank: 50, allowingNegative: 100, using: &generator)
    #expect(allowed.negativity > 0 && allowed.traceError >= 0)
  }

  @Test func equalInputsAreTakenOnce() throws {
    var kernel = Matrix<Double>(rows: 6, columns: 6, repeating: 2)
    for i in 3..<6 { for j in 0..<3 { (kernel[i, j], kernel[j, i]) = (0, 0) } }
    let found = try approximation(kernel, rank: 6)
    #expect(found.pivots.count == 2 && found.traceError == 0)
    #expect(Set(found.pivots.map { $0 / 3 }) == [0, 1])
  }

  @Test func bitsDoNotDependOnThreads() throws {
    let kernel = KernelExample.gaussian(1100)
    let found = try [1, 2, 3].map { threads in
      try Device(threads: threads).run { try approximation(kernel, rank: 90, seed: 8) }
    }
    #expect(found[0].factor == found[1].factor && found[0].pivots == found[1].pivots)
    #expect(found[0].factor == found[2].factor && found[0].traceError == found[2].traceError)
  }

  @Test func whatIsNoKernelIsRefused() throws {
    var kernel = KernelExample.gaussian(5)
    kernel[2, 2] = .nan
    #expect(throws: RandomlyPivotedCholesky.Obstacle.notFinite(row: 2)) { try approximation(kernel, rank: 2) }
    kernel[2, 2] = -1
    #expect(throws: RandomlyPivotedCholesky.Obstacle.diagonalNotPositive(row: 2, entry: -1)) {
      try approximation(kernel, rank: 2)
    }
    #expect(throws: RandomlyPivotedCholesky.Obstacle.diagonalNotPositive(row: 0, entry: 0)) {
      try approximation(Matrix(rows: 3, columns: 3), rank: 2)
    }
    kernel = KernelExample.gaussian(5)
    for j in 0..<5 where j != 3 { (kernel[3, j], kernel[j, 3]) = (.infinity, .infinity) }
    #expect(throws: RandomlyPivotedCholesky.Obstacle.self) { try approximation(kernel, rank: 5) }
  }

  /// An input of zeros, where no layer has a bias, has a kernel of zeros.
  @Test func aRowOfZerosIsNoPivot() throws {
    var kernel = KernelExample.gaussian(40)
    for j in 0..<40 { (kernel[7, j], kernel[j, 7]) = (0, 0) }
    #expect(!(try approximation(kernel, rank: 30).pivots.contains(7)))
  }
}
