import Glibc
import Nonlinearities
import Testing

@Suite("One erf layer on covariances") struct ErfCovarianceMapTests {
  private static let (weight, bias) = (1.7, 0.18)

  /// k′ and Θ′ of one row of correlations, all inputs of variance q.
  private func row(_ correlations: [Double], variance q: Double) -> (kernels: [Double], tangents: [Double]) {
    let map = ErfCovarianceMap(
      rowVariances: [q], columnVariances: Array(repeating: q, count: correlations.count), weightVariance: Self.weight,
      biasVariance: Self.bias)
    let padding = Array(repeating: 0.0, count: (32 - correlations.count % 32) % 32)
    var kernels = correlations.map { $0 * q } + padding
    var tangents = Array(repeating: 1.0, count: kernels.count)
    kernels.withUnsafeMutableBufferPointer { kernels in
      tangents.withUnsafeMutableBufferPointer { tangents in
        guard let kernels = kernels.baseAddress, let tangents = tangents.baseAddress else { return }
        map.apply(row: 0, kernels: kernels, tangents: tangents)
      }
    }
    return (Array(kernels.prefix(correlations.count)), Array(tangents.prefix(correlations.count)))
  }

  private func expected(_ c: Double, variance q: Double) -> (kernel: Double, slope: Double) {
    let (scale, w) = (2 / (1 + 2 * q), 2 / Double.pi * Self.weight)
    let x = scale * c * q
    return (w * asin(x) + Self.bias, w * scale / ((1 - x) * (1 + x)).squareRoot())
  }

  /// The promised bounds, for rows that ask for every length of the polynomials and for none of them.
  @Test("is within 8 and 32 ulp of the closed form", arguments: [0.05, 0.2, 0.5, 1, 2, 4, 20])
  func agreesWithTheClosedForm(q: Double) {
    for largest in stride(from: 0.02, through: 1, by: 0.02) {
      let correlations = (0..<71).map { largest * (2 * Double($0) / 70 - 1) }
      let (kernels, tangents) = row(correlations, variance: q)
      let diagonal = expected(1, variance: q).kernel
      for (j, c) in correlations.enumerated() {
        let (kernel, slope) = expected(c, variance: q)
        let sine = 2 * q * c / (1 + 2 * q)
        // Beyond x² = 0.8 the rounding of 1 − x² weighs on Ṫ.
        let allowed = sine * sine > 0.8 ? 32 + 2 / (1 - sine * sine) : 32
        #expect(abs(kernels[j] - kernel) <= 8 * diagonal.ulp, "q \(q), c \(c)")
        #expect(abs(tangents[j] - kernels[j] - slope) <= allowed * slope.ulp + kernel.ulp, "q \(q), c \(c)")
      }
    }
  }

  @Test func notANumberStaysInItsPlace() {
    let correlations = (0..<64).map { $0 == 13 ? .nan : 0.01 * Double($0) }
    let (kernels, tangents) = row(correlations, variance: 1)
    for j in correlations.indices {
      #expect(kernels[j].isNaN == (j == 13) && tangents[j].isNaN == (j == 13), "\(j)")
    }
    // Only such a row: no polynomials hold for it.
    let nothing = row(Array(repeating: .nan, count: 32), variance: 1).kernels
    #expect(nothing.count { $0.isNaN } == 32)
  }
}
