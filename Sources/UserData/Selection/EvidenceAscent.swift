import Architectures
import Foundation
import Inference
import InfiniteWidth
import LinearAlgebra

/// Climbs from the best point of a grid to the largest evidence near it: over the axes that are variances, within their
/// ranges, by their gradient.
///
/// *Method*. Quasi-Newton steps in the logarithms of the variances (BFGS: the inverse Hessian is built from the
/// gradients met), cut to the ranges, with backtracking until the evidence rises. A kernel without a factor is a point
/// that does not rise. Numbers that are no variances, and variances of 0, stay. The noise stays as an absolute value,
/// where it is no axis.
package struct EvidenceAscent {
  package struct Summit {
    /// Of all axes.
    package var values: [Double]
    package var evidence: Double
    package var steps = 0
  }

  private let grid: SelectionGrid
  private let evaluation: PointEvaluation
  private let noise: Double
  private let threads: Int
  /// Places of the axes that move.
  private let moving: [Int]

  /// Steps after which it ends in any case; five are usual.
  static let mostSteps = 30
  /// Of nats, what a step must promise to be worth a factorisation.
  private static let tolerance = 1e-3

  /// - Parameters:
  ///   - start: the values of the axes.
  ///   - noise: σ_ε² there.
  /// - Returns: nil where nothing can move: no axis is a variance, or the kernel has no gradient (`KernelGradient`).
  package init?(
    _ grid: SelectionGrid, from start: [Double], noise: Double, _ evaluation: PointEvaluation, threads: Int
  ) throws {
    (self.grid, self.evaluation, self.noise, self.threads) = (grid, evaluation, noise, threads)
    moving = grid.axes.indices.filter { k in
      let axis = grid.axes[k]
      let isVariance = axis.isNoise || axis.paths.allSatisfy { $0.hasSuffix("Variance") }
      return isVariance && axis.values.count > 1 && start[k] > 0
    }
    guard !moving.isEmpty, evaluation.pairs != nil else { return nil }
    guard try gradient(of: grid.architecture(start), start) != nil else { return nil }
  }

  /// The numbers that move.
  package var names: [String] { moving.map { grid.axes[$0].name } }

  /// - Parameter report: how many steps are done.
  /// - Throws: `EndRequest.Requested`; what is wrong with a kernel but that it has no factor.
  /// - Complexity: a step takes a kernel, a factor and 2 n³/3 multiply-adds more, and its derivatives.
  package func climb(from start: [Double], report: (Int) -> Void) throws -> Summit {
    guard var here = try slope(at: start) else { return Summit(values: start, evidence: -.infinity) }
    var summit = Summit(values: start, evidence: here.evidence)
    let count = moving.count
    func identity() -> [[Double]] { (0..<count).map { i in (0..<count).map { $0 == i ? 1 : 0 } } }
    // In logarithms the evidence bends on the scale of its slope: a first step of a tenth.
    let size = here.slopes.reduce(0) { max($0, abs($1)) }
    var inverse = identity().map { $0.map { size > 0 ? 0.1 / size * $0 : 0 } }
    while summit.steps < Self.mostSteps {
      var direction = inverse.map { zip($0, here.slopes).reduce(0) { $0 + $1.0 * $1.1 } }
      // What is at an end of its range and wants beyond stays there.
      for k in 0..<count where isBlocked(k, summit.values, direction[k]) { direction[k] = 0 }
      let promise = zip(direction, here.slopes).reduce(0) { $0 + $1.0 * $1.1 }
      guard promise > Self.tolerance else { break }
      guard let next = try step(from: summit, along: direction, promise: promise) else { break }
      let moved = (0..<count).map { log(next.values[moving[$0]] / summit.values[moving[$0]]) }
      let bent = zip(here.slopes, next.slopes).map { $0 - $1 }
      let gain = next.evidence - summit.evidence
      (here, summit) = (
        (next.evidence, next.slopes), Summit(values: next.values, evidence: next.evidence, steps: summit.steps + 1)
      )
      report(summit.steps)
      update(&inverse, moved, bent)
      guard gain > Self.tolerance else { break }
    }
    return summit
  }

  private func isBlocked(_ k: Int, _ values: [Double], _ direction: Double) -> Bool {
    let (axis, value) = (grid.axes[moving[k]], values[moving[k]])
    return direction > 0 ? value >= axis.values.last ?? value : value <= lowest(axis)
  }

  /// A range may begin at 0, whose logarithm is none: the least value above is the end then, and a thousandth of it.
  private func lowest(_ axis: SelectionGrid.Axis) -> Double {
    let first = axis.values.first ?? 0
    return first > 0 ? first : 1e-3 * (axis.values.first { $0 > 0 } ?? 1)
  }

  /// The first of ever shorter steps that rises by a share of what its slope promises.
  private func step(
    from summit: Summit, along direction: [Double], promise: Double
  ) throws -> (values: [Double], evidence: Double, slopes: [Double])? {
    // A factor of e at most.
    var scale = min(1, 1 / (direction.map(abs).max() ?? 1))
    while scale * promise > 0.1 * Self.tolerance {
      var values = summit.values
      for (k, place) in moving.enumerated() {
        let axis = grid.axes[place]
        values[place] = min(
          max(values[place] * exp(scale * direction[k]), lowest(axis)), axis.values.last ?? .infinity)
      }
      if let found = try slope(at: values), found.evidence >= summit.evidence + 1e-4 * scale * promise {
        return (values, found.evidence, found.slopes)
      }
      scale *= 0.3
    }
    return nil
  }

  /// H ← (I − s yᵀ/yᵀs) H (I − y sᵀ/yᵀs) + s sᵀ/yᵀs with the step s and the fall y of the slopes along it.
  private func update(_ inverse: inout [[Double]], _ s: [Double], _ y: [Double]) {
    let product = zip(s, y).reduce(0) { $0 + $1.0 * $1.1 }
    // Where the evidence does not bend downwards along the step it says nothing of a summit.
    guard product > 0 else { return }
    let hy = inverse.map { zip($0, y).reduce(0) { $0 + $1.0 * $1.1 } }
    let yhy = zip(y, hy).reduce(0) { $0 + $1.0 * $1.1 }
    for i in s.indices {
      for j in s.indices {
        inverse[i][j] += (1 + yhy / product) * s[i] * s[j] / product - (hy[i] * s[j] + s[i] * hy[j]) / product
      }
    }
  }

  /// The evidence and its slopes with the logarithms of what moves; nil where the kernel has no factor.
  package func slope(at values: [Double]) throws -> (evidence: Double, slopes: [Double])? {
    let architecture = try grid.architecture(values)
    let kernel = try evaluation.kernel(architecture)
    let process: AssessedProcess
    do {
      process = try AssessedProcess(
        kernel: evaluation.matrix(kernel, threads: threads), targets: evaluation.targets,
        noises: [grid.noise(values) ?? noise])
    } catch GaussianProcessError.notPositiveDefinite {
      return nil
    }
    let evidence = process.evidence.total
    guard evidence.isFinite, let gradient = try gradient(of: architecture, values) else { return nil }
    var sums = Array(repeating: 0.0, count: moving.count)
    let weights = moving.indices.filter { !grid.axes[moving[$0]].isNoise }
    let ofNoise = try process.forEachSlopeStrip { first, strip in
      guard !weights.isEmpty else { return }
      for (k, sum) in zip(weights, try gradient.sums(first: first, weights: strip)) { sums[k] += 0.5 * sum }
    }
    for k in moving.indices where grid.axes[moving[k]].isNoise { sums[k] = ofNoise }
    return (evidence, moving.indices.map { sums[$0] * values[moving[$0]] })
  }

  /// Along what moves but the noise.
  private func gradient(of architecture: Architecture, _ values: [Double]) throws -> KernelGradient? {
    guard let pairs = evaluation.pairs else { return nil }
    let directions = try moving.filter { !grid.axes[$0].isNoise }.map {
      try architecture.setting(grid.axes[$0].paths, to: 2 * values[$0] + 1)
    }
    return try KernelGradient(evaluation.kernel(architecture), of: pairs, along: directions, threads: threads)
  }
}
