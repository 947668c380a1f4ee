import Foundation
import LinearAlgebra

/// How probable it is, under a posterior, that an output is the largest of all.
///
/// *Definition.* For independent outputs f_c ~ N(m_c, s²), as a Gaussian process has them at one input,
///
///     P_c = P(f_c > f_j for all j ≠ c) = ∫ φ(z) ∏_{j ≠ c} Φ(z + (m_c − m_j)/s) dz,      Σ_c P_c = 1
///
/// It says how sure the posterior is of its largest output. It is no softmax, and nothing calibrated it: targets of
/// classes are taken for real numbers with Gaussian errors, which they are not.
public enum LargestOutput {
  /// The trapezoidal rule converges faster than any power of its step for what is analytic and falls off like φ. The
  /// largest of many outputs is spread by s/√(2 log K) and no more; with these steps the error is below 1e-13 of P.
  private static func step(_ count: Int) -> Double { min(0.25, 0.4 / (2 * log(Double(max(2, count)))).squareRoot()) }
  /// φ is below 1e-16 of its peak beyond.
  private static let reach = 9.0
  /// Φ is 1 to rounding from there on, and what is the other's share below 1e-20 of it.
  private static let far = 2 * reach

  /// - Parameters:
  ///   - means: m, at least one.
  ///   - variance: s²; 0 gives the largest means equal shares of 1.
  /// - Returns: P, one for each output; NaN where a mean or the variance is.
  /// - Complexity: some 100 values of Φ for each pair of outputs less than 18 s apart.
  public static func probabilities(_ means: some Collection<Double>, variance: Double) -> [Double] {
    let means = Array(means)
    let largest = means.max() ?? 0
    guard variance.isFinite, means.allSatisfy(\.isFinite) else { return means.map { _ in .nan } }
    guard variance > 0 else {
      let count = Double(means.count { $0 == largest })
      return means.map { $0 == largest ? 1 / count : 0 }
    }
    let deviation = variance.squareRoot()
    return means.indices.map { c in
      guard (largest - means[c]) / deviation < far else { return 0 }
      let distances = means.indices.filter { $0 != c }.map { (means[c] - means[$0]) / deviation }.filter { $0 < far }
      return integral(step(means.count)) { z in distances.reduce(density(z)) { $0 * cumulative(z + $1) } }
    }
  }

  /// P of every row of `means`, [m, k].
  /// - Complexity: as for one input, m times.
  public static func probabilities(_ means: Matrix<Double>, variances: [Double]) -> Matrix<Double> {
    precondition(variances.count == means.rows, "an input has a variance")
    return Matrix(
      rows: means.rows, columns: means.columns,
      elements: variances.indices.flatMap { probabilities(means.row($0), variance: variances[$0]) })
  }

  private static func integral(_ step: Double, _ function: (Double) -> Double) -> Double {
    let last = Int(reach / step)
    return step * (-last...last).reduce(0) { $0 + function(Double($1) * step) }
  }

  private static func density(_ z: Double) -> Double { exp(-0.5 * z * z) / (2 * Double.pi).squareRoot() }

  private static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }
}
