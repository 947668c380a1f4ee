import LinearAlgebra

/// The sum of what branches make of one input: they are independent, so kernels add. A residual's first branch is the
/// identity; branches of a concatenation end in their shares (`ScaleStep`).
struct BranchStep: PairStep {
  let branches: [[any PairStep]]
  /// What the branches before have, and the one at hand: of the second branch, the third and so on.
  let sums: [OrthogonalSum]

  var isPreparable: Bool { branches.contains { $0.contains(where: \.isPreparable) } }

  func prepared(for tile: Tile) -> any PairStep {
    BranchStep(branches: branches.map { $0.map { $0.prepared(for: tile) } }, sums: sums)
  }

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    guard branches.count > 1 else {
      for step in branches.joined() { step.apply(to: block, workspace: &workspace) }
      return
    }
    workspace.borrowPair { input, workspace in
      input.copy(block)
      for step in branches[0] { step.apply(to: block, workspace: &workspace) }
      // The input serves as what the identity has made of it, where no further branch needs it.
      if branches[0].isEmpty, branches.count == 2 { return add(1, to: input, block, &workspace) }
      workspace.borrowPair { soFar, workspace in
        for number in 1..<branches.count {
          soFar.copy(block)
          input.write(to: block)
          add(number, to: soFar, block, &workspace)
        }
      }
    }
  }

  /// Runs a branch on the input, which is in the block, and leaves there its sum with what the others have made of it.
  private func add(_ number: Int, to others: PairCopy, _ block: PairBlock, _ workspace: inout PairWorkspace) {
    let stride = PairBlock.largestColumnCount
    for step in branches[number] { step.apply(to: block, workspace: &workspace) }
    block.forEachRow { row, _, theta in
      guard let theta else { return }
      let own = others.tangents + row * stride
      for k in 0..<block.columns.count { theta[k] += own[k] }
    }
    sums[number - 1].combine(block, others: others.separations) { epsilon, row, k, first, second in
      first * (others.separations + row &* stride)[k] + second * epsilon
    }
  }
}
