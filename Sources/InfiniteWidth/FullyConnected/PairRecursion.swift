import CElementary
import Nonlinearities

/// The layer-by-layer recursion of ε and Θ over a block of pairs that share their row input.
///
/// A block is short enough (`blockLength`) to stay in the first-level cache through all layers.
///
/// With s = √(q₁q₂) before a dense layer, A = √(q₁′q₂′) after it and B = σ_b² + σ_w² s,
///
///     ε′ = (σ_w² s ε + σ_w² σ_b² (√q₁ − √q₂)² / (A + B)) / A,
///
/// which is 1 − K′/A with K′ = σ_b² + σ_w² s (1 − ε), every term positive: nothing cancels, so ε keeps its relative
/// precision for coinciding and for parallel inputs through any number of layers.
struct PairRecursion: Sendable {
  static let blockLength = 256

  let program: PairProgram
  let wantsTangent: Bool

  /// Working memory: one saved (ε, Θ) block for every nested residual.
  struct Workspace {
    var saved: [[Double]] = []
  }

  /// Carries `count` pairs (row, firstColumn + k) through all layers.
  ///
  /// - Parameters:
  ///   - separations: ε at the input; holds K after the last layer on return.
  ///   - tangents: holds Θ on return; not touched unless `wantsTangent`.
  /// - Complexity: about 1 ns a pair and layer for the piecewise-linear nonlinearities.
  func run(
    row: Int, firstColumn: Int, count: Int, separations: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>, workspace: inout Workspace
  ) {
    if wantsTangent { for k in 0..<count { tangents[k] = 0 } }
    apply(program.steps, row, firstColumn, count, separations, tangents, depth: 0, &workspace)
    program.roots.columns.withUnsafeBufferPointer { roots in
      let root = program.roots.rows[row]
      for k in 0..<count {
        let scale = root * roots[firstColumn + k]
        separations[k] = scale - scale * separations[k]
      }
    }
  }

  private func apply(
    _ steps: [PairStep], _ row: Int, _ first: Int, _ count: Int, _ epsilon: UnsafeMutablePointer<Double>,
    _ theta: UnsafeMutablePointer<Double>, depth: Int, _ workspace: inout Workspace
  ) {
    for step in steps {
      switch step {
      case .dense(let weight, let bias, let trainable, let before, let after):
        dense(weight, bias, trainable, before, after, row, first, count, epsilon, theta)
      case .dual(let map):
        dual(map, row, first, count, epsilon, theta)
      case .dropout(let keep):
        // Different inputs meet independent masks: K stays, the variances grow by 1/keep.
        for k in 0..<count { epsilon[k] = (1 - keep) + keep * epsilon[k] }
      case .layerNorm(let inverse):
        guard wantsTangent else { continue }
        let scale = inverse.rows[row]
        for k in 0..<count { theta[k] *= scale * inverse.columns[first + k] }
      case .residual(let branch, let input, let end, let sum):
        if workspace.saved.count <= depth {
          workspace.saved.append(Array(repeating: 0, count: 2 * Self.blockLength))
        }
        for k in 0..<count {
          workspace.saved[depth][k] = epsilon[k]
          workspace.saved[depth][Self.blockLength + k] = wantsTangent ? theta[k] : 0
        }
        apply(branch, row, first, count, epsilon, theta, depth: depth + 1, &workspace)
        add(workspace.saved[depth], input, end, sum, row, first, count, epsilon, theta)
      }
    }
  }

  private func dense(
    _ weight: Double, _ bias: Double, _ trainable: Bool, _ before: PairStep.Roots, _ after: PairStep.Roots, _ row: Int,
    _ first: Int, _ count: Int, _ epsilon: UnsafeMutablePointer<Double>, _ theta: UnsafeMutablePointer<Double>
  ) {
    let (root, rootAfter) = (before.rows[row], after.rows[row])
    before.columns.withUnsafeBufferPointer { roots in
      after.columns.withUnsafeBufferPointer { rootsAfter in
        guard let roots = roots.baseAddress, let rootsAfter = rootsAfter.baseAddress else { return }
        let (q, p) = (roots + first, rootsAfter + first)
        let product = weight * bias
        for k in 0..<count {
          let weighted = weight * root * q[k]
          let total = rootAfter * p[k]
          let both = total + bias + weighted
          let difference = root - q[k]
          let numerator = weighted * epsilon[k] * both + product * difference * difference
          epsilon[k] = numerator / (total * both + .leastNormalMagnitude)
        }
        guard wantsTangent else { return }
        if trainable {
          for k in 0..<count {
            let total = rootAfter * p[k]
            theta[k] = weight * theta[k] + (total - total * epsilon[k])
          }
        } else {
          for k in 0..<count { theta[k] *= weight }
        }
      }
    }
  }

  private func dual(
    _ map: any DualMap, _ row: Int, _ first: Int, _ count: Int, _ epsilon: UnsafeMutablePointer<Double>,
    _ theta: UnsafeMutablePointer<Double>
  ) {
    guard wantsTangent else {
      map.map(row: row, columns: first..<first + count, separations: epsilon, derivatives: nil)
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.blockLength) { derivatives in
      guard let derivatives = derivatives.baseAddress else { return }
      map.map(row: row, columns: first..<first + count, separations: epsilon, derivatives: derivatives)
      for k in 0..<count { theta[k] *= derivatives[k] }
    }
  }

  /// The sum of two independent parts: with p, r the variances of the parts and A = √((p₁+r₁)(p₂+r₂)),
  /// A ε = √(p₁p₂) ε_p + √(r₁r₂) ε_r + (√(p₁r₂) − √(r₁p₂))² / (A + √(p₁p₂) + √(r₁r₂)).
  private func add(
    _ saved: [Double], _ input: PairStep.Roots, _ branch: PairStep.Roots, _ sum: PairStep.Roots, _ row: Int,
    _ first: Int, _ count: Int, _ epsilon: UnsafeMutablePointer<Double>, _ theta: UnsafeMutablePointer<Double>
  ) {
    let (p1, r1, total1) = (input.rows[row], branch.rows[row], sum.rows[row])
    for k in 0..<count {
      let (p2, r2) = (input.columns[first + k], branch.columns[first + k])
      let (p, r) = (p1 * p2, r1 * r2)
      let total = total1 * sum.columns[first + k]
      let cross = p1 * r2 - r1 * p2
      let numerator = p * saved[k] + r * epsilon[k] + cross * cross / (total + p + r + .leastNormalMagnitude)
      epsilon[k] = numerator / (total + .leastNormalMagnitude)
      if wantsTangent { theta[k] += saved[Self.blockLength + k] }
    }
  }
}
