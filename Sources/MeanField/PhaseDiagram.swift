import LinearAlgebra
import Nonlinearities
import Platform
import Synchronization

/// The mean-field theory at every point of a grid of σ_w² and σ_b²: q*, c*, χ₁ and all depth scales (Poole et al. 2016,
/// Figure 2; Schoenholz et al. 2017, Figure 1; Xiao et al. 2020, Section 2).
///
/// Nonlinearities without closed forms share one table of their duals (see `TabulatedDuals`), whose error of 1e-12
/// takes the place of rounding in the accuracy of fixed points.
///
/// - Complexity: 4 µs a point and core in closed form, 50 µs for tanh with q* up to 6 after 0.1 to 1 s for the table;
///   about 1 ms beyond, to q* = 64, after up to 1 s for the Hermite series.
public struct PhaseDiagram: Sendable {
  public let weightVariances: [Double]
  public let biasVariances: [Double]
  /// [σ_b², σ_w²], row after row.
  public let theories: [MeanFieldTheory]

  /// - Throws: `MeanFieldFailure` for an empty grid or invalid parameters, `NonlinearityFailure` if the moments of φ do
  ///   not exist.
  public init(
    _ nonlinearity: Nonlinearity, weightVariances: [Double], biasVariances: [Double], keepProbability: Double = 1,
    threads: Int = Device.current.threads
  ) throws {
    guard let largestWeight = weightVariances.max(), let largestBias = biasVariances.max() else {
      throw MeanFieldFailure.emptyGrid
    }
    (self.weightVariances, self.biasVariances) = (weightVariances, biasVariances)
    let corner = try MeanFieldTheory(
      nonlinearity: nonlinearity, weightVariance: largestWeight, biasVariance: largestBias,
      keepProbability: keepProbability)
    // q* grows with both variances; 2 because the search begins at 1.
    let largest = max(2, 1.01 * (corner.fixedVariance.value ?? 0))
    let duals: any VarianceDuals =
      try TabulatedDuals(nonlinearity, largestVariance: largest, threads: threads)
      ?? ExactDuals(nonlinearity: nonlinearity)
    let rows = Mutex<[[MeanFieldTheory]]>(Array(repeating: [], count: biasVariances.count))
    try Parallel.forEach(count: biasVariances.count, threads: threads) { index in
      let row = try weightVariances.map { weightVariance in
        try MeanFieldTheory(
          duals: duals, nonlinearity: nonlinearity, weightVariance: weightVariance,
          biasVariance: biasVariances[index], keepProbability: keepProbability)
      }
      rows.withLock { $0[index] = row }
    }
    theories = rows.withLock { Array($0.joined()) }
  }

  /// The theory at `weightVariances[weight]` and `biasVariances[bias]`.
  public subscript(weight weight: Int, bias bias: Int) -> MeanFieldTheory {
    theories[bias * weightVariances.count + weight]
  }
}
