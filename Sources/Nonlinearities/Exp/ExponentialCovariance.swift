import CElementary

/// `ExponentialDual` on covariances: T = √(T(q₁) T(q₂)) e^{r[k − ½(q₁ + q₂)]}, whose exponent is never above 0, and
/// Ṫ = r T.
struct ExponentialCovariance: CovarianceDual {
  /// ½ r q and √T(q)
  static let quantityCount = 2
  private let rate: Double
  private let secondMoment: @Sendable (Double) -> Double

  init(rate: Double, of definition: some NonlinearityDefinition) {
    (self.rate, secondMoment) = (rate, { definition.secondMoment($0) })
  }

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count {
      table[k] = 0.5 * rate * variances[k]
      table[stride + k] = secondMoment(variances[k]).squareRoot()
    }
  }

  func map(_ plane: CovariancePlane) {
    let (firstNorms, secondNorms) = (plane.first.quantityStride, plane.second.quantityStride)
    plane.forEachRow { covariances, tangents, first, second in
      for k in 0..<plane.rowLength {
        let exponent = elementary_min(0, rate * covariances[k] - (first[k] + second[k]))
        let norm = first[firstNorms + k] * second[secondNorms + k]
        covariances[k] = norm * (1 + Exponential.minusOne(exponent))
      }
      if let tangents {
        for k in 0..<plane.rowLength { tangents[k] *= rate * covariances[k] }
      }
    }
  }
}
