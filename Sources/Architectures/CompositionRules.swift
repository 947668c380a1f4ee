import Nonlinearities

/// What makes a list of layers an architecture, whatever its input.
///
/// The kernels are exact only where the units an activation sees are jointly Gaussian. So `activation` and `layerNorm`
/// need a weighted layer (dense, convolution) since the last activation, and since `flatten` and `dropout`: the one
/// puts positions of different variance side by side, the other multiplies by Bernoulli variables. The input of a
/// `residual` and its branch both end in a weighted layer.
///
/// Of a sum (`residual`, `parallel`) all branches but one end in a weighted layer of their own: nothing of the input
/// reaches the sum by two ways without new weights of mean 0 on one of them, so that the terms are independent. Units
/// of a concatenation differ in their variances as those of `flatten` do. The rules hold for the layers with
/// repetitions written out.
public enum CompositionRules {
  /// The most layers that repetitions may expand to, those inside branches included.
  public static let largestExpansion = 1_000_000

  /// The most branches and repetitions inside each other.
  public static let deepestNesting = 32

  /// - Throws: `ArchitectureFailure` naming the first layer that breaks a rule.
  /// - Complexity: O(number of layers as written), for nested repetitions at most O(number of expanded layers).
  public static func check(_ layers: [Layer]) throws {
    try checkSettings(layers, at: LayerPath(), of: "the architecture")
    try checkSize(layers)
    var signal = Signal.input
    var isOwn = false
    try checkOrder(layers, at: LayerPath(), &signal, &isOwn)
  }
}

// MARK: - Settings of each layer, nesting

extension CompositionRules {
  private static func checkSettings(_ layers: [Layer], at path: LayerPath, of owner: String) throws {
    guard !layers.isEmpty else { throw ArchitectureFailure(path: path, problem: .noLayers(owner)) }
    try checkSettings(layers, at: path)
  }

  private static func checkSettings(_ layers: [Layer], at path: LayerPath) throws {
    guard path.depth < deepestNesting else {
      throw ArchitectureFailure(path: path, problem: .nestedTooDeep(limit: deepestNesting))
    }
    for (index, layer) in layers.enumerated() {
      let place = path.inner(index, layer.name)
      try checkSettings(layer, at: place)
      switch layer {
      case .residual(let inner), .repeated(_, let inner): try checkSettings(inner, at: place, of: "it")
      case .parallel(let branches, _):
        // A branch may be empty.
        for (index, branch) in branches.enumerated() { try checkSettings(branch, at: place.branch(index)) }
      default: break
      }
    }
  }

  private static func checkSettings(_ layer: Layer, at path: LayerPath) throws {
    func require(_ holds: Bool, _ key: String, _ value: Double, _ expected: String) throws {
      guard holds else {
        throw ArchitectureFailure(
          path: path, problem: .outOfRange(key: key, value: Spelling.number(value), expected: expected))
      }
    }
    func requireVariances(_ weight: Double, _ bias: Double) throws {
      for (key, value) in [("weightVariance", weight), ("biasVariance", bias)] {
        try require(value.isFinite && value >= 0, key, value, "a finite number ≥ 0")
      }
    }
    func requireRates(_ learning: LayerLearning) throws {
      guard case .rates(let weights, let biases) = learning else { return }
      for (key, value) in [("learningRates.weights", weights), ("learningRates.biases", biases)] {
        try require(value.isFinite && value >= 0, key, value, "a finite number ≥ 0")
      }
    }
    switch layer {
    case .dense(let weightVariance, let biasVariance, let learning):
      try requireVariances(weightVariance, biasVariance)
      try requireRates(learning)
    case .convolution(let kernelSize, _, let weightVariance, let biasVariance, let learning):
      // Kernels of images pad every plane by the reach; beyond this a slip of the hand would take all memory.
      try require(
        (1...1023).contains(kernelSize) && kernelSize % 2 == 1, "kernelSize", Double(kernelSize),
        "an odd whole number from 1 to 1023")
      try requireVariances(weightVariance, biasVariance)
      try requireRates(learning)
    case .activation(let nonlinearity): try nonlinearity.checkSettings(at: path)
    case .averagePooling(let window, _):
      try require(window >= 1, "window", Double(window), "a whole number ≥ 1")
    case .dropout(let keep):
      try require(keep > 0 && keep <= 1, "keepProbability", keep, "a number in (0, 1]")
    case .repeated(let count, _):
      try require(count >= 1, "count", Double(count), "a whole number ≥ 1")
    case .parallel(let branches, let join):
      guard !branches.isEmpty else { throw ArchitectureFailure(path: path, problem: .noBranches) }
      guard case .concatenation(let widths) = join, !widths.isEmpty else { return }
      guard widths.count == branches.count else {
        throw ArchitectureFailure(
          path: path, problem: .widthCount(widths: widths.count, branches: branches.count))
      }
      for width in widths { try require(width.isFinite && width > 0, "widths", width, "finite numbers > 0") }
    case .flatten, .globalAveragePooling, .layerNorm, .residual: break
    }
  }
}

// MARK: - The size of the expansion

extension CompositionRules {
  private static func checkSize(_ layers: [Layer]) throws {
    guard expandedCount(layers) != nil else {
      throw ArchitectureFailure(problem: .tooManyLayers(limit: largestExpansion))
    }
  }

  /// The number of layers with repetitions written out, or nil past the limit.
  private static func expandedCount(_ layers: [Layer]) -> Int? {
    var total = 0
    for layer in layers {
      guard let inner = layer.innerLayers.isEmpty ? 0 : expandedCount(layer.innerLayers) else { return nil }
      let size: (partialValue: Int, overflow: Bool)
      switch layer {
      case .repeated(let count, _): size = inner.multipliedReportingOverflow(by: count)
      default: size = (inner + 1, false)
      }
      guard !size.overflow, size.partialValue <= largestExpansion - total else { return nil }
      total += size.partialValue
    }
    return total
  }
}

// MARK: - The order of layers

extension CompositionRules {
  /// Whether the units between two layers are Gaussian, and if not, since what.
  private enum Signal: Equatable {
    case input
    case gaussian
    case changed(by: String)

    var description: String {
      switch self {
      case .input: "the input"
      case .gaussian: "the last weighted layer"
      case .changed(let layer): "the last \(layer)"
      }
    }
  }

  /// - Parameter isOwn: whether weights of the branch stand on every way from its beginning.
  private static func checkOrder(
    _ layers: [Layer], at path: LayerPath, _ signal: inout Signal, _ isOwn: inout Bool
  ) throws {
    for (index, layer) in layers.enumerated() {
      let place = path.inner(index, layer.name)
      func requireGaussian() throws {
        guard signal == .gaussian else {
          throw ArchitectureFailure(path: place, problem: .needsWeights(since: signal.description))
        }
      }
      switch layer {
      case .dense, .convolution: (signal, isOwn) = (.gaussian, true)
      case .activation:
        try requireGaussian()
        signal = .changed(by: layer.name)
      case .layerNorm: try requireGaussian()
      case .flatten, .dropout: signal = .changed(by: layer.name)
      case .averagePooling, .globalAveragePooling: break
      case .residual(let branch):
        try requireGaussian()
        var isBranchOwn = false
        try checkOrder(branch, at: place, &signal, &isBranchOwn)
        guard signal == .gaussian, isBranchOwn else {
          throw ArchitectureFailure(path: place, problem: .branchNeedsWeights)
        }
      case .parallel(let branches, let join):
        let ends = try branches.enumerated().map { number, branch in
          try checkBranch(branch, at: place.branch(number), from: signal)
        }
        if join == .sum {
          try checkSum(ends, at: place)
          signal = ends.map(\.signal).first { $0 != .gaussian } ?? .gaussian
        } else {
          signal = .changed(by: layer.name)
        }
        isOwn = isOwn || ends.allSatisfy(\.isOwn)
      case .repeated(let count, let body):
        // What a body hands on depends on what it gets only if no layer in it decides: two rounds show every round.
        for _ in 0..<min(count, 2) { try checkOrder(body, at: place, &signal, &isOwn) }
      }
    }
  }

  /// How a branch ends.
  private struct BranchEnd {
    var signal: Signal
    var isOwn = false
  }

  private static func checkBranch(_ layers: [Layer], at path: LayerPath, from signal: Signal) throws -> BranchEnd {
    var end = BranchEnd(signal: signal)
    try checkOrder(layers, at: path, &end.signal, &end.isOwn)
    return end
  }

  private static func checkSum(_ ends: [BranchEnd], at place: LayerPath) throws {
    for (number, end) in ends.enumerated() where end.isOwn && end.signal != .gaussian {
      throw ArchitectureFailure(path: place.branch(number), problem: .branchNeedsWeights)
    }
    let dependent = ends.indices.filter { !ends[$0].isOwn }
    if dependent.count > 1 { throw ArchitectureFailure(path: place.branch(dependent[1]), problem: .branchesDepend) }
  }
}
