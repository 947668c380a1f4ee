import Glibc

/// T and Ṫ of two linear splines f and g of jointly normal numbers of variance 1 and correlation cos θ, as far as they
/// are from those at θ = 0.
///
/// By Price's theorem dT/dc = E[f′g′] and d²T/dc² = E[f″g″] = Σ fᵢ gⱼ p(τᵢ, σⱼ; c) over the kinks fᵢ at τᵢ and gⱼ at
/// σⱼ, where the density is, with c = cos φ (Plackett 1954),
///
///     p = E/(2π sin φ),    E = exp(−(τᵢ − σⱼ)²/(2 sin² φ) − τᵢσⱼ/(1 + cos φ)).
///
/// Integrated from 0 to θ,
///
///     Ṫ(θ) = E[f′(z) g′(z)] − Σ fᵢ gⱼ ∫ E dφ/2π,
///     T(0) − T(θ) = (1 − cos θ) E[f′(z) g′(z)] − Σ fᵢ gⱼ ∫ (cos φ − cos θ) E dφ/2π,
///
/// where nothing cancels near θ = 0. Only kinks within 9 sin φ of each other count.
///
/// - Complexity: 20 exponentials a pair of such kinks on every quarter [θ/4, θ], [θ/16, θ/4] … in which they are: some
///   µs for two kinks, some ms for a hundred.
struct LinearSplinePair {
  private let (first, second): (LinearSpline, LinearSpline)
  private let (firstKinks, secondKinks): ([Double], [Double])
  /// E[f′(z) g′(z)]
  private let whole: Double
  /// Two kinks further apart than this times sin φ do not meet: e^{−40}.
  private static let reach = 9.0

  init(_ first: LinearSpline, _ second: LinearSpline) {
    (self.first, self.second) = (first, second)
    (firstKinks, secondKinks) = (first.kinks, second.kinks)
    whole = first.slopeProduct(second)
  }

  /// T(0) − T(θ) and Ṫ(θ) at 1 − cos θ ≤ 1.
  func duals(separation: Double) -> (gap: Double, derivative: Double) {
    let angle = 2 * asin((0.5 * max(0, separation)).squareRoot())
    guard angle > 0 else { return (0, whole) }
    var (gap, derivative) = (0.0, 0.0)
    let rule = GaussLegendre.panel
    for (left, right) in panels(angle) {
      let (middle, half) = (0.5 * (left + right), 0.5 * (right - left))
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let phi = middle + half * node
        let sum = half * weight * kinksMeeting(at: phi)
        derivative += sum
        gap += 2 * sin(0.5 * (angle + phi)) * sin(0.5 * (angle - phi)) * sum
      }
    }
    let scale = 1 / (2 * Double.pi)
    return (separation * whole - scale * gap, whole - scale * derivative)
  }

  /// Quarters of the angle until no two different places meet: what is left is smooth.
  private func panels(_ angle: Double) -> [(Double, Double)] {
    let distance = smallestDistance
    var (panels, right): ([(Double, Double)], Double) = ([], angle)
    while right * Self.reach > distance, panels.count < 30 {
      panels.append((0.25 * right, right))
      right *= 0.25
    }
    return panels + [(0, right)]
  }

  /// The smallest |τᵢ − σⱼ| that is not 0.
  private var smallestDistance: Double {
    var (smallest, j) = (Double.infinity, 0)
    for place in first.knots {
      while j + 1 < second.knots.count, second.knots[j] < place { j += 1 }
      for k in max(0, j - 1)..<min(second.knots.count, j + 2) where second.knots[k] != place {
        smallest = min(smallest, abs(second.knots[k] - place))
      }
    }
    return smallest
  }

  /// Σ fᵢ gⱼ E
  private func kinksMeeting(at phi: Double) -> Double {
    let sine = sin(phi)
    let (width, near, far) = (Self.reach * sine, 0.5 / (sine * sine), 1 / (1 + cos(phi)))
    var (sum, start) = (0.0, 0)
    for (i, place) in first.knots.enumerated() {
      while start < second.knots.count, second.knots[start] < place - width { start += 1 }
      var (inner, j) = (0.0, start)
      while j < second.knots.count, second.knots[j] <= place + width {
        let distance = place - second.knots[j]
        inner += secondKinks[j] * exp(-distance * distance * near - place * second.knots[j] * far)
        j += 1
      }
      sum += firstKinks[i] * inner
    }
    return sum
  }
}
