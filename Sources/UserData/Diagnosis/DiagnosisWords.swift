import Foundation
import Inference

extension Diagnosis {
  /// κ above which a solve in float32 has no digit left: 1/u with u = 2⁻²⁴ (it loses log₁₀ κ of its log₁₀ 1/u).
  package static let singlePrecisionLimit = 0x1p24
  /// κ above which float64 does not tell λ_min from 0: 1/(n ε) with ε = 2⁻⁵², see `KernelSpectrum.isTrusted`.
  package var doublePrecisionLimit: Double { 1 / (Double(inputCount) * .ulpOfOne) }
  /// |P(Θ)Y|/|Y| below which a network of that depth is said not to generalise.
  static let leastPredictor = 0.1
  /// How many eigenvectors the words are about.
  static let leadingModes = 10

  /// What the numbers mean, in three lines.
  ///
  /// 1. *Trainable*, where κ leaves a solve with Θ digits: κ < 2²⁴ in float32, κ < 1/(n ε) in float64. Gradient descent
  ///    at the largest rate needs some κ steps (Xiao et al. 2020, Section 3); the line says how many reach 1 % of Y.
  ///    It does not say that a finite network of that depth stays near its kernel.
  /// 2. *Generalises*, where P(Θ)Y on inputs that were not trained on keeps a tenth of Y's size: it falls like
  ///    l (χ_{c*}/χ₁)^l in the chaotic phase, like 1/l at criticality, and stays in the ordered one (their Table 1). It
  ///    does not say that predictions are right: the error on left-out inputs does, of as many inputs as were taken.
  /// 3. *Phase* and depth scales by the mean-field theory, where the architecture has one, and what is learnt first.
  package var lines: [String] { [trainable, generalises, theory.words + "; " + learntFirst] }

  private var trainable: String {
    let (which, found) = leading
    let single = found.map { $0.conditionNumber < Self.singlePrecisionLimit }
    let double = found.map(\.spectrum.isTrusted)
    let (here, depth) = (found[focus], depths[focus])
    let part = inputCount < rowCount ? ", \(inputCount) of \(rowCount) rows" : ""
    var text: String
    if depths.count == 1 {
      let fits = single[0] ? "in float32 and float64" : double[0] ? "in float64 only" : "in neither float32 nor float64"
      text = "trainable \(fits): κ(\(which.symbol)) = \(here.conditionNumber.inWords)\(part)"
    } else {
      let (first, second) = (words(.singlePrecision), words(.doublePrecision))
      text =
        "trainable "
        + (first == second ? "\(first) in float32 and float64" : "\(first) in float32, \(second) in float64")
        + " (tested: \(DepthWords.range(depths))\(part))"
    }
    if hasRepeatedRows, !double.contains(true) { text += ", for rows of x1 are equal: λ_min = 0 and κ = ∞" }
    if which == .nngp { text += ", the last layer alone" }
    text += "; at depth \(depth) the largest rate is \(here.largestRate.inWords)"
    let (what, time) = here.timeToFit.map { ("Y", $0) } ?? ("the slowest mode", here.slowestTime)
    guard time.isFinite else { return text + ", and more than 1 % of \(what) is never learnt" }
    return text + " and 1 % of \(what) is left after \(max(1, here.steps(time)).inWords) steps at half of it"
  }

  private var generalises: String {
    guard hasTargets else { return "generalises: not known without targets y1" }
    let (which, found) = leading
    guard found[focus].modes != nil else { return "generalises: not known, y1 is constant over the rows taken" }
    let place = hasTestInputs ? "x2" : "left-out inputs"
    let sizes = found.map { hasTestInputs ? $0.testPredictor : $0.leftOutPredictor }
    // Left-out inputs are not known where κ is beyond float64.
    let known = depths.indices.compactMap { k in sizes[k].map { (depth: depths[k], size: $0) } }
    guard !known.isEmpty else { return "generalises: not known without test inputs x2, κ being beyond float64" }
    let size = "P(\(which.symbol))Y on \(place)"
    var text: String
    if let shown = sizes[focus], depths.count == 1 {
      text = "generalises\(shown >= Self.leastPredictor ? "" : " not"): \(size) has \(shown.inWords) of Y's size"
    } else {
      text =
        "generalises \(words(.generalises)): \(size) has a tenth of Y's size or more there"
      if known.count < depths.count { text += " (not known where κ is beyond float64)" }
    }
    let errors = depths.indices.compactMap { k in found[k].leftOutError.map { (depth: depths[k], error: $0) } }
    guard let best = errors.min(by: { $0.error < $1.error }) else { return text }
    text += "; the error on left-out inputs is "
    if depths.count > 1 { text += "least at depth \(best.depth) of those tested, " }
    return text + "\(best.error.inWords) of Y's size" + (best.error < 1 ? "" : ", no better than Y's mean")
  }

  /// To which depth, found exactly between those that were tested (`DepthSearch`).
  private func words(_ trait: DepthTrait) -> String { runs[trait]?.words ?? "at no depth" }

  private var learntFirst: String {
    let (which, found) = leading
    let here = found[focus]
    let count = min(Self.leadingModes, inputCount)
    let place = depths.count == 1 ? "" : " at depth \(depths[focus])"
    let first = count == 1 ? "first eigenvector" : "first \(count) eigenvectors"
    guard let modes = here.modes else {
      let sum = here.eigenvalues.reduce(0, +)
      let part = sum > 0 ? here.eigenvalues.prefix(count).reduce(0, +) / sum : 0
      return "the \(first) of \(which.symbol)\(place) \(count == 1 ? "has" : "have") \(Self.percent(part)) of its trace"
    }
    return
      "the \(first) of \(which.symbol)\(place) \(count == 1 ? "holds" : "hold") \(Self.percent(modes.leadingShare(count))) of Y"
  }

  private static func percent(_ part: Double) -> String {
    String(format: part < 0.01 ? "%.1g %%" : "%.0f %%", 100 * part)
  }
}
