import Glibc
import Synchronization

/// T(q) = E[tanh²(√q z)] and Ṫ(q) = E[sech⁴(√q z)] for any q, interpolated from a table that is made once in a process.
///
/// A network on inputs of different norms asks for them once an input and layer, and quadrature takes 20 µs each. As
/// functions of log q both are analytic while its imaginary part is below π; on half an octave, 0.17 to either side, 12
/// Chebyshev points err by 1e-17 (`HermiteTable` has the argument). What is tabulated is T/q where q is small and T
/// itself elsewhere.
///
/// Cells are filled when they are first met. What a q gives depends on q alone.
struct TanhMoments: Sendable {
  private static let filled = Mutex<[Int: TanhMoments]>([:])
  private static let basis = ChebyshevBasis(count: 12)

  private let second: [Double]
  private let derivative: [Double]

  /// - Complexity: some 100 ns; the first of a cell 0.5 ms.
  static func at(_ variance: Double) -> (second: Double, derivative: Double) {
    // Below, tanh is its tangent to the last digit.
    guard variance > 0x1p-60 else { return (variance, 1) }
    guard variance < .infinity else { return (1, 0) }
    let interval = HalfOctave(of: variance)
    let table = filled.withLock { filled in
      if let table = filled[interval.number] { return table }
      let table = TanhMoments(interval)
      filled[interval.number] = table
      return table
    }
    let weights = basis.weights(at: interval.place)
    var (second, derivative) = (0.0, 0.0)
    for k in weights.indices {
      second += weights[k] * table.second[k]
      derivative += weights[k] * table.derivative[k]
    }
    return (variance < 1 ? second * variance : second, derivative)
  }

  private init(_ interval: HalfOctave) {
    let expectation = GaussianExpectation(.tanh)
    let variances = Self.basis.points.map(interval.variance)
    second = variances.map { expectation.secondMoment(variance: $0) / (interval.number < 0 ? $0 : 1) }
    derivative = variances.map { expectation.derivativeSecondMoment(variance: $0) }
  }
}
