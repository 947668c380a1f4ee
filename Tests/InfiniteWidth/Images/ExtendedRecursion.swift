#if arch(x86_64)
  import Architectures
  import Foundation

  /// Two convolutions of 3 × 3, flatten and two dense layers, each but the last with its ReLU, on two channels:
  /// covariances of equal positions written out, in 64 bits of mantissa.
  struct ExtendedRecursion {
    let height: Int
    let width: Int
    let padding: Padding
    let weight: Float80
    let bias: Float80

    init(height: Int, width: Int, padding: Padding, weight: Double, bias: Double) {
      (self.height, self.width, self.padding) = (height, width, padding)
      (self.weight, self.bias) = (Float80(weight), Float80(bias))
    }

    /// K(x, x), K(x′, x′), K(x, x′), Θ(x, x′).
    private struct State {
      var q1, q2, k, theta: Float80
      /// An image with itself: rounding must not make an angle of it.
      var coincide: Bool

      mutating func rectify() {
        let scale = (q1 * q2).squareRoot()
        let angle = coincide ? 0 : atan2(max(0, (scale - k) * (scale + k)).squareRoot(), k)
        theta *= (.pi - angle) / (2 * .pi)
        k = scale * (sin(angle) + (.pi - angle) * cos(angle)) / (2 * .pi)
        (q1, q2) = (q1 / 2, q2 / 2)
      }
    }

    private func weighted(_ states: [State], of count: Float80) -> State {
      func mean(_ part: KeyPath<State, Float80>) -> Float80 {
        weight * states.reduce(0) { $0 + $1[keyPath: part] } / count
      }
      let k = mean(\.k) + bias
      return State(
        q1: mean(\.q1) + bias, q2: mean(\.q2) + bias, k: k, theta: k + mean(\.theta),
        coincide: states.allSatisfy(\.coincide))
    }

    /// Θ(x, x′) of images [height · width · 2].
    func ntk(_ x: [Double], _ y: [Double]) -> Float80 {
      func product(_ a: [Double], _ b: [Double], _ p: Int) -> Float80 {
        (Float80(a[2 * p]) * Float80(b[2 * p]) + Float80(a[2 * p + 1]) * Float80(b[2 * p + 1])) / 2
      }
      var states = (0..<height * width).map { p in
        State(q1: product(x, x, p), q2: product(y, y, p), k: product(x, y, p), theta: 0, coincide: x == y)
      }
      for _ in 0..<2 {
        states = (0..<height * width).map { p in weighted(neighbours(p).map { states[$0] }, of: 9) }
        for p in states.indices { states[p].rectify() }
      }
      var state = weighted(states, of: Float80(states.count))
      state.rectify()
      return weighted([state], of: 1).theta
    }

    private func neighbours(_ p: Int) -> [Int] {
      (-1...1).flatMap { dy in
        (-1...1).compactMap { dx -> Int? in
          let (y, x) = (p / width + dy, p % width + dx)
          if padding == .circular { return (y + height) % height * width + (x + width) % width }
          return (0..<height).contains(y) && (0..<width).contains(x) ? y * width + x : nil
        }
      }
    }
  }
#endif
