import LinearAlgebra

/// What callers hand to approximations is of the network's size: below this nothing looks at lengths again.
extension WeightPosterior {
  /// - Throws: `FiniteWidthFailure.wrongInputs`, `.badCount` for no inputs at all.
  func check(_ testInputs: Matrix<Double>) throws {
    guard testInputs.columns == inputs.columns else {
      throw FiniteWidthFailure.wrongInputs(expected: inputs.columns, found: testInputs.columns)
    }
    guard testInputs.rows >= 1 else {
      throw FiniteWidthFailure.badCount(what: "the number of inputs", value: testInputs.rows)
    }
  }

  /// - Parameter parameters: θ, or a centre of its prior.
  /// - Throws: `PosteriorFailure.wrongParameters`.
  func check(parameters: [Double]) throws {
    guard parameters.count == parameterCount else {
      throw PosteriorFailure.wrongParameters(expected: parameterCount, found: parameters.count)
    }
  }

  /// - Throws: `FiniteWidthFailure.wrongTargets`.
  func check(targets: [Double]) throws {
    guard targets.count == inputs.rows else {
      throw FiniteWidthFailure.wrongTargets(expected: [inputs.rows, 1], found: [targets.count, 1])
    }
  }
}

extension PosteriorFailure {
  /// - Throws: `FiniteWidthFailure.badSetting` below `least`.
  static func check(_ count: Int, _ what: String, atLeast least: Int = 1) throws {
    guard count >= least else {
      throw FiniteWidthFailure.badSetting(what: what, value: "\(count)", allowed: "a whole number ≥ \(least)")
    }
  }

  /// - Throws: `FiniteWidthFailure.badSetting` where it is not finite and above 0, or 0 and `mayVanish`.
  static func check(_ size: Double, _ what: String, mayVanish: Bool = false) throws {
    guard size.isFinite, size > 0 || mayVanish && size == 0 else {
      throw FiniteWidthFailure.badSetting(
        what: what, value: "\(size)", allowed: "a finite number \(mayVanish ? "≥ 0" : "above 0")")
    }
  }
}
