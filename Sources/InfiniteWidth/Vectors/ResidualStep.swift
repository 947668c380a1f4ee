import LinearAlgebra

/// x + branch(x): the two are independent, so kernels add.
struct ResidualStep: PairStep {
  let branch: [any PairStep]
  /// The input and the branch's output.
  let sum: OrthogonalSum

  var isPreparable: Bool { branch.contains(where: \.isPreparable) }

  func prepared(for tile: Tile) -> any PairStep {
    ResidualStep(branch: branch.map { $0.prepared(for: tile) }, sum: sum)
  }

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    let (count, savedStride) = (block.columns.count, PairBlock.largestColumnCount)
    workspace.borrow { savedSeparations, workspace in
      workspace.borrow { savedTangents, workspace in
        block.forEachRow { row, epsilon, theta in
          (savedSeparations + row * savedStride).update(from: epsilon, count: count)
          if let theta { (savedTangents + row * savedStride).update(from: theta, count: count) }
        }
        for step in branch { step.apply(to: block, workspace: &workspace) }
        block.forEachRow { row, _, theta in
          guard let theta else { return }
          let saved = savedTangents + row * savedStride
          for k in 0..<count { theta[k] += saved[k] }
        }
      }
      sum.combine(block, others: savedSeparations) { epsilon, row, k, first, second in
        first * (savedSeparations + row &* savedStride)[k] + second * epsilon
      }
    }
  }
}
