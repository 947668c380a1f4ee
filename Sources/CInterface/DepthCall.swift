import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import UserData

/// Kernels at many depths, from one pass of the recursion where the architecture has one and what that keeps fits into
/// memory, and each from its own elsewhere.
struct DepthCall {
  private let call: KernelCall
  private let depths: [Int]
  private let nngp, ntk: CallerResult?
  private let family: DepthFamily
  private let sweep: DepthSweep?
  /// What is needed whatever the way.
  private let memory: CallMemory

  /// - Throws: `DepthSweepError` for the depths, and for an architecture without a repetition or with several outermost
  ///   ones; errors of `DepthFamily`.
  init(_ call: KernelCall, _ depths: [Int], nngp: CallerResult?, ntk: CallerResult?, _ memory: CallMemory) throws {
    (self.call, self.depths, self.nngp, self.ntk, self.memory) = (call, depths, nngp, ntk, memory)
    for (shallow, deep) in zip(depths, depths.dropFirst()) where deep <= shallow {
      throw DepthSweepError.notAscending(depth: deep, after: shallow)
    }
    family = try DepthFamily(call.kernel.architecture, inputShape: call.rows.shape)
    guard family.outermostRepetitions == 1 else {
      throw DepthSweepError.repetitions(count: family.outermostRepetitions)
    }
    do {
      sweep = try call.kernel.sweep(depths: depths)
    } catch let failure as DepthSweepError {
      switch failure {
      case .repetitions, .layerBehindRepetition, .offsetsDoNotClose: sweep = nil
      default: throw failure
      }
    } catch InfiniteWidthError.changesPositions {
      sweep = nil
    }
  }

  func run(_ control: CallControl) throws {
    guard let sweep, fits(sweep) else { return try oneByOne(control) }
    guard sweep.secondsPerImagePair != nil else {
      let pairs = try VectorPairs(rows: call.rows.numbers, columns: call.columns?.numbers)
      return try sweep.forEachDepth(of: pairs, get: call.quantities(nngp, ntk), threads: control.threads) {
        position, kernels in
        control.report("kernel", Double(position) / Double(depths.count))
        write(kernels, at: position)
      }
    }
    guard case .image(let height, let width, let channels) = call.rows.shape else { return try oneByOne(control) }
    let pairs = try PixelPairs(
      rows: call.rows.numbers, columns: call.columns?.numbers, height: height, width: width, channels: channels)
    let found = try sweep.kernels(
      of: pairs, get: call.quantities(nngp, ntk), threads: control.threads, progress: control.reporting("kernel"))
    for (position, heads) in found.enumerated() { write(heads.pooled ?? heads.flattened, at: position) }
  }

  /// Whether there is memory for what the sweep keeps of every pair.
  private func fits(_ sweep: DepthSweep) -> Bool {
    // Of images it keeps the kernels of all depths, with and without pooling.
    let numbers = sweep.numbersPerPair(get: call.quantities(nngp, ntk)) ?? 4 * depths.count
    var needed = memory
    needed.add(
      call.rows.count * (call.columns ?? call.rows).count, each: numbers * MemoryLayout<Double>.size)
    return needed.fits
  }

  private func oneByOne(_ control: CallControl) throws {
    for (position, depth) in depths.enumerated() {
      try control.request.check()
      let kernel = try Kernel(architecture(at: depth), inputShape: call.rows.shape)
      try kernel.fill(
        nngp: nngp?.kernelMemory(at: position), ntk: ntk?.kernelMemory(at: position), rows: call.rows.numbers,
        columns: call.columns?.numbers, threads: control.threads, progress: control.reporting("kernel"))
    }
  }

  /// Depth 0 of a sweep, whose repetition stands in no other layer, is what stands beside it.
  private func architecture(at depth: Int) throws -> Architecture {
    guard depth == 0, sweep != nil else { return try family.architecture(at: depth) }
    return try Architecture(
      layers: call.kernel.architecture.layers.filter { if case .repeated = $0 { false } else { true } })
  }

  private func write(_ kernels: KernelMatrices, at position: Int) {
    if let matrix = kernels.nngp { nngp?.write(matrix, at: position) }
    if let matrix = kernels.ntk { ntk?.write(matrix, at: position) }
  }
}
