import CElementary
import LinearAlgebra

/// One pair of inputs of `EluDual`, in its notation.
struct EluPair {
  private let a, b, s, separation: Double
  private let bend: Double
  /// The two integrals over dϑ/2π, lane by lane.
  private var (slope, area) = (Lanes.zero, Lanes.zero)

  init(_ a: Double, _ b: Double, separation: Double, bend: Double) {
    (self.a, self.b, s, self.separation, self.bend) = (a, b, a * b, separation, bend)
  }

  /// Ṫ/(s²β²)
  var derivative: Double { coinciding + whole * Exponential.minusOne(-s * separation) - slope.sum() / (2 * .pi) }

  /// [T(ε = 0) − T]/s²
  var gap: Double {
    let length = s * separation
    return length * coinciding - whole * (length + Exponential.minusOne(-length)) - area.sum() / (2 * .pi)
  }

  /// m² g
  private var whole: Double { bend * bend * MillsRatio.at(a + b) / (2 * Double.pi).squareRoot() }
  /// D
  private var coinciding: Double { 0.5 + whole }

  mutating func integrate() {
    let largest = max(a, b)
    let near = 0.5 * min(separation, 1)
    let root = near.squareRoot()
    // v up to sin(θ/2), or to a right angle: η bends within 1/a of v = 0, E(x) within 1/s of x = 0, which a right angle
    // may have left behind.
    let isNear = separation <= 1
    let near1 = s * (separation - 1) < 40 ? 2 / (s * min(separation, 1)) : 1
    EluPanels.forEachPanel(near0: 1 / (largest * root), near1: near1) { left, right in
      Self.forEachNode(left, right) { t, weight in
        let v = t * root
        let x = isNear ? (1 - t) * (1 + t) * (s * separation) : (separation - 2 * v * v) * s
        add(x: x, halfSine: v, weight: weight * root)
      }
    }
    if isNear { return }
    let start = max(0, 0.5 * (2 - separation)).squareRoot()
    let length = 0.5.squareRoot() - start
    // How far it is to x = 2.
    let step = 1 / s / (start + (start * start + 1 / s).squareRoot())
    EluPanels.forEachPanel(near0: min(1 / largest, step) / length, near1: 1) { left, right in
      Self.forEachNode(left, right) { t, weight in
        let travelled = t * length
        let v = travelled + start
        add(x: travelled * (travelled + 2 * start) * (2 * s), halfSine: v, weight: weight * length)
      }
    }
  }

  @inline(__always)
  private static func forEachNode(_ left: Double, _ right: Double, _ body: (Lanes, Lanes) -> Void) {
    let (nodes, weights, width) = (EluPanels.unit.nodes, EluPanels.unit.weights, right - left)
    nodes.withUnsafeBufferPointer { nodes in
      weights.withUnsafeBufferPointer { weights in
        guard let nodes = nodes.baseAddress, let weights = weights.baseAddress else { return }
        for k in [0, Lanes.scalarCount] {
          body(left + width * nodes.lanes(k), width * weights.lanes(k))
        }
      }
    }
  }

  /// Nodes at which sin(ϑ/2), or cos(ϑ/2), is v; dϑ = 2 dv/√(1 − v²).
  @inline(__always)
  private mutating func add(x: Lanes, halfSine v: Lanes, weight: Lanes) {
    let cosine = elementary_sqrt_lanes(1 - v * v)
    let sine = 2 * v * cosine
    let (first, second) = (a * sine, b * sine)
    let share = first * MillsRatio.at(first) + second * MillsRatio.at(second)
    let factor = 2 * weight / cosine
    let gone = Exponential.minusOne(-x)
    let (line, square) = (1 - bend, bend * bend)
    let kink = line * (line + bend * share)
    let rest = square * (1 - share)
    slope += factor * (kink + rest * gone)
    area += factor * (kink * x - rest * (x + gone))
  }
}
