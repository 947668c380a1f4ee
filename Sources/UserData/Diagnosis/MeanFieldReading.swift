import Architectures
import Foundation
import HDF5
import MeanField

/// The mean-field theory of an architecture, or why it has none.
public enum MeanFieldReading: Sendable {
  case theory(MeanFieldTheory)
  case absent(MeanFieldFailure)

  /// - Throws: `NonlinearityFailure` where a moment of φ does not exist.
  init(_ architecture: Architecture) throws {
    do {
      self = .theory(try architecture.meanField)
    } catch let failure as MeanFieldFailure {
      self = .absent(failure)
    }
  }

  /// Numbers by the names they have in a file.
  public static func quantities(_ theory: MeanFieldTheory) -> [(name: String, value: Quantity<Double>)] {
    [
      ("q_star", theory.fixedVariance), ("c_star", theory.fixedCorrelation), ("chi_1", theory.chi1),
      ("chi_c", theory.chiFixed), ("xi_q", theory.varianceDepthScale), ("xi_1", theory.orderedDepthScale),
      ("xi_c", theory.correlationDepthScale), ("xi_star", theory.generalizationDepthScale),
    ]
  }

  /// Root attributes: what there is by its name, and of what there is not the reason as `NAME_absent`.
  func write(to root: HDF5Group) throws {
    switch self {
    case .absent(let failure): try root.setAttribute("mean_field_absent", failure.message)
    case .theory(let theory):
      switch theory.phase {
      case .value(let phase): try root.setAttribute("phase", phase.rawValue)
      case .absent(let reason): try root.setAttribute("phase_absent", reason.message)
      }
      for (name, quantity) in Self.quantities(theory) {
        switch quantity {
        case .value(let value): try root.setAttribute(name, value)
        case .absent(let reason): try root.setAttribute(name + "_absent", reason.message)
        }
      }
    }
  }

  /// "phase: chaotic, χ₁ = 1.035, ξ_c = 32, ξ_* = 15".
  var words: String {
    switch self {
    case .absent(.notRepeated(let layer, let reason)): "phase: none known (\(layer): \(reason))"
    case .absent(let failure): "phase: none known (\(failure.message))"
    case .theory(let theory): Self.words(theory)
    }
  }

  private static func words(_ theory: MeanFieldTheory) -> String {
    guard let phase = theory.phase.value else {
      return "phase: none (\(theory.phase.absence?.message ?? ""))"
    }
    var parts = ["phase: \(phase.rawValue)"]
    if let chi1 = theory.chi1.value { parts.append(String(format: "χ₁ = %.4g", chi1)) }
    let scales: [(String, Quantity<Double>)] =
      phase == .chaotic
      ? [("ξ_c", theory.correlationDepthScale), ("ξ_*", theory.generalizationDepthScale)]
      : [("ξ₁", theory.orderedDepthScale)]
    parts += scales.compactMap { name, scale in scale.value.map { "\(name) = \($0.inWords)" } }
    return parts.joined(separator: ", ")
  }
}
