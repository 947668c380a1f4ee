import Architectures
import Inputs
import LinearAlgebra
import Platform

/// The kernels of a network at many depths from one pass of the recursion: `Kernel.sweep(depths:)` makes it.
///
/// Depth l is the kernel's architecture with its repetition applied l times, so depth 0 is the read-in alone. K and Θ
/// at every depth are those of the `Kernel` of that architecture on its recursion path, in the same operations and
/// order.
///
/// *Definition* (Xiao et al. 2020, Eq. 8): with the repeated layers (φ, dense) one application is
/// K ← σ_w² T(K) + σ_b², Θ ← K + σ_w² Ṫ Θ.
public struct DepthSweep: Sendable {
  enum Way: Sendable {
    case vectors(VectorSweep)
    case images(ImageSweep)
  }

  let way: Way

  /// The depths wanted, ascending.
  public var depths: [Int] {
    switch way {
    case .vectors(let sweep): sweep.depths
    case .images(let sweep): sweep.depths
    }
  }

  /// What is carried of a pair of vectors from layer to layer.
  public enum PairState: Sendable {
    /// ε = 1 − c, with relative precision; for all layers.
    case separations
    /// K itself where (erf, dense) is repeated, separations elsewhere: several times faster, with the errors that
    /// `ErfCovarianceMap` promises, and wrong only for nearly coinciding pairs in the chaotic phase. Last bits depend
    /// on the other columns of a row: K of a subset of inputs is the part of K of all of them up to those errors.
    case covariances
  }

  /// Hands on the kernels of vectors band by band, each at all depths: what predictions on many test inputs need.
  ///
  /// A band holds some rows with all their columns, so that a consumer can multiply it with weights and forget it; no
  /// whole matrix ever exists.
  ///
  /// - Parameters:
  ///   - quantities: which kernels; Θ is carried along only where it is wanted.
  ///   - state: what is carried. With separations the kernels are those of `Kernel`.
  ///   - consume: called from any thread, for each band with its depths in ascending order. Different bands have
  ///     different rows.
  /// - Throws: `InfiniteWidthError.overflows`, `NonlinearityFailure`, and what `consume` throws.
  /// - Complexity: about 1 to 5 ns a pair, layer and thread; O(layers · (1024 + columns)) numbers a thread.
  public func forEachBand(
    of pairs: some InputPairs, get quantities: KernelQuantities, state: PairState = .separations,
    threads: Int = Device.current.threads, progress: (@Sendable (Double) -> Void)? = nil,
    consume: @Sendable (DepthBand) throws -> Void
  ) throws {
    try vectors.forEachBand(
      of: pairs, get: quantities, state: state, threads: threads, progress: progress, consume: consume)
  }

  /// Hands on the whole kernels of vectors at one depth after another: what a spectrum needs.
  ///
  /// Between depths ε and Θ of all pairs are kept (of symmetric ones, of the tiles that touch the lower triangle), so
  /// the cost is that of the deepest kernel alone, however many depths are asked for.
  ///
  /// - Parameters:
  ///   - quantities: which kernels; Θ is carried along only where it is wanted.
  ///   - body: called depth by depth, ascending, with the position in `depths` and the kernels, which are its own to
  ///     overwrite.
  /// - Throws: `InfiniteWidthError.overflows`, `NonlinearityFailure`, and what `body` throws.
  /// - Complexity: about 1 to 3 ns a pair, layer and thread; n₁ n₂ numbers a kernel, for the kernels and again for the
  ///   state.
  public func forEachDepth(
    of pairs: some InputPairs, get quantities: KernelQuantities, threads: Int = Device.current.threads,
    _ body: (_ position: Int, _ kernels: KernelMatrices) throws -> Void
  ) throws {
    try vectors.forEachDepth(of: pairs, get: quantities, threads: threads, body)
  }

  /// K(x, x) and Θ(x, x) of vectors with variances q = x·x/d: one list of inputs for every depth.
  ///
  /// - Throws: `InfiniteWidthError.overflows` if one of them is beyond float64 at some depth.
  /// - Complexity: O(different variances · layers).
  public func selfCovariances(inputVariances: [Double]) throws -> [[SelfCovariance]] {
    try vectors.selfCovariances(inputVariances: inputVariances)
  }

  /// Numbers that `forEachDepth` has of every pair at a time, on the larger side: the state and one depth's kernels;
  /// nil of images.
  public func numbersPerPair(get quantities: KernelQuantities) -> Int? {
    guard case .vectors(let sweep) = way else { return nil }
    let kernels = (quantities.contains(.nngp) ? 1 : 0) + (quantities.contains(.ntk) ? 1 : 0)
    if sweep.needsCosines { return MemoryLayout<CosinePair>.stride / MemoryLayout<Double>.size + kernels }
    return kernels + (quantities.contains(.ntk) ? 2 : 1)
  }

  private var vectors: VectorSweep {
    get throws {
      guard case .vectors(let sweep) = way else { throw DepthSweepError.sweepsImages }
      return sweep
    }
  }
}

extension DepthSweep {
  /// What positions become behind every depth.
  public enum Heads: Sendable {
    /// `flatten` alone, whose kernels need equal positions.
    case flattened
    /// `globalAveragePooling`, whose kernels need all pairs of positions, and `flatten` beside it.
    case both

    /// The layer that ends the architecture of such a sweep.
    public var layer: Layer { self == .flattened ? .flatten : .globalAveragePooling }
  }

  /// Kernels of images at one depth.
  public struct HeadKernels: Sendable {
    public let flattened: KernelMatrices
    /// Nil unless the architecture pools.
    public let pooled: KernelMatrices?
  }

  /// The kernels of images at every depth, [n₁, n₂] each. An entry has the same bits for any number of threads.
  ///
  /// - Throws: `PixelPairsError` for images of another size; `InfiniteWidthError.overflowsInImage` if K(x, x) of a
  ///   symmetric kernel is beyond float64 at some depth.
  /// - Complexity: that of the deepest kernel alone; n₁ n₂ numbers a depth, head and quantity.
  public func kernels(
    of pairs: PixelPairs, get quantities: KernelQuantities, threads: Int = Device.current.threads,
    progress: (@Sendable (Double) -> Void)? = nil
  ) throws -> [HeadKernels] {
    guard case .images(let sweep) = way else { throw DepthSweepError.sweepsVectors }
    return try sweep.kernels(of: pairs, get: quantities, threads: threads, progress: progress)
  }

  /// Seconds of one core for one pair of images through all depths, on the slower side; nil of vectors.
  public var secondsPerImagePair: Double? {
    if case .images(let sweep) = way { sweep.secondsPerPair } else { nil }
  }
}
