/// A dense layer: K′ = σ_w² K + σ_b² and Θ′ = K′ + σ_w² Θ (not trained: σ_w² Θ). One with learning rates of its own is
/// part of an `InputGainStep`.
struct DenseStep: PairStep {
  let weightVariance: Double
  let gainsKernel: Bool
  /// The weighted input and the bias; two inputs share the bias, so its separation is 0.
  let sum: OrthogonalSum
  /// √K(x, x) after the layer.
  let roots: PairFactors

  /// ε behind the layer.
  func combine(_ block: PairBlock) {
    sum.combine(block, others: nil) { epsilon, _, _, first, _ in first * epsilon }
  }

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    combine(block)
    guard block.tangents != nil else { return }
    roots.of(block) { rowRoots, columnRoots in
      block.forEachRow { row, epsilon, theta in
        guard let theta else { return }
        guard gainsKernel else {
          for k in 0..<block.columns.count { theta[k] *= weightVariance }
          return
        }
        let root = rowRoots[row]
        for k in 0..<block.columns.count {
          let scale = root * columnRoots[k]
          let separation = epsilon[k] < 0 ? 2 + epsilon[k] : epsilon[k]
          theta[k] = weightVariance * theta[k] + (scale - scale * separation)
        }
      }
    }
  }
}
