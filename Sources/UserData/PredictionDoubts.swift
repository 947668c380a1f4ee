import Failures
import Foundation
import Inference
import Work

/// What a user has to know of predictions before believing them: one line for all of it.
struct PredictionDoubts {
  private(set) var reasons: [String] = []
  /// Whether options of a command mend what is wrong, or arguments of a function.
  var namesOptions = true
  private var noise: String { namesOptions ? "--noise-variance" : "a noise variance" }
  private var largerNoise: String { namesOptions ? "a larger --noise-variance" : "a larger noise variance" }
  private var smallerNoise: String { namesOptions ? "a smaller --noise-variance" : "a smaller noise variance" }
  private var smallerResidual: String { namesOptions ? "a smaller --residual" : "a smaller residual" }
  private var factor: String { namesOptions ? "--keep-factor" : "its factor" }

  /// Whether nothing has to be said: what the attribute `trusted` says, and what `--strict` asks for.
  var isEmpty: Bool { reasons.isEmpty }

  /// Noise is in the kernel's units: it was raised, or outweighs the kernel.
  mutating func addNoise(of posterior: CheckedPosterior, ladder: NoiseLadder, meanDiagonal: Double, spread: Double) {
    let used = posterior.noiseVarianceUsed
    if posterior.attempts > 1 {
      reasons.append(
        "the kernel has no factor with a smaller noise variance than \(Self.number(used)), which was used (attempt "
          + "\(posterior.attempts)); repeated inputs, or an architecture that cannot tell inputs apart? Otherwise give "
          + noise)
    }
    if case .given(let variance) = ladder {
      addNoise(variance, meanDiagonal: meanDiagonal)
    } else if used > 1e-2 * spread, spread > 0 {
      reasons.append(
        "the noise variance \(Self.number(used)), a part of the kernel's diagonal, is not small beside "
          + "\(Self.number(spread)), by which the kernel tells inputs apart; subtract the inputs' mean, or give "
          + "\(noise), such as \(Self.number(1e-6 * spread))")
    }
  }

  /// A noise variance that was given: one of the kernel's size is a choice, one of another is a slip of units.
  mutating func addNoise(_ variance: Double, meanDiagonal: Double) {
    guard variance > 0, variance >= 10 * meanDiagonal else { return }
    reasons.append(
      "the noise variance \(Self.number(variance)) is far above the kernel's diagonal, "
        + "\(Self.number(meanDiagonal)) in the mean, so that the targets count for little; give \(smallerNoise), or scale the inputs"
    )
  }

  /// What rounding leaves.
  ///
  /// - Parameter hasVariances: whether there are any; without the factor the means' digits are a bound.
  mutating func add(_ accuracy: PredictionAccuracy, conditionNumber: Double, hasVariances: Bool = true) {
    if accuracy.leavesOutModes {
      addNullModes()
    } else if !accuracy.isTrusted {
      addDigits(accuracy, conditionNumber, hasVariances)
    }
  }

  /// What rounding leaves of weights and evidence, where no prediction has been made.
  mutating func addFirstOrder(of posterior: CheckedPosterior) {
    guard !posterior.parts.areOfFirstOrder else { return }
    reasons.append(
      "the kernel's condition number is \(Self.number(posterior.conditionNumber)) and rounding may leave no digit of the "
        + "weights and the evidence; subtract the inputs' mean, use smaller bias variances, or give "
        + largerNoise)
  }

  /// What an iteration leaves of the weights, where no prediction has been made.
  mutating func addIteration(of posterior: CheckedPosterior) {
    guard !posterior.parts.isIterationTrusted else { return }
    reasons.append(
      "the weights are right to a residual of \(Self.number(posterior.residual)) of the targets, which may leave an error of "
        + "\(Self.number(posterior.parts.iterationError)) of the largest target in a mean; give \(smallerResidual), "
        + "\(largerNoise), or use the exact factor")
  }

  /// What rounding leaves of a posterior's predictions, and the iteration, if its weights come from one.
  mutating func add(_ accuracy: PredictionAccuracy, of posterior: CheckedPosterior, hasVariances: Bool = true) {
    guard posterior.parts.isIterative else {
      return add(accuracy, conditionNumber: posterior.conditionNumber, hasVariances: hasVariances)
    }
    guard !accuracy.isTrusted else { return }
    reasons.append(
      "the weights are right to a residual of \(Self.number(posterior.residual)) of the targets, the kernel's condition "
        + "number is at most \(Self.number(posterior.conditionNumber)), and this leaves perhaps no more than "
        + "\(accuracy.meanDigits) digits of the means; give \(smallerResidual), \(largerNoise), or use the exact factor"
    )
  }

  private mutating func addNullModes() {
    reasons.append(
      "the kernel is singular to rounding (are rows of x1 repeated, or bias variances large?), so that modes "
        + "without an eigenvalue are left out at long times, as at inf; give \(noise), such as 1e-6")
  }

  private mutating func addDigits(
    _ accuracy: PredictionAccuracy, _ conditionNumber: Double, _ hasVariances: Bool
  ) {
    var text = "the kernel's condition number is \(Self.number(conditionNumber)) and rounding leaves "
    text +=
      hasVariances
      ? "about \(accuracy.meanDigits) digits of the means and \(accuracy.varianceDigits) of the variances"
      : "perhaps no more than \(accuracy.meanDigits) digits of the means (a model with \(factor) knows better)"
    if accuracy.clippedVariances > 0 {
      text += " (\(accuracy.clippedVariances) of them came out below 0 and are written as 0)"
    }
    reasons.append(text + "; subtract the inputs' mean, use smaller bias variances, or give \(largerNoise)")
  }

  private static func number(_ value: Double) -> String { value.formatted(significantDigits: 2) }

  /// - Throws: `UntrustedPrediction` if there is a doubt and none is allowed.
  func tell(_ progress: ProgressDisplay, file: String, isStrict: Bool) throws {
    // A warning, shown with --quiet too: results depend on it.
    if let text = try text(of: file, isStrict: isStrict) { progress.warn("\(file): \(text)") }
  }

  /// All of it in a line; nil where there is none.
  /// - Throws: `UntrustedPrediction` if there is a doubt and none is allowed.
  func text(of place: String, isStrict: Bool) throws -> String? {
    guard !reasons.isEmpty else { return nil }
    let text = reasons.joined(separator: "; ")
    if isStrict { throw UntrustedPrediction(file: namesOptions ? place : nil, reasons: text) }
    return text
  }
}

/// Predictions that would need a warning, where none is allowed.
public struct UntrustedPrediction: Failure, Equatable {
  /// Nil of arrays in memory.
  public let file: String?
  public let reasons: String

  public var message: String { file.map { "\($0): not written (--strict): \(reasons)" } ?? reasons }
  public var exitStatus: ExitStatus { .badData }
}

extension Double {
  func formatted(significantDigits digits: Int) -> String { String(format: "%.\(digits)g", self) }

  func formatted(decimals: Int) -> String { String(format: "%.\(decimals)f", self) }
}
