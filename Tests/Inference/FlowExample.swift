import Foundation
import LinearAlgebra

/// Four training and three test inputs on a line with two different kernels, and their gradient flow step by step.
struct FlowExample {
  private let places = [-1.2, -0.3, 0.4, 1.5, 0.1, 2.2, -0.8]
  let targets = Matrix<Double>(rows: 4, columns: 2, elements: [1, -0.5, 0.2, 0.3, -1, 2, 0.7, 0])

  /// Θ = 2 + 3 exp(−2 (x − y)²) and K = ½ + exp(−(x − y)²), both positive definite.
  private func tangent(_ i: Int, _ j: Int) -> Double { 2 + 3 * exp(-2 * pow(places[i] - places[j], 2)) }
  private func prior(_ i: Int, _ j: Int) -> Double { 0.5 + exp(-pow(places[i] - places[j], 2)) }

  private func matrix(_ rows: Range<Int>, _ entry: (Int, Int) -> Double) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: 4, elements: rows.flatMap { i in (0..<4).map { entry(i, $0) } })
  }

  var kernel: Matrix<Double> { matrix(0..<4, tangent) }
  var crossKernel: Matrix<Double> { matrix(4..<7, tangent) }
  var covariance: Matrix<Double> { matrix(0..<4, prior) }
  var crossCovariance: Matrix<Double> { matrix(4..<7, prior) }
  var testVariances: [Double] { (4..<7).map { prior($0, $0) } }

  /// F(t) of all seven inputs by the classical Runge–Kutta method, begun at 0 for the mean and at each unit vector for
  /// the linear map M of initial functions: the variance is the diagonal of M K Mᵀ.
  func integrate(to time: Double, steps: Int) -> (mean: Matrix<Double>, variances: [Double]) {
    let theta = matrix(0..<7, tangent)
    func run(_ start: Matrix<Double>, _ y: Matrix<Double>) -> Matrix<Double> {
      func slope(_ f: Matrix<Double>) -> Matrix<Double> {
        var gap = Matrix<Double>(rows: f.columns, columns: 4)
        for i in 0..<4 { for j in 0..<f.columns { gap[j, i] = y[i, j] - f[i, j] } }
        return theta.multiplied(byTransposeOf: gap)
      }
      func sum(_ f: Matrix<Double>, _ step: Double, _ k: Matrix<Double>) -> Matrix<Double> {
        Matrix(rows: f.rows, columns: f.columns, elements: zip(f.elements, k.elements).map { $0 + step * $1 })
      }
      let h = time / Double(steps)
      var f = start
      for _ in 0..<steps {
        let k1 = slope(f)
        let k2 = slope(sum(f, h / 2, k1))
        let k3 = slope(sum(f, h / 2, k2))
        let k4 = slope(sum(f, h, k3))
        f = sum(sum(sum(sum(f, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4)
      }
      return f
    }
    let mean = run(Matrix(rows: 7, columns: 2), targets)
    var identity = Matrix<Double>(rows: 7, columns: 7)
    for i in 0..<7 { identity[i, i] = 1 }
    let map = run(identity, Matrix(rows: 4, columns: 7))
    let variances = (0..<7).map { i in
      (0..<7).reduce(0.0) { sum, j in sum + (0..<7).reduce(0.0) { $0 + map[i, j] * prior(j, $1) * map[i, $1] } }
    }
    return (mean, variances)
  }
}
