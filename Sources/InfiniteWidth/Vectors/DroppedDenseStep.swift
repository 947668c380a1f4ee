import LinearAlgebra

/// Dropout and the dense layer behind it. Different inputs meet independent masks, so their covariance is that without
/// dropout, while variances grow by 1/keep: Θ gains σ_w² √(q₁q₂)(1 − ε) + σ_b² of what was before the masks. From the ε
/// behind them, which is 1 − keep · c, it would be known to an ulp of the variances, ulp/keep of itself.
struct DroppedDenseStep: PairStep {
  let dropout: DropoutStep
  let dense: DenseStep
  let biasVariance: Double
  /// √(σ_w² q) of what was before the masks.
  let undroppedRoots: PairFactors

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    undroppedRoots.of(block) { rowRoots, columnRoots in
      block.forEachRow { row, epsilon, theta in
        guard let theta else { return }
        for k in 0..<block.columns.count {
          let scale = rowRoots[row] * columnRoots[k]
          let separation = epsilon[k] < 0 ? 2 + epsilon[k] : epsilon[k]
          let gained = dense.trainable ? (scale - scale * separation) + biasVariance : 0
          theta[k] = dense.weightVariance * theta[k] + gained
        }
      }
    }
    dropout.apply(to: block, workspace: &workspace)
    dense.combine(block)
  }
}
