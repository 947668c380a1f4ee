import LinearAlgebra

/// Where the tiles of full row-major matrices go. Different tiles touch different entries, so threads need no lock.
struct SquareTarget: @unchecked Sendable {
  private let nngp: KernelMemory?
  private let ntk: KernelMemory?

  init(
    nngp: UnsafeMutableBufferPointer<Double>? = nil, ntk: UnsafeMutableBufferPointer<Double>? = nil, columns: Int
  ) {
    func memory(_ buffer: UnsafeMutableBufferPointer<Double>?) -> KernelMemory? {
      buffer?.baseAddress.map { KernelMemory($0, rowStride: columns) }
    }
    self.init(nngp: memory(nngp), ntk: memory(ntk))
  }

  init(nngp: KernelMemory?, ntk: KernelMemory?) { (self.nngp, self.ntk) = (nngp, ntk) }

  var wantsTangent: Bool { ntk != nil }

  var quantities: KernelQuantities {
    var wanted: KernelQuantities = []
    if nngp != nil { wanted.insert(.nngp) }
    if ntk != nil { wanted.insert(.ntk) }
    return wanted
  }

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
    _ tile: Tile, _ values: UnsafeMutablePointer<Double>, to memory: KernelMemory, mirrored: Bool,
    diagonal: (Int) -> Double
  ) {
    let (m, n) = (tile.rows.count, tile.columns.count)
    let (matrix, stride) = (memory.base, memory.rowStride)
    if mirrored, tile.rows == tile.columns {
      for i in 0..<m {
        values[i * n + i] = diagonal(tile.rows.lowerBound + i)
        for j in 0..<i { values[j * n + i] = values[i * n + j] }
      }
    }
    for i in 0..<m {
      let line = matrix + (tile.rows.lowerBound + i) * stride + tile.columns.lowerBound
      line.update(from: values + i * n, count: n)
    }
    if mirrored, tile.rows != tile.columns {
      transpose(
        rows: m, columns: n, from: values, stride: n,
        to: matrix + tile.columns.lowerBound * stride + tile.rows.lowerBound, stride: stride)
    }
  }
}
