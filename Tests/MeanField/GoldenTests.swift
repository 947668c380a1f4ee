import Foundation
import MeanField
import Nonlinearities
import Testing

/// `Golden/theory.json`: fixed points and slopes from sums in extended precision, see `make_golden.py`.
@Suite("The theory against sums in extended precision") struct GoldenTests {
  struct Theory: Decodable, Sendable, CustomTestStringConvertible {
    let nonlinearity: String
    let weightVariance, biasVariance, keepProbability: Double
    let fixedVariance, fixedSeparation, chi1, chiFixed, lengthSlope: Double
    let varianceDepthScale, correlationDepthScale: Double
    let chi2: Double?
    var testDescription: String { "\(nonlinearity) \(weightVariance) \(biasVariance) \(keepProbability)" }
  }

  struct Critical: Decodable, Sendable, CustomTestStringConvertible {
    let nonlinearity: String
    let biasVariance, fixedVariance, weightVariance: Double
    var testDescription: String { "\(nonlinearity) \(biasVariance)" }
  }

  struct File: Decodable, Sendable {
    let theories: [Theory]
    let critical: [Critical]
  }

  static let file: File = {
    let url = Bundle.module.url(forResource: "Golden/theory", withExtension: "json")
    let read = url.flatMap { try? JSONDecoder().decode(File.self, from: Data(contentsOf: $0)) }
    return read ?? File(theories: [], critical: [])
  }()

  static func nonlinearity(_ name: String) throws -> Nonlinearity {
    let known: [Nonlinearity] = [.tanh, .erf, .sin, .cos, .gelu, .relu]
    return try #require(known.first { $0.name == name })
  }

  @Test func fileIsThere() { #expect(Self.file.theories.count == 19 && Self.file.critical.count == 11) }

  @Test("fixed points, slopes and depth scales", arguments: file.theories)
  func theory(golden: Theory) throws {
    let theory = try MeanFieldTheory(
      nonlinearity: Self.nonlinearity(golden.nonlinearity), weightVariance: golden.weightVariance,
      biasVariance: golden.biasVariance, keepProbability: golden.keepProbability)
    // Rounding of the two maps, 1e-15, over 1 − slope, which is 0.03 or more in every case.
    func near(_ quantity: Quantity<Double>, _ value: Double, _ tolerance: Double = 1e-13) throws -> Bool {
      abs(try quantity.get() - value) <= tolerance * max(1e-3, value.magnitude)
    }
    #expect(try near(theory.fixedVariance, golden.fixedVariance))
    #expect(try near(theory.fixedSeparation, golden.fixedSeparation))
    #expect(try near(theory.chi1, golden.chi1))
    #expect(try near(theory.chiFixed, golden.chiFixed))
    #expect(try near(theory.lengthSlope, golden.lengthSlope))
    if let chi2 = golden.chi2 {
      #expect(try near(theory.chi2, chi2))
    } else {
      #expect(theory.chi2 == .absent(.kink(nonlinearity: "relu")))
    }
    // −1/log(1 − x) has the error of x over x.
    #expect(try near(theory.varianceDepthScale, golden.varianceDepthScale, 1e-11))
    #expect(try near(theory.correlationDepthScale, golden.correlationDepthScale, 1e-11))
  }

  @Test("the critical line", arguments: file.critical)
  func critical(golden: Critical) throws {
    let line = CriticalLine(try Self.nonlinearity(golden.nonlinearity))
    let found = try line.weightVariance(biasVariance: golden.biasVariance)
    #expect(abs(found - golden.weightVariance) <= 1e-12, "\(found) for \(golden.weightVariance)")
  }
}
