import Inputs
import LinearAlgebra
import Platform
import Synchronization

/// Computes pairs of images tile by tile on several threads, by their tensors. What becomes of a tile is the caller's
/// business.
struct PositionFiller {
  let program: PositionProgram
  let pairs: PixelPairs
  let wantsTangent: Bool
  let threads: Int

  /// K and Θ behind the head of the pairs of a tile, and the mean of Θ over equal positions before it; row-major
  /// without gaps.
  struct HeadTile {
    var nngp: [Double]
    var ntk: [Double]
    var equalTangents: [Double]
  }

  /// - Throws: `PixelPairsError.shapesDiffer` for images of another size than the program's;
  ///   `NonlinearityFailure.discontinuous` of a φ that jumps, where Θ is wanted.
  init(program: PositionProgram, pairs: PixelPairs, wantsTangent: Bool, threads: Int) throws {
    guard pairs.height == program.grid.height, pairs.width == program.grid.width else {
      throw PixelPairsError.shapesDiffer(
        height: pairs.height, width: pairs.width, expectedHeight: program.grid.height,
        expectedWidth: program.grid.width)
    }
    if wantsTangent {
      for slot in program.slots {
        if case .nonlinearity(let nonlinearity) = slot.content { try nonlinearity.checkContinuity() }
      }
    }
    (self.program, self.pairs, self.wantsTangent, self.threads) = (program, pairs, wantsTangent, threads)
  }

  /// Bytes that the images of a tile may keep together.
  private static let tileBytes = 64 << 20

  /// The most images on either side of a tile: as many as `tileBytes` hold, so that preparing them costs little beside
  /// their pairs. Of equal positions alone it is as much work as three pairs.
  static func largestTile(_ program: PositionProgram, channels: Int) -> Int {
    let most = program.met == .equal && program.hasOnlyFastDuals ? 64 : 16
    return max(1, min(most, tileBytes / (16 * PreparedPositions.count(program, channels: channels))))
  }

  /// - Parameter consume: called once a tile, from any thread. Of symmetric pairs only what is below the diagonal
  ///   counts.
  func run(
    progress: (@Sendable (Double) -> Void)?, consume: @Sendable (Tile, HeadTile) throws -> Void
  ) throws {
    // Few tiles for every thread, and not too small: an image is prepared anew for each.
    try pairs.forEachTile(
      largest: Self.largestTile(program, channels: pairs.channels), perThread: 4, threads: threads, progress: progress,
      scratch: { PositionRunner(program, wantsTangent: wantsTangent) },
      { tile, runner in try consume(tile, kernels(of: tile, runner)) })
  }

  private func kernels(of tile: Tile, _ runner: PositionRunner) throws -> HeadTile {
    let isDiagonal = pairs.isSymmetric && tile.rows == tile.columns
    func prepared(_ images: Matrix<Double>, _ range: Range<Int>) throws -> [PreparedPositions] {
      try range.map { try PreparedPositions(images.row($0), channels: pairs.channels, runner: runner) }
    }
    let rows = try prepared(pairs.rows, tile.rows)
    let columns = isDiagonal ? rows : try prepared(pairs.columns, tile.columns)
    let duals = try PositionPair.duals(program, of: isDiagonal ? rows : rows + columns)
    let zeros = [Double](repeating: 0, count: tile.count)
    var result = HeadTile(nngp: zeros, ntk: zeros, equalTangents: zeros)
    for (i, one) in rows.enumerated() {
      for (j, two) in columns.enumerated() where !isDiagonal || j < i {
        let head = try runner.run(
          one.pixels, two.pixels, channels: pairs.channels, PositionPair(first: one, second: two, duals: duals))
        let place = i * tile.columns.count + j
        (result.nngp[place], result.ntk[place], result.equalTangents[place]) = (
          head.nngp, head.ntk, head.equalTangents
        )
      }
    }
    return result
  }

  /// K(x, x) and Θ(x, x) of every image behind the head.
  func selfCovariances(of images: Matrix<Double>) throws -> [SelfCovariance] {
    let found = Mutex<[SelfCovariance]>(Array(repeating: SelfCovariance(inputVariance: 0), count: images.rows))
    try Parallel.forEach(
      count: images.rows, threads: threads, scratch: { PositionRunner(program, wantsTangent: wantsTangent) },
      { index, runner in
        let image = try PreparedPositions(images.row(index), channels: pairs.channels, runner: runner)
        found.withLock { $0[index] = image.own }
      })
    return found.withLock { $0 }
  }
}
