import MeanField
import Nonlinearities
import Plotting

/// A depth scale times a number, over σ_w²: the lines that the paper draws across its maps of accuracy. In the ordered
/// phase the scale is ξ₁, beyond which networks cannot be trained; in the chaotic phase ξ_*, beyond which they do not
/// generalise.
package struct DepthGuide: Sendable {
  package enum Side: String, CaseIterable, Codable, Sendable {
    case ordered, chaotic

    package var symbol: String { self == .ordered ? "ξ<sub>1</sub>" : "ξ<sub>*</sub>" }
    /// The same without markup.
    package var name: String { self == .ordered ? "ξ₁" : "ξ_*" }
  }

  package let side: Side
  /// By which the paper multiplies the scale.
  package let multiple: Double
  package let biasVariance: Double

  package init(side: Side, multiple: Double, biasVariance: Double) {
    (self.side, self.multiple, self.biasVariance) = (side, multiple, biasVariance)
  }

  /// ξ₁ or ξ_* of erf networks; nil outside the guide's phase.
  ///
  /// - Throws: `MeanFieldFailure` for variances that are none.
  package func depthScale(weightVariance: Double) throws -> Double? {
    let theory = try MeanFieldTheory(nonlinearity: .erf, weightVariance: weightVariance, biasVariance: biasVariance)
    return switch side {
    case .ordered: theory.orderedDepthScale.value
    case .chaotic: theory.generalizationDepthScale.value
    }
  }

  /// The curve between two σ_w², as far up as `deepest`.
  package func layer(from first: Double, to last: Double, deepest: Double) throws -> Layer {
    let points = 400
    var (x, y) = ([Double](), [Double]())
    for k in 0...points {
      let weightVariance = first + (last - first) * Double(k) / Double(points)
      guard let scale = try depthScale(weightVariance: weightVariance), multiple * scale <= 1.2 * deepest else {
        continue
      }
      x.append(weightVariance)
      y.append(multiple * scale)
    }
    return .guide(
      x: x, y: y, label: "\(Int(multiple)) \(side.symbol)", colour: side == .ordered ? .black : .palette(1),
      dash: side == .ordered ? .solid : .dashed)
  }
}
