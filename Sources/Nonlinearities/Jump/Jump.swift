import Glibc

extension Nonlinearity {
  /// −1 left of 0, 1 right of it, 0 there.
  public static let sign = Nonlinearity(Jump(.sign))
  /// 0 up to 0, 1 right of it.
  public static let step = Nonlinearity(Jump(.step))
}

/// Functions that are constant on both sides of 0: T depends on the angle alone,
///
///     sign: T = (2/π) arcsin c,    step: T = ¼ + arcsin(c)/(2π)    (Cho & Saul 2009, degree 0).
///
/// They jump, so that E[φ′²] is infinite: an NNGP kernel is all that they have (`Nonlinearity.checkContinuity`). Of an
/// input without variance φ is 0.
struct Jump: NonlinearityDefinition {
  /// `rectifiedMonomial` is that of degree 0, a step.
  enum Kind: Sendable { case sign, step, rectifiedMonomial }
  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  var name: String {
    switch kind {
    case .sign: "sign"
    case .step: "step"
    case .rectifiedMonomial: "rectifiedMonomial"
    }
  }

  var settings: NonlinearitySettings? { kind == .rectifiedMonomial ? ["degree": .number(0)] : [:] }

  /// Left of 0.
  private var least: Double { kind == .sign ? -1 : 0 }

  /// What is no number stays none.
  func value(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? least : x == 0 ? 0 : x }
  func slope(_ x: Double) -> Double { x.isNaN ? x : 0 }
  var breakpoints: [Double] { [0] }
  var jump: Double? { 0 }
  var isOdd: Bool { kind == .sign }
  /// T is constant.
  var hasOneFixedVariance: Bool { true }
  var largestVariance: Double { .greatestFiniteMagnitude }
  /// ReLU's.
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 3.5e-9, bytesPerInput: 16) }

  func mean(_ q: Double) -> Double { q > 0 && kind != .sign ? 0.5 : 0 }
  func secondMoment(_ q: Double) -> Double { q > 0 ? (kind == .sign ? 1 : 0.5) : 0 }
  func derivativeSecondMoment(_ q: Double) -> Double { .infinity }
  func secondMomentSlope(_ q: Double) -> Double { 0 }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    JumpDual(self, height: 1 - least, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { JumpCovariance(isOdd: isOdd) }
}

extension Nonlinearity {
  /// Refuses a φ that jumps, for whoever wants Ṫ: a neural tangent kernel, χ₁, training by gradients.
  /// - Throws: `NonlinearityFailure.discontinuous`.
  public func checkContinuity() throws {
    let definition = definition
    if let place = definition.jump {
      throw NonlinearityFailure.discontinuous(nonlinearity: definition.name, place: place)
    }
  }
}
