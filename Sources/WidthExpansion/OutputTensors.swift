/// Statistics of one output and its derivatives along the parameters, times n to leading order, by inputs (i, j, a, b).
///
/// A statistic of `Cumulant` is of two pairs of outputs, each pair of one output. If all four are one and the same, the
/// pairs can be formed in three ways, and all of them count. With ∂_a for the derivative Σ_μ λ_μ (∂_μ z(a)) ∂_μ along
/// what an error at input a moves the parameters by:
struct OutputTensors {
  /// E[∂_j ∂_a z(i) · z(b)]: of z_{i;μν}, with μ at j and ν at a. With j and i exchanged and added: E[∂_a Θ_ij · z(b)].
  let second: FourPoint
  /// E[z_{i;μνρ}] with the indices at j, a and b.
  let third: FourPoint
  /// E[∂_b (z_{i;μν} with μ at j and ν at a)].
  let secondMoved: FourPoint
  /// E[z_{·;μ…} z_{·;μ…}] of the second derivative of Θ_ij = Σ_μ λ_μ z_{i;μ} z_{j;μ} with its indices at a and b.
  let kernelSecond: FourPoint
  /// Cov(Θ_ij, Θ_ab).
  let kernelCovariance: FourPoint

  init(_ expansion: WidthExpansion) {
    let (p, q, r) = (expansion(.p), expansion(.q), expansion(.r))
    let (s, t, u) = (expansion(.s), expansion(.t), expansion(.u))
    let (kernels, crossed) = (expansion(.a), expansion(.b))
    /// z_{i;μνρ} with μ, ν, ρ at the other three.
    func star(_ i: Int, _ a: Int, _ b: Int, _ c: Int) -> Double {
      r[unchecked: i, a, b, c] + r[unchecked: i, b, a, c] + r[unchecked: i, c, a, b]
    }
    /// z_{a;μ} z_{b;μν} z_{c;νρ} z_{d;ρ}
    func chain(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
      t[unchecked: b, a, d, c] + s[unchecked: b, c, a, d] + u[unchecked: b, d, c, a]
    }
    func tensor(_ entry: (Int, Int, Int, Int) -> Double) -> FourPoint {
      var result = FourPoint(inputs: expansion.inputs)
      let all = 0..<expansion.inputs
      for i in all {
        for j in all { for a in all { for b in all { result.elements[result.place(i, j, a, b)] = entry(i, j, a, b) } } }
      }
      return result
    }
    second = tensor { i, j, a, b in
      p[unchecked: i, b, j, a] + q[unchecked: i, j, a, b] + q[unchecked: i, a, j, b]
    }
    third = tensor(star)
    secondMoved = tensor { i, j, a, b in star(i, j, a, b) + chain(b, j, i, a) + chain(j, i, a, b) }
    kernelSecond = tensor { i, j, a, b in
      star(i, j, a, b) + star(j, i, a, b) + chain(a, i, j, b) + chain(b, i, j, a)
    }
    kernelCovariance = tensor { i, j, a, b in
      kernels[unchecked: i, j, a, b] + crossed[unchecked: i, a, j, b] + crossed[unchecked: i, b, j, a]
    }
  }
}
