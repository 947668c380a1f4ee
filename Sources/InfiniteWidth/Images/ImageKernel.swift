import Architectures
import Inputs
import LinearAlgebra
import Platform

/// The kernel of an architecture that works on the positions of images: K and Θ of convolutional networks.
///
/// *Definition* (Xiao et al. 2020, Section 5; Arora et al. 2019, Section 4; the conventions of neural-tangents). Every
/// pair of positions p of x and p′ of x′ has a covariance; at the input K⁰[p, p′] = x_p·x′_{p′}/channels. A convolution
/// averages over kernelSize² neighbours moved alike (`SpatialConvolution`), φ acts on each pair, pooling averages over
/// positions (`PoolingWindow`), and at the head
///
///     flatten: K = mean over p of K[p, p],    globalAveragePooling: K = mean over p and p′ of K[p, p′].
///
/// For a fixed offset p′ − p the recursion closes on one plane of positions, so flattening costs height · width numbers
/// a pair and layer and pooling (height · width)². All arithmetic is float64.
struct ImageKernel: Sendable {
  let program: ImageProgram
  private let height: Int
  private let width: Int

  /// - Throws: `ArchitectureFailure` naming the layer that does not fit images of this size;
  ///   `InfiniteWidthError.endsInImage`.
  init(_ architecture: Architecture, height: Int, width: Int) throws {
    try architecture.validate(input: .image(height: height, width: width, channels: 1))
    (self.height, self.width) = (height, width)
    program = try ImageProgram(architecture.expanded, grid: PositionGrid(height: height, width: width))
  }

  /// K(x, x) and Θ(x, x) of images [n, height · width · channels].
  /// - Complexity: that of n pairs.
  func selfCovariances(
    of images: Matrix<Double>, channels: Int, get quantities: KernelQuantities, threads: Int
  ) throws -> [SelfCovariance] {
    let pairs = try PixelPairs(rows: images, height: height, width: width, channels: channels)
    let own = try head(
      SpatialFiller(program: program, pairs: pairs, wantsTangent: quantities.contains(.ntk), threads: threads)
        .selfCovariances(of: images))
    return try VectorStage(layers: program.vectorLayers, rows: own, columns: own, former: program.spatialLayerCount)
      .behind(own, get: quantities)
  }

  /// The kernels between all row and column images, [n₁, n₂].
  ///
  /// A symmetric matrix is computed below its diagonal and mirrored. An entry has the same bits for any number of
  /// threads and in any larger or smaller matrix.
  /// - Throws: `PixelPairsError` for images of another size, `InfiniteWidthError.overflows`, `NonlinearityFailure`.
  /// - Complexity: `positionPairs` · layers · about 1 ns a pair of images (half of them for symmetric ones); some 10 MB
  ///   a thread.
  func matrices(
    of pairs: PixelPairs, get quantities: KernelQuantities, threads: Int, progress: (@Sendable (Double) -> Void)?
  ) throws -> KernelMatrices {
    try KernelMatrices(rows: pairs.rows.rows, columns: pairs.columns.rows, get: quantities) { target in
      try fill(target, of: pairs, threads: threads, progress: progress)
    }
  }

  /// The same into memory that is there already.
  func fill(
    _ target: SquareTarget, of pairs: PixelPairs, threads: Int, progress: (@Sendable (Double) -> Void)?
  ) throws {
    try run(pairs, wantsTangent: target.wantsTangent, threads, progress) { tile, nngp, ntk, diagonal in
      target.write(tile, nngp: nngp, ntk: ntk, mirrored: pairs.isSymmetric, diagonal: diagonal)
    }
  }

  /// Writes the kernels of a list of images with itself straight into packed storage, with the bits of `matrices(of:)`.
  func fill(
    nngp: PackedTriangle?, ntk: PackedTriangle?, of pairs: PixelPairs, threads: Int,
    progress: (@Sendable (Double) -> Void)?
  ) throws {
    precondition(pairs.isSymmetric, "packed matrices are symmetric")
    try run(pairs, wantsTangent: ntk != nil, threads, progress) { tile, kernels, tangents, diagonal in
      PackedTarget(nngp: nngp, ntk: ntk, diagonal: diagonal).write(tile, nngp: kernels, ntk: tangents)
    }
  }

  private func head(_ own: (equal: [[SelfCovariance]], all: [[SelfCovariance]])) throws -> [SelfCovariance] {
    let values = program.head == .flatten ? own.equal[0] : own.all[0]
    for value in values where !(value.nngp.isFinite && value.ntk.isFinite) {
      throw InfiniteWidthError.overflowsInImage
    }
    return values
  }

  private func run(
    _ pairs: PixelPairs, wantsTangent: Bool, _ threads: Int, _ progress: (@Sendable (Double) -> Void)?,
    write: @Sendable (Tile, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?, [SelfCovariance]) -> Void
  ) throws {
    let filler = try SpatialFiller(
      program: program, pairs: pairs, wantsTangent: wantsTangent, threads: threads)
    let rows = try head(filler.selfCovariances(of: pairs.rows))
    let columns = pairs.isSymmetric ? rows : try head(filler.selfCovariances(of: pairs.columns))
    let stage = VectorStage(
      layers: program.vectorLayers, rows: rows, columns: columns, former: program.spatialLayerCount,
      needsCosines: program.needsCosines, near: NearImages(program, pairs, wantsTangent: wantsTangent))
    let quantities: KernelQuantities = wantsTangent ? .both : .nngp
    let own = try stage.behind(rows, get: quantities)
    if !pairs.isSymmetric { _ = try stage.behind(columns, get: quantities) }
    let diagonal = pairs.isSymmetric ? own : []
    try filler.run(progress: progress) { tile, found in
      var kernels = program.head == .flatten ? found.equal[0] : found.all[0]
      try stage.apply(
        tile, nngp: &kernels.nngp, ntk: &kernels.ntk, equalTangents: found.equal[0].ntk, wantsTangent: wantsTangent)
      kernels.nngp.withUnsafeMutableBufferPointer { nngp in
        kernels.ntk.withUnsafeMutableBufferPointer { ntk in
          guard let nngp = nngp.baseAddress else { return }
          write(tile, nngp, wantsTangent ? ntk.baseAddress : nil, diagonal)
        }
      }
    }
  }
}
