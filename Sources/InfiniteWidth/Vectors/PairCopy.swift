/// ε and Θ of a block, kept aside; rows are `PairBlock.largestColumnCount` apart.
struct PairCopy {
  let separations: UnsafeMutablePointer<Double>
  let tangents: UnsafeMutablePointer<Double>

  func copy(_ block: PairBlock) {
    let (count, stride) = (block.columns.count, PairBlock.largestColumnCount)
    block.forEachRow { row, epsilon, theta in
      (separations + row * stride).update(from: epsilon, count: count)
      if let theta { (tangents + row * stride).update(from: theta, count: count) }
    }
  }

  func write(to block: PairBlock) {
    let (count, stride) = (block.columns.count, PairBlock.largestColumnCount)
    block.forEachRow { row, epsilon, theta in
      epsilon.update(from: separations + row * stride, count: count)
      theta?.update(from: tangents + row * stride, count: count)
    }
  }
}

extension PairWorkspace {
  /// Calls `body` with room for a block.
  mutating func borrowPair(_ body: (PairCopy, inout PairWorkspace) -> Void) {
    borrow { separations, workspace in
      workspace.borrow { tangents, workspace in
        body(PairCopy(separations: separations, tangents: tangents), &workspace)
      }
    }
  }
}
