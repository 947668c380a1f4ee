import Nonlinearities
import Platform

/// Those of all fours of m inputs, in whatever order.
struct AllQuadruples: Sendable {
  private let moments: [QuadrupleMoments]
  private let inputs: Int

  /// - Parameter kernel: [m, m].
  init(
    _ derivatives: HigherDerivatives, kernel: [Double], inputs m: Int, isFine: Bool, threads: Int
  ) throws {
    inputs = m
    let fours = Self.fours(of: m)
    moments = try Parallel.map(count: fours.count, threads: threads) { number in
      let four = fours[number]
      let covariance = four.flatMap { i in four.map { kernel[i * m + $0] } }
      return QuadrupleMoments(derivatives, covariance, isFine: isFine)
    }
  }

  private static func fours(of m: Int) -> [[Int]] {
    (0..<m).flatMap { a in
      (0...a).flatMap { b in (0...b).flatMap { c in (0...c).map { d in [a, b, c, d] } } }
    }
  }

  /// Of these inputs with derivatives of these orders.
  func callAsFunction(_ inputs: SIMD4<Int>, _ orders: SIMD4<Int>) -> Double {
    var (x, k) = (inputs, orders)
    func order(_ i: Int, _ j: Int) {
      if x[i] < x[j] {
        (x[i], x[j]) = (x[j], x[i])
        (k[i], k[j]) = (k[j], k[i])
      }
    }
    // A network that sorts four.
    order(0, 1)
    order(2, 3)
    order(0, 2)
    order(1, 3)
    order(1, 2)
    // How many come before with a smaller first, second, third, fourth.
    let place =
      x[0] * (x[0] + 1) * (x[0] + 2) * (x[0] + 3) / 24 + x[1] * (x[1] + 1) * (x[1] + 2) / 6 + x[2] * (x[2] + 1) / 2
      + x[3]
    return moments[place][k[0], k[1], k[2], k[3]]
  }
}
