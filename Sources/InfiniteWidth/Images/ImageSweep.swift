import Architectures
import Inputs
import LinearAlgebra
import Platform

/// The sweep over depths of an architecture on images, flattened and pooled: a read-in, then the same layers over and
/// over, and a head at every depth.
///
/// Depth l is `readIn + layers × l` and then `flatten` or `globalAveragePooling`. On a torus a convolution before the
/// head is the dense layer after it: the head's mean and the convolution's can be taken in either order.
struct ImageSweep: Sendable {
  /// The depths, ascending.
  let depths: [Int]
  let heads: DepthSweep.Heads
  private let program: ImageProgram

  /// - Throws: `DepthSweepError` for the depths, `ArchitectureFailure` for layers that are no network on images of this
  ///   size.
  init(
    readIn: [Layer], repeated: [Layer], depths: [Int], heads: DepthSweep.Heads, height: Int, width: Int
  ) throws {
    let deepest = try DepthSweepError.deepest(of: depths)
    func network(_ count: Int) throws -> Architecture {
      try Architecture(layers: readIn + (count > 0 ? [.repeated(count: count, layers: repeated)] : []))
    }
    let head: ImageProgram.Head = heads == .flattened ? .flatten : .globalAveragePooling
    let whole = try Architecture(layers: network(deepest).layers + [heads.layer])
    try whole.validate(input: .image(height: height, width: width, channels: 1))
    try ImageProgram.checkBranches(of: whole.expanded)
    var (spatial, former) = ([[Layer]](), 0)
    for (position, depth) in depths.enumerated() {
      let count = depth - former
      let steps =
        try count > 0 ? Architecture(layers: readIn + [.repeated(count: count, layers: repeated)]) : network(0)
      spatial.append(Array(steps.expanded.dropFirst(position == 0 ? 0 : try network(0).expanded.count)))
      former = depth
    }
    (self.depths, self.heads) = (depths, heads)
    program = ImageProgram(
      spatial: spatial, head: head, grid: PositionGrid(height: height, width: width), vectorLayers: [])
  }

  /// The kernels at every depth, [n₁, n₂] each. An entry has the same bits for any number of threads.
  ///
  /// - Throws: `PixelPairsError` for images of another size; `InfiniteWidthError.overflowsInImage` if K(x, x) of a
  ///   symmetric kernel is beyond float64 at some depth.
  /// - Complexity: that of the deepest kernel alone; n₁ n₂ numbers a depth, head and quantity.
  func kernels(
    of pairs: PixelPairs, get quantities: KernelQuantities, threads: Int,
    progress: (@Sendable (Double) -> Void)?
  ) throws -> [DepthSweep.HeadKernels] {
    let filler = try SpatialFiller(
      program: program, pairs: pairs, wantsTangent: quantities.contains(.ntk), threads: threads)
    let own = try filler.selfCovariances(of: pairs.rows)
    let others = pairs.isSymmetric ? ([], []) : try filler.selfCovariances(of: pairs.columns)
    for value in (own.0 + own.1 + others.0 + others.1).joined() where !(value.nngp.isFinite && value.ntk.isFinite) {
      throw InfiniteWidthError.overflowsInImage
    }
    let (rows, columns) = (pairs.rows.rows, pairs.columns.rows)
    let storage = depths.map { _ in
      (
        flattened: SweepStorage(rows, columns, quantities),
        pooled: heads == .both ? SweepStorage(rows, columns, quantities) : nil
      )
    }
    try filler.run(progress: progress) { tile, found in
      for position in depths.indices {
        var (equal, all) = (found.equal[position], found.all[position])
        let diagonals = pairs.isSymmetric ? (own.0[position], own.1[position]) : ([], [])
        storage[position].flattened.write(tile, &equal, mirrored: pairs.isSymmetric, diagonal: diagonals.0)
        storage[position].pooled?.write(tile, &all, mirrored: pairs.isSymmetric, diagonal: diagonals.1)
      }
    }
    return storage.map { DepthSweep.HeadKernels(flattened: $0.flattened.matrices, pooled: $0.pooled?.matrices) }
  }

  /// Seconds of one core for one pair of images through all depths, on the slower side.
  var secondsPerPair: Double { ImageKernel.secondsPerPair(program) }
}

/// Where the tiles of one depth go. Different tiles touch different entries, so threads need no lock.
private final class SweepStorage: @unchecked Sendable {
  private let nngp: UnsafeMutableBufferPointer<Double>?
  private let ntk: UnsafeMutableBufferPointer<Double>?
  private let (rows, columns): (Int, Int)

  init(_ rows: Int, _ columns: Int, _ quantities: KernelQuantities) {
    func allocate(_ isWanted: Bool) -> UnsafeMutableBufferPointer<Double>? {
      guard isWanted else { return nil }
      let numbers = UnsafeMutableBufferPointer<Double>.allocate(capacity: rows * columns)
      numbers.initialize(repeating: 0)
      return numbers
    }
    (self.rows, self.columns) = (rows, columns)
    (nngp, ntk) = (allocate(quantities.contains(.nngp)), allocate(quantities.contains(.ntk)))
  }

  deinit {
    nngp?.deallocate()
    ntk?.deallocate()
  }

  func write(_ tile: Tile, _ kernels: inout HeadTile.KernelPair, mirrored: Bool, diagonal: [SelfCovariance]) {
    let target = SquareTarget(nngp: nngp, ntk: ntk, columns: columns)
    kernels.nngp.withUnsafeMutableBufferPointer { nngp in
      kernels.ntk.withUnsafeMutableBufferPointer { ntk in
        guard let nngp = nngp.baseAddress else { return }
        target.write(tile, nngp: nngp, ntk: ntk.baseAddress, mirrored: mirrored, diagonal: diagonal)
      }
    }
  }

  var matrices: KernelMatrices {
    func matrix(_ numbers: UnsafeMutableBufferPointer<Double>?) -> Matrix<Double>? {
      numbers.map { Matrix(rows: rows, columns: columns, elements: Array($0)) }
    }
    return KernelMatrices(nngp: matrix(nngp), ntk: matrix(ntk))
  }
}
