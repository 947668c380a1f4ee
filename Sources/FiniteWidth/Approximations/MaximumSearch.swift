import Foundation
import LinearAlgebra

/// A way up to a maximum.
struct MaximumSearch {
  private let evaluation: WhitenedEvaluation<Double>
  private let centre, targets: [Double]
  private let noiseVariance: Double
  private(set) var parameters: [Double]
  private(set) var value: Double
  private(set) var gradient: [Double]
  private(set) var steps = 0

  init(_ posterior: WeightPosterior, from start: [Double], centre: [Double], targets: [Double]) {
    evaluation = WhitenedEvaluation(posterior, inputs: posterior.inputs)
    (self.centre, self.targets, noiseVariance) = (centre, targets, posterior.noiseVariance)
    parameters = start
    (value, gradient) = (0, [])
    (value, gradient) = state(start)
  }

  var norm: Double { gradient.squaredNorm.squareRoot() }

  private func state(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
    var gradient = zip(centre, parameters).map { $0 - $1 }
    let away = gradient.squaredNorm
    let square = gradient.withUnsafeMutableBufferPointer { gradient in
      parameters.withUnsafeBufferPointer { parameters -> Double in
        guard let target = gradient.baseAddress, let source = parameters.baseAddress else { return 0 }
        return evaluation.addLikelihoodGradient(source, targets: targets, factor: 1 / noiseVariance, to: target)
      }
    }
    return (-0.5 * (square / noiseVariance + away), gradient)
  }

  /// Takes the step if it leads up, or, where rounding hides that, to a smaller gradient.
  private mutating func take(_ step: [Double]) -> Bool {
    let next = zip(parameters, step).map { $0 + $1 }
    let reached = state(next)
    let rounding = 1e-13 * (1 + abs(value))
    guard
      reached.value > value + rounding
        || reached.value > value - rounding && reached.gradient.squaredNorm < gradient.squaredNorm
    else { return false }
    (parameters, value, gradient) = (next, reached.value, reached.gradient)
    steps += 1
    return true
  }

  mutating func gaussNewton(steps limit: Int, until least: Double) throws {
    var damping = 1.0
    for _ in 0..<limit where norm > least {
      let jacobian = evaluation.jacobian(parameters)
      let gram = jacobian.multiplied(byTransposeOf: jacobian)
      while true {
        let precision = 1 + damping
        let factor = try CholeskyFactor.factor(gram, shifts: [precision * noiseVariance]).factor
        if take(Self.solved(gradient, jacobian, factor, precision)) {
          damping = damping < 1e-9 ? 0 : damping / 5
          break
        }
        damping = max(1e-8, damping * 4)
        if damping > 1e12 { return }
      }
    }
  }

  /// (JᵀJ/σ² + p I)⁻¹ g = (g − Jᵀ (J Jᵀ + p σ² I)⁻¹ J g)/p
  private static func solved(
    _ gradient: [Double], _ jacobian: Matrix<Double>, _ factor: CholeskyFactor, _ precision: Double
  ) -> [Double] {
    var seen = Matrix(rows: 1, columns: gradient.count, elements: gradient).multiplied(byTransposeOf: jacobian)
    factor.solve(&seen)
    return zip(gradient, seen.multiplied(by: jacobian).elements).map { ($0 - $1) / precision }
  }

  /// Newton's steps by preconditioned conjugate gradients, which end at a direction that does not curve down (Steihaug
  /// 1983) and are halved until they lead up.
  mutating func truncatedNewton(steps limit: Int, until least: Double) throws {
    for _ in 0..<limit where norm > least {
      let jacobian = evaluation.jacobian(parameters)
      let factor = try CholeskyFactor.factor(
        jacobian.multiplied(byTransposeOf: jacobian), shifts: [noiseVariance]
      ).factor
      var step = conjugateGradients { Self.solved($0, jacobian, factor, 1) }
      var halvings = 0
      while !take(step) {
        halvings += 1
        if halvings > 30 { return }
        step = step.map { 0.5 * $0 }
      }
    }
  }

  /// x with −∂²log p/∂θ² x = ∇ log p to a thousandth of it.
  private func conjugateGradients(preconditioner: ([Double]) -> [Double]) -> [Double] {
    var x = [Double](repeating: 0, count: gradient.count)
    var residual = gradient
    var direction = preconditioner(residual)
    var product = residual.dot(direction)
    for iteration in 0..<100 where residual.squaredNorm > 1e-6 * gradient.squaredNorm {
      let image = curvature(along: direction)
      let bend = direction.dot(image)
      guard bend > 0 else { return iteration == 0 ? direction : x }
      let length = product / bend
      for p in x.indices {
        x[p] += length * direction[p]
        residual[p] -= length * image[p]
      }
      let next = preconditioner(residual)
      let (before, now) = (product, residual.dot(next))
      product = now
      direction = zip(next, direction).map { $0 + now / before * $1 }
    }
    return x
  }

  /// −∂²log p/∂θ² d by central differences.
  private func curvature(along direction: [Double]) -> [Double] {
    let step = 1e-5 / max(direction.squaredNorm.squareRoot(), 1e-300)
    let sides = [step, -step].map { step in state(zip(parameters, direction).map { $0 + step * $1 }).gradient }
    return zip(sides[1], sides[0]).map { ($0 - $1) / (2 * step) }
  }

  mutating func newton(steps limit: Int, until least: Double) throws {
    var damping = 0.0
    for _ in 0..<limit where norm > least {
      let curvature = curvature()
      while true {
        let shifts = [damping] + (-6...8).map { pow(10, Double($0)) }.filter { $0 > damping }
        let (factor, shift, _) = try CholeskyFactor.factor(curvature, shifts: shifts)
        var step = Matrix(rows: 1, columns: gradient.count, elements: gradient)
        factor.solve(&step)
        if take(step.elements) {
          damping = shift < 1e-9 ? 0 : shift / 10
          break
        }
        damping = max(1e-6, shift * 4)
        if damping > 1e8 { return }
      }
    }
  }

  /// −∂²log p/∂θ², symmetric, by forward differences: an error of 1e-6 of it slows the last steps by no more.
  private func curvature() -> Matrix<Double> {
    let (count, step) = (parameters.count, 1e-6)
    var curvature = Matrix<Double>(rows: count, columns: count)
    for p in 0..<count {
      var moved = parameters
      moved[p] += step
      let other = state(moved).gradient
      for q in 0..<count {
        let slope = 0.5 * (gradient[q] - other[q]) / step
        curvature[p, q] += slope
        curvature[q, p] += slope
      }
    }
    return curvature
  }
}

extension [Double] {
  /// ‖x‖²
  var squaredNorm: Double { reduce(0) { $0 + $1 * $1 } }
  /// xᵀy
  func dot(_ other: [Double]) -> Double { zip(self, other).reduce(0) { $0 + $1.0 * $1.1 } }
}
