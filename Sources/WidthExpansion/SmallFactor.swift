/// L with L Lᵀ = C of a covariance that may be singular: inputs that are equal give a column of zeros, and so do those
/// that differ by less than 1e-6, whose moments are off by as much.
struct SmallFactor {
  /// [r, r]
  let entries: [Double]
  let order: Int

  init(_ covariance: [Double], order r: Int) {
    var factor = Array(repeating: 0.0, count: r * r)
    for i in 0..<r {
      for j in 0...i {
        let rest = (0..<j).reduce(covariance[i * r + j]) { $0 - factor[i * r + $1] * factor[j * r + $1] }
        if i == j {
          factor[i * r + i] = rest > 1e-12 * covariance[i * r + i] ? rest.squareRoot() : 0
        } else if factor[j * r + j] > 0 {
          factor[i * r + j] = rest / factor[j * r + j]
        }
      }
    }
    (entries, order) = (factor, r)
  }

  subscript(i: Int, j: Int) -> Double { entries[i * order + j] }

  /// The grid of each variable: one point where the pivot is 0.
  func grids(isFine: Bool) -> [NormalGrid] {
    let count = (0..<order).count { self[$0, $0] > 0 }
    return (0..<order).map { j in
      let reach = (j..<order).map { abs(self[$0, j]) }.max() ?? 0
      return self[j, j] > 0 ? .of(variables: count, reach: reach, isFine: isFine) : .point
    }
  }
}
