import CElementary
import LinearAlgebra
import Nonlinearities

/// φ: c ← T/√(T T′), Θ ← Ṫ Θ.
struct ActivationStep: PairStep {
  let map: any DualMap

  var isPreparable: Bool { map.isPreparable }

  func prepared(for tile: Tile) -> any PairStep {
    map.prepared(rows: tile.rows, columns: tile.columns).map { ActivationStep(map: $0) } ?? self
  }

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    workspace.borrow { derivatives, _ in
      block.forEachRow { row, epsilon, theta in
        let (own, count) = (block.rows.lowerBound + row, block.columns.count)
        let opposites = OppositePairs(takenFrom: epsilon, count: count)
        guard !opposites.isEmpty else {
          map.advance(row: own, columns: block.columns, separations: epsilon, tangents: theta, derivatives: derivatives)
          return
        }
        let wanted = theta == nil ? nil : derivatives
        opposites.reflected(by: map, row: own, firstColumn: block.columns.lowerBound, epsilon, wanted) {
          map.map(row: own, columns: block.columns, separations: epsilon, derivatives: wanted)
          // Rounding must not give ε the sign of opposite inputs.
          for k in 0..<count { epsilon[k] = elementary_max(0, epsilon[k]) }
        }
        if let theta { for k in 0..<count { theta[k] *= derivatives[k] } }
      }
    }
  }
}

/// Different inputs meet independent masks: K and Θ stay, while the variances grow by 1/keep.
struct DropoutStep: PairStep {
  let keepProbability: Double

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    block.forEachRow { _, epsilon, _ in
      let opposites = OppositePairs(takenFrom: epsilon, count: block.columns.count)
      for k in 0..<block.columns.count { epsilon[k] = (1 - keepProbability) + keepProbability * epsilon[k] }
      opposites.putBack(into: epsilon) { (1 - keepProbability) + keepProbability * $1 }
    }
  }
}

/// Every input is divided by its own norm: correlations stay.
struct LayerNormStep: PairStep {
  /// 1/√(q + 10⁻¹²)
  let inverseRoots: PairFactors

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    inverseRoots.of(block) { rowScales, columnScales in
      block.forEachRow { row, _, theta in
        guard let theta else { return }
        for k in 0..<block.columns.count { theta[k] *= rowScales[row] * columnScales[k] }
      }
    }
  }
}

/// K and Θ times a number: a branch's share in a concatenation.
struct ScaleStep: PairStep {
  let factor: Double

  func apply(to block: PairBlock, workspace: inout PairWorkspace) {
    block.forEachRow { _, _, theta in
      guard let theta else { return }
      for k in 0..<block.columns.count { theta[k] *= factor }
    }
  }
}
