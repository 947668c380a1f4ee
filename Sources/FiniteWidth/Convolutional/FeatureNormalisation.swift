import LinearAlgebra

/// Layer normalisation of groups of features, y = (x − m) s with m their mean and s = 1/√(v + ε), v their variance: the
/// units of a vector, or the channels at one position.
///
/// Its derivative carries a change ẋ to s (ẋ − ⟨ẋ⟩ − y ⟨y ẋ⟩), ⟨·⟩ the mean over the group. That is a symmetric map, so
/// it carries gradients back as it carries changes forward.
enum FeatureNormalisation {
  static let epsilon = 1e-12

  /// y ← (x − m) s
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func apply<S: Scalar>(_ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>, groups: Int, features: Int) {
    for group in 0..<groups {
      let (x, y) = (x + group * features, y + group * features)
      let (mean, scale) = moments(x, features)
      for j in 0..<features { y[j] = (x[j] - mean) * scale }
    }
  }

  /// target ← s (g − ⟨g⟩ − y ⟨y g⟩) at x, or that added to it.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func carry<S: Scalar>(
    _ g: UnsafePointer<S>, at x: UnsafePointer<S>, _ target: UnsafeMutablePointer<S>, groups: Int, features: Int,
    adds: Bool
  ) {
    let count = S(features)
    for group in 0..<groups {
      let offset = group * features
      let (g, x, target) = (g + offset, x + offset, target + offset)
      let (mean, scale) = moments(x, features)
      var (sum, product) = (S.zero, S.zero)
      for j in 0..<features {
        sum += g[j]
        product += g[j] * (x[j] - mean) * scale
      }
      (sum, product) = (sum / count, product / count)
      for j in 0..<features {
        let value = scale * (g[j] - sum - (x[j] - mean) * scale * product)
        target[j] = adds ? target[j] + value : value
      }
    }
  }

  @inline(__always)
  private static func moments<S: Scalar>(_ x: UnsafePointer<S>, _ features: Int) -> (mean: S, scale: S) {
    var sum = S.zero
    for j in 0..<features { sum += x[j] }
    let mean = sum / S(features)
    var squares = S.zero
    for j in 0..<features { squares += (x[j] - mean) * (x[j] - mean) }
    return (mean, 1 / (squares / S(features) + S(epsilon)).squareRoot())
  }
}

extension Matrix {
  /// Every row's groups of `features` numbers normalised.
  func normalised(features: Int) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { source in
        guard let x = source.baseAddress, let y = target.baseAddress else { return }
        FeatureNormalisation.apply(x, y, groups: target.count / features, features: features)
      }
    }
  }

  /// The derivative of that at this matrix, applied to changes or gradients of its shape.
  func normalisationDerivative(of change: Matrix, features: Int) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { x in
        change.elements.withUnsafeBufferPointer { g in
          guard let x = x.baseAddress, let g = g.baseAddress, let target = target.baseAddress else { return }
          FeatureNormalisation.carry(
            g, at: x, target, groups: change.elements.count / features, features: features, adds: false)
        }
      }
    }
  }
}
