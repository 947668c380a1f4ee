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
/// a pair and layer and pooling (height · width)². Where offsets do not close (strides, windows that overlap,
/// attention) `PositionKernel` serves. All arithmetic is float64.
struct ImageKernel: PixelKernel {
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

  private func head(_ own: (equal: [[SelfCovariance]], all: [[SelfCovariance]])) throws -> [SelfCovariance] {
    let values = program.head == .flatten ? own.equal[0] : own.all[0]
    for value in values where !(value.nngp.isFinite && value.ntk.isFinite) {
      throw InfiniteWidthError.overflowsInImage
    }
    return values
  }

  func run(
    _ pairs: PixelPairs, wantsTangent: Bool, threads: Int, progress: (@Sendable (Double) -> Void)?,
    write: @Sendable (Tile, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?, [SelfCovariance]) -> Void
  ) throws {
    let filler = try SpatialFiller(
      program: program, pairs: pairs, wantsTangent: wantsTangent, threads: threads)
    let rows = try head(filler.selfCovariances(of: pairs.rows))
    let columns = pairs.isSymmetric ? rows : try head(filler.selfCovariances(of: pairs.columns))
    let stage = VectorStage(
      layers: program.vectorLayers, rows: rows, columns: columns, former: program.spatialLayerCount,
      needsCosines: program.needsCosines,
      near: NearImages(
        program.equal, layers: program.vectorLayers, pairs, wantsTangent: wantsTangent))
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
