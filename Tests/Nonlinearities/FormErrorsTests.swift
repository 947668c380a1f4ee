import Nonlinearities
import Testing

@Suite("Settings that make no nonlinearity") struct FormErrorsTests {
  private static func make(_ name: String, _ settings: NonlinearitySettings) throws -> Nonlinearity {
    try #require(NonlinearityForm.all.first { $0.name == name }).nonlinearity(settings)
  }

  @Test(arguments: ["monomial", "hermite", "rectifiedMonomial"], [300.0, 32, -1])
  func degrees(name: String, degree: Double) throws {
    let failure = NonlinearityFailure.badSetting(
      nonlinearity: name, key: "degree", value: "\(Int(degree))", expected: "a whole number from 0 to 31")
    #expect(throws: failure) { try Self.make(name, ["degree": .number(degree)]) }
    #expect(failure.message == "\(name): degree is \(Int(degree)), where a whole number from 0 to 31 is needed")
    #expect(try Self.make(name, ["degree": .number(31)]).name == name)
  }

  @Test func coefficients() throws {
    let many = [Double](repeating: 1, count: 33)
    #expect(throws: NonlinearityFailure.self) { try Self.make("polynomial", ["coefficients": .numbers(many)]) }
    #expect(throws: NonlinearityFailure.self) { try Self.make("polynomial", ["coefficients": .numbers([])]) }
    #expect(throws: NonlinearityFailure.self) {
      try Self.make("polynomial", ["coefficients": .numbers([1, .infinity])])
    }
    #expect(try Self.make("polynomial", ["coefficients": .numbers(Array(many.dropLast()))]).name == "polynomial")
  }

  @Test(arguments: [
    ("exp", "a", Double.nan), ("exp", "b", Double.infinity), ("gaussian", "b", Double.nan), ("rbf", "gamma", 0.0),
    ("rbf", "gamma", -1.0), ("abrelu", "a", Double.infinity), ("elu", "alpha", Double.nan), ("celu", "alpha", 0.0),
    ("celu", "alpha", -2.0),
  ]) func numbers(name: String, key: String, value: Double) throws {
    let form = try #require(NonlinearityForm.all.first { $0.name == name })
    var values = Dictionary(uniqueKeysWithValues: form.parameters.map { ($0.name, NonlinearitySetting.number(1)) })
    #expect(try form.nonlinearity(NonlinearitySettings(values)).name == name)
    values[key] = .number(value)
    let settings = NonlinearitySettings(values)
    #expect(throws: NonlinearityFailure.self) { try form.nonlinearity(settings) }
  }

  /// Moments that leave float64 are refused, not carried on as infinity.
  @Test(arguments: [Nonlinearity.exp(), .monomial(degree: 31), .rectifiedMonomial(degree: 20)])
  func growth(_ nonlinearity: Nonlinearity) throws {
    #expect(throws: NonlinearityFailure.infiniteMoment(nonlinearity: nonlinearity.name, variance: 1e20)) {
      try nonlinearity.dualMap(rowVariances: [1], columnVariances: [1e20])
    }
    #expect(throws: NonlinearityFailure.infiniteMoment(nonlinearity: nonlinearity.name, variance: 1e20)) {
      try nonlinearity.covarianceDual(variances: [1e20])
    }
  }

  @Test func jumpsAreRefusedWhereSlopesAreWanted() throws {
    for nonlinearity in ClosedForms.jumps {
      let failure = NonlinearityFailure.discontinuous(nonlinearity: nonlinearity.name, place: 0)
      #expect(throws: failure) { try nonlinearity.checkContinuity() }
      #expect(nonlinearity.derivativeSecondMoment(1) == .infinity)
    }
    for nonlinearity in ClosedForms.kinked + ClosedForms.smooth { try nonlinearity.checkContinuity() }
  }

  /// Of no variance φ is 0, and T with it.
  @Test func jumpsOfNothing() throws {
    for nonlinearity in ClosedForms.jumps {
      #expect(nonlinearity.secondMoment(0) == 0)
      let map = try nonlinearity.dualMap(rowVariances: [0], columnVariances: [1])
      #expect(applyDual(map, [1]).separations == [0])
    }
  }
}
