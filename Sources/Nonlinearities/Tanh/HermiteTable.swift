import Glibc
import Synchronization

/// The Hermite coefficients of tanh(√q z) for any q, interpolated from a table that is made once in a process.
///
/// A network of depth L meets L variances, and a grid of hyper-parameters a hundred thousand; by quadrature each costs
/// milliseconds. Like T(q, c) itself the coefficients know nothing of σ_w and σ_b: they are smooth functions of log q,
/// analytic while the imaginary part of log q is below π (tanh(√q z) keeps its poles off the path of integration). On
/// an octave of q, half of which is 0.35 wide in log q, interpolation at m Chebyshev points errs like (2π/0.35)^−m:
/// 1e-17 with 14 points.
///
/// Octaves are filled when they are first met. What a q gives depends on q alone.
struct HermiteTable: Sendable {
  /// From 1/64, below which quadrature is short, to 64.
  private static let octaves = -6..<6
  private static let basis = ChebyshevBasis(count: 14)
  private static let filled = Mutex<[Int: HermiteTable]>([:])

  /// aₙ and bₙ at the Chebyshev points of the octave.
  private let a: [[Double]]
  private let b: [[Double]]

  /// - Returns: nil outside the table.
  /// - Complexity: 14 multiply-adds a coefficient; the first of an octave from 1 ms at q = 1 to some 0.2 s beyond q =
  ///   32.
  static func coefficients(variance: Double) -> (a: [Double], b: [Double])? {
    guard variance > 0, variance.isFinite, octaves.contains(Int(variance.exponent)) else { return nil }
    let octave = Int(variance.exponent)
    let table = filled.withLock { filled in
      if let table = filled[octave] { return table }
      let table = HermiteTable(octave: octave)
      filled[octave] = table
      return table
    }
    let weights = basis.weights(at: 2 * log2(variance.significand) - 1)
    return (combine(table.a, weights), combine(table.b, weights))
  }

  private init(octave: Int) {
    // The largest variance has the longest series: 300 q terms with those of φ′, a few more where q is small, and an
    // eighth of them all that must not matter.
    let length = max(64, 2 * Int(176 * exp2(Double(octave + 1))) + 16)
    let values = Self.basis.points.map { t in
      HermiteSeries.coefficients(.tanh, variance: exp2(Double(octave) + 0.5 * (t + 1)), count: length)
    }
    (a, b) = (values.map(\.a), values.map(\.b))
  }

  private static func combine(_ values: [[Double]], _ weights: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: values.first?.count ?? 0)
    result.withUnsafeMutableBufferPointer { result in
      for (row, weight) in zip(values, weights) {
        row.withUnsafeBufferPointer { row in
          for n in result.indices { result[n] += weight * row[n] }
        }
      }
    }
    return result
  }
}
