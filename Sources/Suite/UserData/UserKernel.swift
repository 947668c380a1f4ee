import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra

/// The kernel of a user's architecture on inputs of a user's shape: of vectors, or of images whose positions matter.
enum UserKernel: Sendable {
  case vectors(InfiniteWidthKernel)
  case images(ConvolutionalKernel, height: Int, width: Int, channels: Int)

  /// - Throws: `ArchitectureFailure` naming the layer that does not fit the shape; `InfiniteWidthError`.
  init(_ architecture: Architecture, shape: InputShape) throws {
    try architecture.validate(input: shape)
    if case .image(let height, let width, let channels) = shape, ConvolutionalKernel.isNeeded(by: architecture) {
      self = .images(
        try ConvolutionalKernel(architecture, height: height, width: width), height: height, width: width,
        channels: channels)
    } else {
      self = .vectors(try InfiniteWidthKernel(architecture))
    }
  }

  /// The kernels between rows and columns; without columns, those of the rows with themselves.
  func matrices(
    rows: Matrix<Double>, columns: Matrix<Double>? = nil, get quantities: KernelQuantities,
    path: KernelPath = .automatic, threads: Int, progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> KernelMatrices {
    switch self {
    case .vectors(let kernel):
      try kernel.matrices(
        of: VectorPairs(rows: rows, columns: columns), get: quantities, path: path, threads: threads, progress: progress
      )
    case .images(let kernel, let height, let width, let channels):
      try kernel.matrices(
        of: PixelPairs(rows: rows, columns: columns, height: height, width: width, channels: channels),
        get: quantities, threads: threads, progress: progress)
    }
  }

  /// Writes K of the rows with themselves into packed storage.
  func fill(
    nngp: PackedTriangle, rows: Matrix<Double>, threads: Int, progress: (@Sendable (Double) -> Void)?
  ) throws {
    switch self {
    case .vectors(let kernel):
      try kernel.fill(nngp: nngp, of: VectorPairs(rows: rows), threads: threads, progress: progress)
    case .images(let kernel, let height, let width, let channels):
      try kernel.fill(
        nngp: nngp, of: PixelPairs(rows: rows, height: height, width: width, channels: channels), threads: threads,
        progress: progress)
    }
  }

  /// K(x, x) of every row.
  func variances(of rows: Matrix<Double>, threads: Int) throws -> [Double] {
    switch self {
    case .vectors(let kernel):
      try kernel.selfCovariances(inputVariances: VectorPairs(rows: rows).rowVariances).map(\.nngp)
    case .images(let kernel, _, _, let channels):
      try kernel.selfCovariances(of: rows, channels: channels, threads: threads).map(\.nngp)
    }
  }

  /// What an entry of the kernel costs, on the slower side.
  /// - Parameters: numbers in one input, and the layers with repetitions written out.
  func entryCost(width: Int, layers: Int) -> UserDataCost.Entry {
    switch self {
    case .vectors: UserDataCost.Entry(width: width, layers: layers)
    case .images(let kernel, _, _, let channels):
      UserDataCost.Entry(seconds: kernel.secondsPerPair, workingBytes: kernel.workingBytes(channels: channels))
    }
  }
}
