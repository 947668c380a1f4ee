import Glibc

/// The nodes with which the duals of `Elu` are integrated.
struct EluPanels: Sendable {
  let nodes: [Double]
  let weights: [Double]

  /// Of z > 0 with the standard normal density: panels that halve towards 0, where e^{−az} − 1 bends within 1/a however
  /// large a is. Below 2⁻¹⁴, beyond variances of 10⁸, what happens there is nothing beside φ's line.
  static let tails: EluPanels = {
    let edges = [0] + (0..<15).map { exp2(Double($0 - 14)) } + [2, 3, 4.5, 6.5, 9]
    let rule = GaussLegendre(count: 10)
    var (nodes, weights) = ([Double](), [Double]())
    for (left, right) in zip(edges, edges.dropFirst()) {
      for (x, w) in zip(rule.nodes, rule.weights) {
        let z = 0.5 * (left + right) + 0.5 * (right - left) * x
        nodes.append(z)
        weights.append(0.5 * (right - left) * w * exp(-0.5 * z * z) / (2 * Double.pi).squareRoot())
      }
    }
    return EluPanels(nodes: nodes, weights: weights)
  }()

  /// On [0, 1], two vectors of lanes.
  static let unit: EluPanels = {
    let rule = GaussLegendre(count: 16)
    return EluPanels(nodes: rule.nodes.map { 0.5 + 0.5 * $0 }, weights: rule.weights.map { 0.5 * $0 })
  }()

  func sum(_ f: (Double) -> Double) -> Double {
    // The smallest terms first.
    zip(nodes, weights).reversed().reduce(0) { $0 + $1.1 * f($1.0) }
  }

  /// Calls `body` with the ends of panels of [0, 1] that double from both ends, the first of them these wide.
  @inline(__always)
  static func forEachPanel(near0: Double, near1: Double, _ body: (Double, Double) -> Void) {
    var (left, width) = (0.0, max(near0, .leastNormalMagnitude))
    while width < 0.5 {
      body(left, width)
      (left, width) = (width, 2 * width)
    }
    // Those at 1, outermost last.
    var right = 0.5
    if near1 < 0.5 {
      var gap = near1
      while 2 * gap < 0.5 { gap *= 2 }
      right = 1 - gap
      body(left, right)
      while gap > near1 {
        body(1 - gap, 1 - 0.5 * gap)
        gap *= 0.5
      }
      body(1 - gap, 1)
    } else {
      body(left, 1)
    }
  }
}
