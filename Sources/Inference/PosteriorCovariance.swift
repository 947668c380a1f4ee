import LinearAlgebra

extension CheckedPosterior {
  /// The posterior's covariance between m test inputs: with A and the anchor's part as `CheckedPosterior` has them,
  ///
  ///     S(x, x′) − S(x, D) A⁻¹ S(D, x′) + σ_ε² r(x) r(x′)/g,      r(x) = u(x) − S(x, D) A⁻¹ u.
  ///
  /// Its diagonal is, to rounding, that of `predict` before that is held above 0.
  ///
  /// - Parameters:
  ///   - crossKernel: S(x*, D) or K(x*, D), [m, n].
  ///   - testKernel: S(x*, x*) or K(x*, x*), [m, m].
  ///   - components: u(x*); empty without an anchor.
  /// - Returns: [m, m], symmetric; nil without the factor.
  /// - Throws: `EndRequest.Requested`.
  /// - Complexity: m n²/2 + m² n multiply-adds.
  public func covariance(
    crossKernel: consuming Matrix<Double>, testKernel: consuming Matrix<Double>, components: [Double] = []
  ) throws -> Matrix<Double>? {
    guard let solver else { return nil }
    var (cross, result) = (consume crossKernel, consume testKernel)
    let unit = parts.unit
    try cross.changeRows { [n = cross.columns] _, row in for j in 0..<n { row[j] *= unit.factor } }
    var rests: [Double]?
    if let anchor = parts.anchor {
      let explained = try cross.mapRows { _, row in zip(row, anchor.solution).reduce(0) { $0 + $1.0 * $1.1 } }
      rests = zip(components, explained).map { $0 * unit.rootFactor - $1 }
    }
    let weight = parts.anchor?.weight ?? 0
    solver.solveLower(&cross)
    let known = cross.multiplied(byTransposeOf: cross)
    for i in 0..<result.rows {
      for j in 0...i {
        let common = rests.map { weight * $0[i] * $0[j] } ?? 0
        let value = result[i, j] - (known[i, j] - common) / unit.factor
        (result[i, j], result[j, i]) = (value, value)
      }
    }
    return result
  }
}
