import LinearAlgebra

/// A dense layer whose Θ gains what its inputs' covariance says, Θ ← σ_w² Θ + a K_in + b, and the dropout before it, if
/// there is one.
///
/// So it is with learning rates of its own (`LayerLearning`), and behind dropout with a = σ_w² and b = σ_b²: different
/// inputs meet independent masks, so their covariance is that without dropout, while variances grow by 1/keep. From the
/// ε behind the masks, which is 1 − keep · c, it would be known to an ulp of the variances, ulp/keep of itself.
struct InputGainStep: PairStep {
  let dropout: DropoutStep?
  let dense: DenseStep
  /// b
  let bias: Double
  /// √(a q), of what was before the masks.
  let roots: PairFactors

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    roots.of(block) { rowRoots, columnRoots in
      block.forEachRow { row, epsilon, theta in
        guard let theta else { return }
        for k in 0..<block.columns.count {
          let scale = rowRoots[row] * columnRoots[k]
          let separation = epsilon[k] < 0 ? 2 + epsilon[k] : epsilon[k]
          theta[k] = dense.weightVariance * theta[k] + ((scale - scale * separation) + bias)
        }
      }
    }
    dropout?.apply(to: block, workspace: &workspace)
    dense.combine(block)
  }
}
