import Foundation
import Inference
import LinearAlgebra

/// What one kernel at one depth says of training by gradient descent, and of what comes of it.
///
/// *Definition* (Xiao et al. 2020, Sections 3 and 4). Of the loss ½ Σ ‖f − y‖² (a sum over inputs and outputs), with Θ
/// between n training inputs and Y the targets without their mean:
///
///     largest rate      2/λ_max, above which gradient descent diverges
///     κ                 λ_max/λ_min, to which the number of steps is proportional
///     time to fit       t of gradient flow at unit rate after which |e^{−Θt} Y| = |Y|/100 (`TargetModes`)
///     P(Θ)Y             Θ(x, X) Θ⁻¹ Y, the mean of the trained ensemble on other inputs, as a root mean square
///                       relative to Y's; where it tends to 0 with depth, networks of that depth do not generalise
///
/// With K in the place of Θ the same of training the last layer alone.
struct KernelDiagnosis: Sendable {
  let spectrum: KernelSpectrum
  /// λ, descending.
  let eigenvalues: [Double]
  /// Nil without targets.
  private(set) var modes: TargetModes?
  /// |P(Θ)Y| on test inputs over |Y|, root mean squares; nil without targets or test inputs.
  private(set) var testPredictor: Double?
  /// The same on training inputs, each left out; nil without targets, and where Θ is singular to rounding.
  private(set) var leftOutPredictor: Double?
  /// Root mean square of the error there over that of Y: 1 is what Y's mean does.
  private(set) var leftOutError: Double?

  /// The part of the targets that is left at the end of "time to fit".
  static let fittedFraction = 0.01

  /// - Parameters:
  ///   - kernel: Θ(X, X), [n, n]; its storage is used up.
  ///   - cross: Θ(x, X), [m, n].
  ///   - targets: Y, [n, k], not 0.
  /// - Throws: `SymmetricEigendecomposition.Obstacle`, `DynamicsError`.
  /// - Complexity: about 4 n³ multiply-adds with targets and 2 n³/3 without; 3 n² numbers at the peak.
  init(_ kernel: consuming Matrix<Double>, cross: Matrix<Double>?, targets: Matrix<Double>?) throws {
    guard let targets else {
      let ascending = try SymmetricEigendecomposition.eigenvalues(of: kernel)
      (spectrum, eigenvalues) = (KernelSpectrum(eigenvalues: ascending), ascending.reversed())
      return
    }
    let flow = try GradientFlow(kernel: kernel, targets: targets)
    (spectrum, eigenvalues) = (KernelSpectrum(eigenvalues: flow.eigenvalues), flow.eigenvalues.reversed())
    modes = flow.targetModes
    let size = targets.elements.rootMeanSquare
    if let cross, let mean = try flow.means(crossKernel: cross, at: [.infinity]).first {
      testPredictor = mean.elements.rootMeanSquare / size
    }
    if let left = try flow.leaveOneOut(targets: targets) {
      leftOutPredictor = left.means.elements.rootMeanSquare / size
      leftOutError = left.meanSquaredError.squareRoot() / size
    }
  }

  /// κ; infinite where λ_min cannot be told from 0 (`KernelSpectrum.isTrusted`).
  var conditionNumber: Double { spectrum.isTrusted ? spectrum.conditionNumber : .infinity }

  /// 2/λ_max
  var largestRate: Double { 2 / spectrum.largest }

  /// Of gradient flow until the slowest mode has `fittedFraction` of its part left; infinite where it is null.
  var slowestTime: Double { spectrum.isTrusted ? -log(Self.fittedFraction) / spectrum.smallest : .infinity }

  /// Of gradient flow until Y has.
  var timeToFit: Double? { modes.map { $0.timeToFit(Self.fittedFraction) } }

  /// Steps of gradient descent at half of the largest rate, 1/λ_max, in the limit of small steps: t λ_max.
  func steps(_ time: Double) -> Double { time * spectrum.largest }
}

extension [Double] {
  /// √(Σ x²/n), without overflow on the way.
  fileprivate var rootMeanSquare: Double {
    let largest = reduce(0) { Swift.max($0, $1.magnitude) }
    guard largest > 0, largest.isFinite else { return largest }
    return largest * (reduce(0) { $0 + ($1 / largest) * ($1 / largest) } / Double(count)).squareRoot()
  }
}
