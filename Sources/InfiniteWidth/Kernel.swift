import Architectures
import Inputs
import LinearAlgebra
import Platform

/// The infinite-width reading of an architecture: its NNGP kernel K and its neural tangent kernel Θ, of vectors or of
/// images.
///
/// ```swift
/// let kernels = try Kernel(network, inputShape: .image(height: 32, width: 32, channels: 3))
///   .matrices(rows: images, get: .both)
/// ```
///
/// *Definition* (Lee et al. 2018, Eqs. 5–6; Xiao et al. 2020, Eq. 8). With K⁰ = x·x′/d at the input,
///
///     dense:  K ← σ_w² K + σ_b²,   Θ ← K + σ_w² Θ          (K the new one; Θ⁰ = 0)
///     φ:      K ← T(K) = E[φφ′],    Θ ← Ṫ(K) Θ = E[φ̇φ̇′] Θ
///
/// in the NTK parameterisation (`LayerLearning` has others); convolutions carry a covariance for every pair of
/// positions (Xiao et al. 2020, Section 5; Arora et al. 2019, Section 4). All arithmetic is float64.
///
/// An architecture with layers that work on positions is read as one on images, or on sequences, which are images of
/// width 1, and needs their size; any other is read as one on vectors, of whatever shape. Images go by planes of one
/// offset of positions where these close on themselves, and by the tensor of all pairs of positions where they do not
/// (strides, windows that overlap, attention, branches that change positions: Images/README.md). Which way an entry is
/// computed (layer by layer, by a polynomial of the angle for inputs of one norm, by the paper's table) follows from
/// `KernelAlgorithm`, `KernelPath` and the inputs.
public struct Kernel: Sendable {
  enum Way: Sendable {
    case vectors(VectorKernel)
    case images(any PixelKernel, height: Int, width: Int)
  }

  public let architecture: Architecture
  /// The shape of an input; nil of a kernel of vectors of any length.
  public let inputShape: InputShape?
  let way: Way

  /// - Parameters:
  ///   - inputShape: of one input, to which rows of numbers are held. It may be left out where the architecture reads
  ///     vectors, of any length then. The number of channels matters to `matrices(rows:…)` and to costs alone.
  ///   - algorithm: how T is evaluated; images know the exact one.
  /// - Throws: `ArchitectureFailure` naming the layer that does not fit the shape; `InfiniteWidthError` naming the
  ///   first layer that has no kernel.
  public init(
    _ architecture: Architecture, inputShape: InputShape? = nil, algorithm: KernelAlgorithm = .exact
  ) throws {
    try self.init(architecture, inputShape: inputShape, algorithm: algorithm, offsets: true)
  }

  /// The same by the tensor of all pairs of positions, also where planes of one offset can serve.
  package init(byPositions architecture: Architecture, inputShape: InputShape) throws {
    try self.init(architecture, inputShape: inputShape, algorithm: .exact, offsets: false)
  }

  private init(
    _ architecture: Architecture, inputShape: InputShape?, algorithm: KernelAlgorithm, offsets: Bool
  ) throws {
    (self.architecture, self.inputShape) = (architecture, inputShape)
    if let inputShape { try architecture.validate(input: inputShape) }
    if let shape = inputShape.map(PositionShape.init), architecture.needsPositions(on: shape) {
      guard case .exact = algorithm else { throw InfiniteWidthError.notTabulated(layer: "images") }
      let (kernel, grid) = (try Self.kernel(architecture, inputShape, shape, offsets), PositionGrid(shape))
      way = .images(kernel, height: grid.height, width: grid.width)
    } else if let beyond = architecture.firstBeyondSquares(input: inputShape) {
      throw InfiniteWidthError.noKernel(
        layer: beyond.layer.text, setting: beyond.setting,
        instead: "give the kernel the inputs' shape (inputShape:), or \(beyond.instead)")
    } else {
      way = .vectors(try VectorKernel(architecture, algorithm: algorithm))
    }
  }

  /// By planes of one offset where they can serve, as they are faster.
  private static func kernel(
    _ architecture: Architecture, _ inputShape: InputShape?, _ shape: PositionShape, _ offsets: Bool
  ) throws -> any PixelKernel {
    if offsets, case .image(let height, let width) = shape,
      architecture.firstBeyondSquares(input: inputShape) == nil, ImageProgram.canServe(architecture.expanded)
    {
      return try ImageKernel(architecture, height: height, width: width)
    }
    return try PositionKernel(architecture, shape: shape)
  }

  /// The kernels between all row and column vectors, [n₁, n₂].
  ///
  /// A symmetric matrix is computed on and below its diagonal and mirrored; its diagonal comes from the recursion of
  /// one input with itself. Entries have the same bits for any number of threads.
  /// - Throws: `InfiniteWidthError`, among it `.needsPositions` of an architecture on images; `NonlinearityFailure`.
  /// - Complexity: n₁ n₂ d multiply-adds for the correlations (half for symmetric ones), then about 4 ns an entry for
  ///   inputs of one norm at any depth, or about 1 ns an entry and layer; n₁ n₂ numbers a kernel and a few MB a thread.
  public func matrices(
    of pairs: some InputPairs, get quantities: KernelQuantities = .nngp, path: KernelPath = .automatic,
    threads: Int = Device.current.threads, progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> KernelMatrices {
    try vectors.matrices(of: pairs, get: quantities, path: path, threads: threads, progress: progress)
  }

  /// The kernels between all row and column images, [n₁, n₂].
  ///
  /// A symmetric matrix is computed below its diagonal and mirrored. An entry has the same bits for any number of
  /// threads and, of an architecture on images, in any larger or smaller matrix.
  /// - Throws: `PixelPairsError` for images of another size, `InfiniteWidthError` (`.inputsDiffer` where an
  ///   architecture on vectors was given a shape of another length), `NonlinearityFailure`.
  /// - Complexity: `cost(…).secondsPerPair` a pair of images (half of them for symmetric ones), `cost(…).workingBytes`
  ///   a thread. As for vectors, where the architecture reads them.
  public func matrices(
    of pairs: PixelPairs, get quantities: KernelQuantities = .nngp, threads: Int = Device.current.threads,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> KernelMatrices {
    switch way {
    case .vectors(let kernel):
      try kernel.matrices(
        of: vectorPairs(pairs), get: quantities, path: .automatic, threads: threads, progress: progress)
    case .images(let kernel, _, _):
      try kernel.matrices(of: pairs, get: quantities, threads: threads, progress: progress)
    }
  }

  /// K of inputs of one common variance as a function of their separation alone, prepared once for many blocks of
  /// pairs.
  /// - Parameter variance: q = x·x/d of every input.
  /// - Throws: `InfiniteWidthError`, among it `.notTabulated` of a kernel by the lookup table; `NonlinearityFailure`.
  /// - Complexity: some ten thousand evaluations of the recursion.
  public func commonVariance(_ variance: Double = 1) throws -> CommonVarianceKernel {
    let kernel = try vectors
    try kernel.requireExact(for: "commonVariance")
    return try CommonVarianceKernel(kernel.layers, inputVariance: variance)
  }

  var vectors: VectorKernel {
    get throws {
      guard case .vectors(let kernel) = way else { throw InfiniteWidthError.needsPositions }
      return kernel
    }
  }
}

extension Architecture {
  /// Whether it reads the positions of its inputs, or of vectors the numbers, and not pairs of vectors alone.
  fileprivate func needsPositions(on shape: PositionShape) -> Bool {
    shape != .vector && ImageKernel.isNeeded(by: self) || layers.contains(where: \.hasProduct)
  }

  /// This architecture read as an infinitely wide network on vectors.
  /// - Throws: as `Kernel.init`, which takes the size of images.
  public var infiniteWidth: Kernel {
    get throws { try Kernel(self) }
  }
}
