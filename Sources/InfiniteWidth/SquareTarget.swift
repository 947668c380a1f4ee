import LinearAlgebra

/// Where the tiles of full row-major matrices go. Different tiles touch different entries, so threads need no lock.
struct SquareTarget: @unchecked Sendable {
  private let nngp: UnsafeMutablePointer<Double>?
  private let ntk: UnsafeMutablePointer<Double>?
  private let columns: Int

  init(
    nngp: UnsafeMutableBufferPointer<Double>? = nil, ntk: UnsafeMutableBufferPointer<Double>? = nil, columns: Int
  ) {
    (self.nngp, self.ntk, self.columns) = (nngp?.baseAddress, ntk?.baseAddress, columns)
  }

  var wantsTangent: Bool { ntk != nil }

  /// Copies a tile of K and Θ to its place and, for `mirrored` matrices, its transpose to the other side of the
  /// diagonal.
  func write(
    _ tile: Tile, nngp kernels: UnsafeMutablePointer<Double>, ntk tangents: UnsafeMutablePointer<Double>?,
    mirrored: Bool, diagonal: [SelfCovariance]
  ) {
    if let nngp { write(tile, kernels, to: nngp, mirrored: mirrored, diagonal: { diagonal[$0].nngp }) }
    if let ntk, let tangents { write(tile, tangents, to: ntk, mirrored: mirrored, diagonal: { diagonal[$0].ntk }) }
  }

  private func write(
    _ tile: Tile, _ values: UnsafeMutablePointer<Double>, to matrix: UnsafeMutablePointer<Double>, mirrored: Bool,
    diagonal: (Int) -> Double
  ) {
    let (m, n) = (tile.rows.count, tile.columns.count)
    if mirrored, tile.rows == tile.columns {
      for i in 0..<m {
        values[i * n + i] = diagonal(tile.rows.lowerBound + i)
        for j in 0..<i { values[j * n + i] = values[i * n + j] }
      }
    }
    for i in 0..<m {
      let line = matrix + (tile.rows.lowerBound + i) * columns + tile.columns.lowerBound
      line.update(from: values + i * n, count: n)
    }
    if mirrored, tile.rows != tile.columns {
      transpose(
        rows: m, columns: n, from: values, stride: n,
        to: matrix + tile.columns.lowerBound * columns + tile.rows.lowerBound, stride: columns)
    }
  }
}
