import Foundation
import Nonlinearities
import Testing

@Suite("The tabulated Hermite coefficients of tanh") struct HermiteTableTests {
  /// T(q, c) and Ṫ(q, c) by nested quadrature, which knows nothing of Hermite series, at variances inside, at the
  /// borders and outside of the table's octaves. As a mean of squares the quadrature's ρ is good to 1e-15/√ε relative
  /// (`QuadratureDual`); 1e-12 is that at ε = 1e-6 with room for the 64 ulp of the series.
  @Test(arguments: [
    0.004, 0.0156, 0.015625, 0.3, 0.4999, 0.99999, 1, 1.7, 2, 3.14159, 6.9, 12.9, 15.99, 16, 31.5, 50, 63.9,
  ])
  func agreesWithQuadrature(variance: Double) throws {
    let separations = [1e-6, 0.01, 0.4, 1, 1.6, 1.99]
    let columns = separations.map { _ in variance }
    let series = try Nonlinearity.tanh.dualMap(rowVariances: [variance], columnVariances: columns)
    // Series reach q = 64, and where they end nested quadrature takes their place.
    #expect(!(series is QuadratureDual))
    let quadrature = QuadratureDual(.tanh, rowVariances: [variance], columnVariances: columns)
    func map(_ dual: any DualMap) -> (rho: [Double], slopes: [Double]) {
      var (values, slopes) = (separations, separations)
      values.withUnsafeMutableBufferPointer { values in
        slopes.withUnsafeMutableBufferPointer { slopes in
          if let base = values.baseAddress {
            dual.map(row: 0, columns: 0..<separations.count, separations: base, derivatives: slopes.baseAddress)
          }
        }
      }
      return (values, slopes)
    }
    let (own, other) = (map(series), map(quadrature))
    for k in separations.indices {
      #expect(abs(own.rho[k] - other.rho[k]) <= 1e-12 * other.rho[k], "ε = \(separations[k])")
      #expect(abs(own.slopes[k] - other.slopes[k]) <= 1e-12, "ε = \(separations[k])")
    }
  }
}
