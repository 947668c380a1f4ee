import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform

/// The kernels of a family of architectures at many depths, between training inputs and, where there are test inputs,
/// from these to them.
///
/// Where the repetition ends the architecture (but for a head of images), all depths come from one pass of the
/// recursion (`DepthSweep`), otherwise each from its own; both give the same numbers to rounding.
struct DepthKernels {
  let family: DepthFamily
  /// Ascending.
  let depths: [Int]
  let inputShape: InputShape
  let quantities: KernelQuantities
  let threads: Int
  private let sweep: DepthSweep?
  private let counts: (training: Int, test: Int)
  private let sweptBytes: Int

  /// - Parameter sweptBytes: what the kernels of all depths may take where a sweep of images keeps them all.
  /// - Throws: `DepthSweepError` for the depths, errors of `Kernel` and `DepthFamily` for an architecture without a
  ///   kernel.
  init(
    _ family: DepthFamily, depths: [Int], inputShape: InputShape, quantities: KernelQuantities, training: Int,
    test: Int, sweptBytes: Int, threads: Int
  ) throws {
    (self.family, self.depths, self.inputShape) = (family, depths, inputShape)
    (self.quantities, self.threads) = (quantities, threads)
    (counts, self.sweptBytes) = ((training, test), sweptBytes)
    // Whether there are kernels is known before the first is computed: where there is the deepest of repetitions, there
    // are all.
    let checked = family.knownDepths == nil ? [depths.first, depths.last].compactMap(\.self) : depths
    let kernels = try checked.map { try Kernel(family.architecture(at: $0), inputShape: inputShape) }
    guard depths.count > 1, case .repetition(let place) = family.kind, place.indices.count == 1,
      let first = kernels.first
    else {
      sweep = nil
      return
    }
    do {
      let sweep = try first.sweep(depths: depths)
      // With and without pooling, and both kernels, whatever is asked for.
      let kept = Double(depths.count) * 4 * Double(training) * Double(training + test) * 8
      self.sweep = sweep.secondsPerImagePair == nil || kept <= Double(sweptBytes) ? sweep : nil
    } catch is DepthSweepError {
      sweep = nil
    } catch InfiniteWidthError.changesPositions {
      sweep = nil
    }
  }

  /// The same at other depths.
  /// - Throws: as `init`.
  func ofSameInputs(depths: [Int]) throws -> DepthKernels {
    try DepthKernels(
      family, depths: depths, inputShape: inputShape, quantities: quantities, training: counts.training,
      test: counts.test, sweptBytes: sweptBytes, threads: threads)
  }

  /// Whether all depths come from one pass.
  var isSwept: Bool { sweep != nil }

  /// How many depths are worth a pass of their own together: of vectors passes are cheap beside what is made of their
  /// kernels; of images a pass is dear, and as many more as it had cost no more memory.
  var depthsAtOnce: Int { keptDepths }

  /// Passes of the recursion, in units of the deepest kernel's.
  var passes: Double {
    guard sweep == nil, let deepest = depths.last else { return 1 }
    return depths.reduce(0) { $0 + Double($1) / Double(deepest) }
  }

  /// Matrices of all inputs with each other that a sweep of vectors has in memory, beside those of the training inputs.
  var isWhole: Bool { sweep.map { $0.secondsPerImagePair == nil } ?? false }
  /// Depths whose kernels are kept until all are computed.
  var keptDepths: Int { sweep?.secondsPerImagePair == nil ? 1 : depths.count }

  /// - Parameter body: called depth by depth, ascending, with the position in `depths`, the kernels between training
  ///   inputs [n, n] and those from test inputs to them [m, n].
  /// - Throws: errors of `Kernel.matrices`, and what `body` throws.
  /// - Complexity: `passes` times the deepest kernel.
  func forEach(
    training: Matrix<Double>, test: Matrix<Double>?, progress: @escaping @Sendable (Double) -> Void,
    _ body: (_ position: Int, _ training: KernelMatrices, _ cross: KernelMatrices?) throws -> Void
  ) throws {
    guard let sweep else { return try oneByOne(training, test, progress, body) }
    if sweep.secondsPerImagePair == nil {
      let n = training.rows
      let all = Matrix(
        rows: n + (test?.rows ?? 0), columns: training.columns, elements: training.elements + (test?.elements ?? []))
      try sweep.forEachDepth(of: VectorPairs(rows: all), get: quantities, threads: threads) { position, kernels in
        guard let test else { return try body(position, kernels, nil) }
        let (own, others) = (0..<n, n..<n + test.rows)
        try body(position, kernels.part(own, columns: n), kernels.part(others, columns: n))
      }
      return
    }
    guard case .image(let height, let width, let channels) = inputShape else {
      return try oneByOne(training, test, progress, body)
    }
    func kernels(_ rows: Matrix<Double>, _ columns: Matrix<Double>?) throws -> [KernelMatrices] {
      let pairs = try PixelPairs(rows: rows, columns: columns, height: height, width: width, channels: channels)
      return try sweep.kernels(of: pairs, get: quantities, threads: threads, progress: progress)
        .map { $0.pooled ?? $0.flattened }
    }
    let own = try kernels(training, nil)
    let cross = try test.map { try kernels($0, training) }
    for position in depths.indices { try body(position, own[position], cross?[position]) }
  }

  private func oneByOne(
    _ training: Matrix<Double>, _ test: Matrix<Double>?, _ progress: @escaping @Sendable (Double) -> Void,
    _ body: (_ position: Int, _ training: KernelMatrices, _ cross: KernelMatrices?) throws -> Void
  ) throws {
    for (position, depth) in depths.enumerated() {
      try EndRequest.current?.check()
      let kernel = try Kernel(family.architecture(at: depth), inputShape: inputShape)
      func matrices(_ rows: Matrix<Double>, _ columns: Matrix<Double>?) throws -> KernelMatrices {
        try kernel.matrices(
          rows: rows, columns: columns, get: quantities, path: .recursion, threads: threads, progress: progress)
      }
      try body(position, matrices(training, nil), test.map { try matrices($0, training) })
    }
  }
}

extension KernelMatrices {
  /// Some rows and the first columns of each.
  fileprivate func part(_ rows: Range<Int>, columns: Int) -> KernelMatrices {
    var part = self
    part.nngp = nngp?.part(rows, columns: columns)
    part.ntk = ntk?.part(rows, columns: columns)
    return part
  }
}

extension Matrix<Double> {
  fileprivate func part(_ chosen: Range<Int>, columns count: Int) -> Matrix {
    Matrix(rows: chosen.count, columns: count, elements: chosen.flatMap { row($0).prefix(count) })
  }
}
