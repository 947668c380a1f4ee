import Inputs
import LinearAlgebra
import Platform
import Synchronization

/// K and Θ behind the head at every readout, for the pairs of a tile.
struct HeadTile {
  /// [readout][pair], row-major without gaps: the mean over equal positions, and over all pairs of positions.
  var equal: [KernelPair]
  var all: [KernelPair]

  struct KernelPair {
    var nngp: [Double]
    /// Zeros if Θ is not wanted.
    var ntk: [Double]
  }
}

/// Computes pairs of images tile by tile on several threads. What becomes of a tile is the caller's business.
struct SpatialFiller {
  let program: ImageProgram
  let pairs: PixelPairs
  let wantsTangent: Bool
  let threads: Int

  /// - Throws: `PixelPairsError.shapesDiffer` for images of another size than the program's;
  ///   `NonlinearityFailure.discontinuous` of a φ that jumps, where Θ is wanted.
  init(program: ImageProgram, pairs: PixelPairs, wantsTangent: Bool, threads: Int) throws {
    let grid = program.stages[0].grid
    guard pairs.height == grid.height, pairs.width == grid.width else {
      throw PixelPairsError.shapesDiffer(
        height: pairs.height, width: pairs.width, expectedHeight: grid.height, expectedWidth: grid.width)
    }
    if wantsTangent {
      for slot in program.slots {
        if case .nonlinearity(let nonlinearity) = slot.content { try nonlinearity.checkContinuity() }
      }
    }
    (self.program, self.pairs, self.wantsTangent, self.threads) = (program, pairs, wantsTangent, threads)
  }

  /// The most images on either side of a tile: their tables stay in the third-level cache, and preparing them costs
  /// little beside their pairs.
  static func largestTile(_ program: ImageProgram) -> Int { program.isEqualPositionsOnly ? 32 : 16 }

  /// Bytes of tables that stay in a second-level cache of 512 kB or more: of one row image, and of the column images
  /// that it meets one after the other.
  private static let tableBytes = 448 << 10

  /// - Parameter consume: called once a tile, from any thread. Of symmetric pairs only what is below the diagonal
  ///   counts.
  func run(
    progress: (@Sendable (Double) -> Void)?, consume: @Sendable (Tile, HeadTile) throws -> Void
  ) throws {
    try pairs.forEachTile(
      largest: Self.largestTile(program), perThread: 16, threads: threads, progress: progress,
      scratch: { SpatialRunner(program, wantsTangent: wantsTangent) },
      { tile, runner in try consume(tile, kernels(of: tile, runner)) })
  }

  private func kernels(of tile: Tile, _ runner: SpatialRunner) throws -> HeadTile {
    let isDiagonal = pairs.isSymmetric && tile.rows == tile.columns
    let images = try PreparedImages(
      program, images: tile.rows.map(pairs.rows.row) + (isDiagonal ? [] : tile.columns.map(pairs.columns.row)),
      channels: pairs.channels, runner: runner)
    let none = HeadTile.KernelPair(
      nngp: Array(repeating: 0, count: tile.count), ntk: Array(repeating: 0, count: tile.count))
    var result = HeadTile(
      equal: Array(repeating: none, count: program.readoutCount),
      all: Array(repeating: none, count: program.readoutCount))
    let means = HeadMeans(program)
    let columnCount = max(1, Self.tableBytes / images.byteCount - 1)
    for columns in TileGrid.pieces(0..<tile.columns.count, columnCount) {
      for (i, j) in tile.rows.indices.flatMap({ row in columns.map { (row - tile.rows.lowerBound, $0) } })
      where !isDiagonal || j < i {
        runner.run(images, i, isDiagonal ? j : tile.rows.count + j)
        for readout in 0..<program.readoutCount {
          let place = i * tile.columns.count + j
          (result.equal[readout].nngp[place], result.equal[readout].ntk[place]) = means.equal(runner.equal[readout])
          (result.all[readout].nngp[place], result.all[readout].ntk[place]) = means.all(runner.all[readout])
        }
      }
    }
    return result
  }

  /// K(x, x) and Θ(x, x) of every image behind the head: at each readout, by image.
  func selfCovariances(
    of images: Matrix<Double>
  ) throws -> (equal: [[SelfCovariance]], all: [[SelfCovariance]]) {
    let pieces = TileGrid.pieces(0..<images.rows, max(1, min(Self.largestTile(program), images.rows / (4 * threads))))
    let means = HeadMeans(program)
    let found = Mutex<[Int: (equal: [SelfCovariance], all: [SelfCovariance])]>([:])
    try Parallel.forEach(
      count: pieces.count, threads: threads, scratch: { SpatialRunner(program, wantsTangent: wantsTangent) },
      { index, runner in
        let prepared = try PreparedImages(
          program, images: pieces[index].map(images.row), channels: pairs.channels, runner: runner)
        for (k, image) in pieces[index].enumerated() {
          runner.run(prepared, k, k)
          let own = (
            equal: runner.equal.map { SelfCovariance(means.equal($0)) },
            all: runner.all.map { SelfCovariance(means.all($0)) }
          )
          found.withLock { $0[image] = own }
        }
      })
    let values = found.withLock { known in (0..<images.rows).compactMap { known[$0] } }
    return (
      (0..<program.readoutCount).map { readout in values.map { $0.equal[readout] } },
      (0..<program.readoutCount).map { readout in values.map { $0.all[readout] } }
    )
  }
}

/// Sums over positions turned into means.
private struct HeadMeans {
  private let positions: Double
  private let pooledFactor: Double

  init(_ program: ImageProgram) {
    positions = Double(program.stages.last?.grid.positionCount ?? 1)
    pooledFactor = program.pooledFactor
  }

  func equal(_ sums: (nngp: Double, ntk: Double)) -> (Double, Double) { (sums.nngp / positions, sums.ntk / positions) }
  func all(_ sums: (nngp: Double, ntk: Double)) -> (Double, Double) {
    (pooledFactor * (sums.nngp / (positions * positions)), pooledFactor * (sums.ntk / (positions * positions)))
  }
}

extension SelfCovariance {
  fileprivate init(_ values: (Double, Double)) {
    self.init(inputVariance: values.0)
    ntk = values.1
  }
}
