import Architectures
import Inputs
import LinearAlgebra

/// The kernel of an architecture on images, by the tensor of covariances between positions.
///
/// *Definition* (Novak et al. 2019; Garriga-Alonso et al. 2019; Hron et al. 2020; the conventions of neural-tangents).
/// A pair of images x, x′ has K[p, p′] = x_p·x′_{p′}/channels and Θ = 0 at the input, for every pair of positions or
/// for equal ones, whichever the head and the layers before it need. Each layer maps the tensor to that of the
/// positions behind it (`PositionConvolution`, `PositionPooling`, `PositionAttention`, φ on each pair) until one
/// position is left. What a pair needs to know of each image comes of the image's own tensor, K(x, x).
///
/// Sequences are images of width 1, vectors images of one position. It serves any stride and window, and branches that
/// change positions; `ImageKernel` is faster where it can serve. All arithmetic is float64.
struct PositionKernel: PixelKernel {
  let program: PositionProgram

  /// - Throws: `ArchitectureFailure` naming the layer that does not fit the shape; `InfiniteWidthError.endsInImage`.
  init(_ architecture: Architecture, shape: PositionShape) throws {
    program = try PositionProgram(architecture.expanded, on: shape)
  }

  func selfCovariances(
    of images: Matrix<Double>, channels: Int, get quantities: KernelQuantities, threads: Int
  ) throws -> [SelfCovariance] {
    let pairs = try PixelPairs(
      rows: images, height: program.grid.height, width: program.grid.width, channels: channels)
    let own = try PositionFiller(
      program: program, pairs: pairs, wantsTangent: quantities.contains(.ntk), threads: threads
    ).selfCovariances(of: images)
    return try VectorStage(layers: program.vectorLayers, rows: own, columns: own, former: program.spatialLayerCount)
      .behind(own, get: quantities)
  }

  func run(
    _ pairs: PixelPairs, wantsTangent: Bool, threads: Int, progress: (@Sendable (Double) -> Void)?,
    write: @Sendable (Tile, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>?, [SelfCovariance]) -> Void
  ) throws {
    let filler = try PositionFiller(program: program, pairs: pairs, wantsTangent: wantsTangent, threads: threads)
    let rows = try filler.selfCovariances(of: pairs.rows)
    let columns = pairs.isSymmetric ? rows : try filler.selfCovariances(of: pairs.columns)
    let near = NearImages(program.equal, layers: program.vectorLayers, pairs, wantsTangent: wantsTangent)
    let stage = VectorStage(
      layers: program.vectorLayers, rows: rows, columns: columns, former: program.spatialLayerCount,
      needsCosines: program.needsCosines, near: near)
    let quantities: KernelQuantities = wantsTangent ? .both : .nngp
    let own = try stage.behind(rows, get: quantities)
    if !pairs.isSymmetric { _ = try stage.behind(columns, get: quantities) }
    let diagonal = pairs.isSymmetric ? own : []
    try filler.run(progress: progress) { tile, found in
      var kernels = found
      try stage.apply(
        tile, nngp: &kernels.nngp, ntk: &kernels.ntk, equalTangents: found.equalTangents, wantsTangent: wantsTangent)
      kernels.nngp.withUnsafeMutableBufferPointer { nngp in
        kernels.ntk.withUnsafeMutableBufferPointer { ntk in
          guard let nngp = nngp.baseAddress else { return }
          write(tile, nngp, wantsTangent ? ntk.baseAddress : nil, diagonal)
        }
      }
    }
  }
}
