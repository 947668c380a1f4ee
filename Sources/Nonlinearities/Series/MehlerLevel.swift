import CElementary
import Glibc
import LinearAlgebra

/// At how many terms of each parity a Mehler series is cut.
///
/// A pair's sum begins at one of a few lengths, so that eight pairs in step need few changes on the way; it is the
/// shortest one beyond which either cⁿ is below 1e-17 or the coefficients of the larger variance are.
enum MehlerLevel {
  static let counts = [16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048]
  /// The largest |c| of each: c^{2 count} = 1e-17.
  static let cosines = counts.map { exp(log(1e-17) / Double(2 * $0)) }
  /// No length is enough.
  static let none = counts.count
  /// Those that `MehlerTable` knows of tanh.
  static let tanhCount = 10
  /// No coefficients are known.
  static let unknown = 100

  /// The shortest that has `needed` terms.
  static func of(terms needed: Double) -> Int { counts.firstIndex { Double($0) >= needed } ?? none }

  /// By cⁿ, of |c|.
  @inline(__always)
  static func of(cosines c: Lanes, _ bounds: UnsafePointer<Double>) -> Lanes {
    var level = Lanes.zero
    for k in 0..<none { level += elementary_choose_lanes(c, bounds[k], 1, 0) }
    return level
  }
}
