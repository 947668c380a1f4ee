import Foundation
import Nonlinearities

/// ρ and Ṫ of pairs of inputs with variances q₁ and q₂.
func applyDual(_ nonlinearity: Nonlinearity, _ q1: Double, _ q2: Double, _ separations: [Double]) throws
  -> (separations: [Double], derivatives: [Double])
{
  let columns = Array(repeating: q2, count: separations.count)
  return applyDual(try nonlinearity.dualMap(rowVariances: [q1], columnVariances: columns), separations)
}

/// ρ and Ṫ of the first row of a map with one column a separation.
func applyDual(_ map: any DualMap, _ separations: [Double]) -> (separations: [Double], derivatives: [Double]) {
  var (mapped, derivatives) = (separations, Array(repeating: Double.nan, count: separations.count))
  mapped.withUnsafeMutableBufferPointer { s in
    derivatives.withUnsafeMutableBufferPointer { d in
      if let s = s.baseAddress, let d = d.baseAddress {
        map.map(row: 0, columns: 0..<separations.count, separations: s, derivatives: d)
      }
    }
  }
  return (mapped, derivatives)
}

/// Golden values made by `Golden/make_golden.py`.
struct GoldenPairs: Decodable {
  let nonlinearity: String
  let variances: [Double]
  /// [separation, T₁₂, ρ, Ṫ]
  let pairs: [[Double]]

  static func load(_ nonlinearity: Nonlinearity) throws -> [GoldenPairs] {
    try load(named: nonlinearity.name, file: "duals")
  }

  static func load(named name: String, file: String) throws -> [GoldenPairs] {
    guard let url = Bundle.module.url(forResource: file, withExtension: "json", subdirectory: "Golden") else {
      throw CocoaError(.fileNoSuchFile)
    }
    let all = try JSONDecoder().decode([GoldenPairs].self, from: Data(contentsOf: url))
    return all.filter { $0.nonlinearity == name }
  }
}
