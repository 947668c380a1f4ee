import Foundation

/// What training makes small: a function of the outputs f and the targets y of n examples with k outputs each.
public enum Loss: String, Sendable, Hashable, CaseIterable {
  /// ½ Σ_examples Σ_outputs (f − y)²: no division, so that gradient descent of rate η follows gradient flow for a time
  /// η a step.
  case halfSquaredErrorSum

  /// Σ (f − y)² / (n k) over the mini-batch: the mean squared error of the common frameworks.
  case meanSquaredError

  /// −(1/n) Σ_examples Σ_outputs y ln softmax(f) over the mini-batch; y ≥ 0 with sum 1 in every row.
  case crossEntropy
}

extension Loss {
  /// The loss of `rows` examples, and its gradient by the outputs into `gradient`; sums in double precision, in the
  /// order of the rows.
  ///
  /// - Parameter gradient: nil if only the value is wanted.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func value<S: TrainableScalar>(
    _ f: UnsafePointer<S>, _ y: UnsafePointer<S>, rows: Int, outputs: Int, gradient: UnsafeMutablePointer<S>?
  ) -> Double {
    let count = rows * outputs
    switch self {
    case .crossEntropy:
      var sum = 0.0
      for row in 0..<rows {
        let at = row * outputs
        sum += Self.crossEntropy(
          f + at, y + at, outputs: outputs, share: 1 / Double(rows), gradient: gradient.map { $0 + at })
      }
      return sum / Double(max(1, rows))
    case .halfSquaredErrorSum, .meanSquaredError:
      let sum = self == .halfSquaredErrorSum
      let scale: S = sum ? 1 : S(2 / Double(max(1, count)))
      var total = 0.0
      for k in 0..<count {
        let difference = f[k] - y[k]
        total += Double(difference) * Double(difference)
        if let gradient { gradient[k] = scale * difference }
      }
      return sum ? total / 2 : total / Double(max(1, count))
    }
  }

  /// −Σ y ln p of one example and (Σy p − y) · share, p = softmax(f) with the largest output taken off first.
  @inline(__always)
  private static func crossEntropy<S: TrainableScalar>(
    _ f: UnsafePointer<S>, _ y: UnsafePointer<S>, outputs: Int, share: Double, gradient: UnsafeMutablePointer<S>?
  ) -> Double {
    var largest = -Double.infinity
    var mass = 0.0
    for k in 0..<outputs {
      // A comparison alone would let a NaN pass unseen.
      if Double(f[k]) > largest || f[k].isNaN { largest = Double(f[k]) }
      mass += Double(y[k])
    }
    var sum = 0.0
    for k in 0..<outputs { sum += exp(Double(f[k]) - largest) }
    let logarithm = largest + log(sum)
    var loss = 0.0
    for k in 0..<outputs {
      if y[k] != 0 { loss += Double(y[k]) * (logarithm - Double(f[k])) }
      if let gradient {
        gradient[k] = S(share * (mass * exp(Double(f[k]) - logarithm) - Double(y[k])))
      }
    }
    return sum.isFinite ? loss : .nan
  }
}
