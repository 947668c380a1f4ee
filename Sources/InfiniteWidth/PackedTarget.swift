import LinearAlgebra

/// Where the tiles of packed symmetric matrices go: K, Θ or both, the lower triangle alone.
struct PackedTarget {
  let nngp: PackedTriangle?
  let ntk: PackedTriangle?
  /// K(x, x) and Θ(x, x) of every input, from the recursion of one input with itself.
  let diagonal: [SelfCovariance]

  func write(_ tile: Tile, nngp kernels: UnsafeMutablePointer<Double>, ntk tangents: UnsafeMutablePointer<Double>?) {
    if let nngp {
      setDiagonal(tile, kernels) { diagonal[$0].nngp }
      nngp.write(tile, kernels)
    }
    if let ntk, let tangents {
      setDiagonal(tile, tangents) { diagonal[$0].ntk }
      ntk.write(tile, tangents)
    }
  }

  private func setDiagonal(_ tile: Tile, _ values: UnsafeMutablePointer<Double>, _ value: (Int) -> Double) {
    for i in tile.rows where tile.columns.contains(i) {
      values[(i - tile.rows.lowerBound) * tile.columns.count + (i - tile.columns.lowerBound)] = value(i)
    }
  }
}
