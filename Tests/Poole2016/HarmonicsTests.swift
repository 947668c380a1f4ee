import Foundation
import LinearAlgebra
import Poole2016
import Testing

@Suite("Waves on the points of a curve")
struct HarmonicsTests {
  private static let (points, frequencies) = (64, 3...9)
  private static let harmonics = Harmonics(frequencies: frequencies, points: points)

  /// Rows of waves: sines where `isSine`, at a frequency.
  private static func wave(_ k: Int, isSine: Bool) -> [Double] {
    Array(harmonics.waves.row(2 * (k - frequencies.lowerBound) + (isSine ? 0 : 1)))
  }

  private static func errors(of functions: [[Double]]) throws -> [Double] {
    try harmonics.angularErrors(
      of: Matrix(rows: functions.count, columns: points, elements: functions.flatMap(\.self)))
  }

  @Test func wavesAreOrthonormal() {
    let products = Self.harmonics.waves.multiplied(byTransposeOf: Self.harmonics.waves)
    for i in 0..<products.rows {
      for j in 0..<products.rows { #expect((products[i, j] - (i == j ? 1 : 0)).magnitude < 1e-14) }
    }
    #expect((Self.wave(4, isSine: true)[5] - sin(2 * .pi * 20 / 64) / 32.0.squareRoot()).magnitude < 1e-15)
  }

  /// Of sine and cosine of one frequency, scaled and mixed, that frequency has no error and all others have 1.
  @Test func aFrequencyThatIsSpannedHasNoError() throws {
    let (sine, cosine) = (Self.wave(5, isSine: true), Self.wave(5, isSine: false))
    let found = try Self.errors(of: [sine.map { 7 * $0 }, zip(sine, cosine).map { $0 + 0.1 * $1 }])
    for (k, error) in zip(Self.frequencies, found) { #expect((error - (k == 5 ? 0 : 1)).magnitude < 1e-13, "\(k)") }
  }

  /// Functions at the angle α from the waves of one frequency, towards those of another: 1 − cos α and 1 − sin α.
  @Test(arguments: [0.1, Double.pi / 4, 1.2]) func aMixtureHasItsAngle(_ angle: Double) throws {
    let found = try Self.errors(
      of: [true, false].map { isSine in
        zip(Self.wave(4, isSine: isSine), Self.wave(8, isSine: isSine)).map { cos(angle) * $0 + sin(angle) * $1 }
      })
    #expect((found[1] - (1 - cos(angle))).magnitude < 1e-13)
    #expect((found[5] - (1 - sin(angle))).magnitude < 1e-13)
    #expect((found[0] - 1).magnitude < 1e-13)
  }

  /// A sine alone: the mean over sine and cosine is one half.
  @Test func sineAndCosineCountAlike() throws {
    #expect((try Self.errors(of: [Self.wave(6, isSine: true)])[3] - 0.5).magnitude < 1e-13)
  }
}
