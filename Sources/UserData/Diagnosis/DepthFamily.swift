import Architectures

/// What depth means of an architecture: a list of architectures of which the file's is one.
///
/// - With a `repeat`, depth l is the architecture with that repetition written l times and everything else as it is.
///   Of several it is the outermost, of those the first, unless another is named.
/// - Without one, depth l is the architecture cut behind its l-th weighted layer (one with weights of its own, a
///   residual, a parallel that holds one of them) and ended by what stands behind the last weighted layer but one,
///   which is the head with its readout.
///   Lists that are no architecture for these inputs, such as a dense layer on an image, are left out.
/// - Where neither gives more than one architecture, there is the one depth that it has.
public struct DepthFamily: Sendable {
  enum Kind: Sendable, Equatable {
    case repetition(LayerPlace)
    /// By depth − 1, the end of what is kept; nil where that is no architecture.
    case truncations(ends: [Int?], head: [Layer])
    case single
  }

  public let architecture: Architecture
  /// Of one input.
  let inputShape: InputShape
  /// The depth of the file's architecture.
  public let ownDepth: Int
  let kind: Kind
  /// Repetitions that stand in no other; without a choice depth varies the first.
  public let outermostRepetitions: Int

  /// - Parameters:
  ///   - place: of the repetition to vary; nil: the outermost.
  ///   - inputShape: of one input, which a truncation must take.
  /// - Throws: `DiagnosisFailure.noRepetition` where there is none at `place`.
  /// - Complexity: O(weighted layers · layers).
  public init(_ architecture: Architecture, repetition place: LayerPlace? = nil, inputShape: InputShape) throws {
    (self.architecture, self.inputShape) = (architecture, inputShape)
    let repetitions = architecture.layers.repetitions()
    if let place, !repetitions.contains(where: { $0.place == place }) {
      throw DiagnosisFailure.noRepetition(
        place: place, found: architecture.layers.layer(at: place)?.name, others: repetitions.map(\.place))
    }
    outermostRepetitions = repetitions.count { found in
      !repetitions.contains { $0.place != found.place && found.place.indices.starts(with: $0.place.indices) }
    }
    let outermost = repetitions.min { $0.place.indices.count < $1.place.indices.count }
    if let found = place.map({ place in repetitions.first { $0.place == place } }) ?? outermost {
      (kind, ownDepth) = (.repetition(found.place), found.count)
      return
    }
    let layers = architecture.layers
    let weighted = layers.indices.filter { layers[$0].isWeighted }
    guard weighted.count > 2 else {
      (kind, ownDepth) = (.single, max(1, weighted.count - 1))
      return
    }
    let bodies = weighted.dropLast()
    let head = Array(layers[(bodies[bodies.count - 1] + 1)...])
    let ends = bodies.map { end -> Int? in
      let whole = try? Architecture(layers: layers[...end] + head)
      return (try? whole?.validate(input: inputShape)) != nil ? end : nil
    }
    ownDepth = bodies.count
    kind = ends.compactMap(\.self).count > 1 ? .truncations(ends: ends, head: head) : .single
  }

  /// - Throws: `DiagnosisFailure.noDepth` for one that the family does not have; `ArchitectureFailure` where
  ///   repetitions become too many.
  public func architecture(at depth: Int) throws -> Architecture {
    switch kind {
    case _ where depth == ownDepth: return architecture
    case .repetition(let place) where depth > 0:
      return try Architecture(layers: architecture.layers.replacing(count: depth, at: place.indices[...]))
    case .truncations(let ends, let head) where ends.indices.contains(depth - 1):
      if let end = ends[depth - 1] { return try Architecture(layers: architecture.layers[...end] + head) }
    default: break
    }
    throw DiagnosisFailure.noDepth(depth, known: knownDepths)
  }

  /// Whether depth is how often a repetition is applied.
  public var isRepeated: Bool { knownDepths == nil }

  /// Depths that there are; of a repetition nil: all from 1 on.
  var knownDepths: [Int]? {
    switch kind {
    case .repetition: nil
    case .truncations(let ends, _): ends.indices.filter { ends[$0] != nil }.map { $0 + 1 }
    case .single: [ownDepth]
    }
  }

  /// Those that it has between two others, ascending.
  /// - Complexity: O(their number).
  func depths(between first: Int, and last: Int) -> [Int] {
    guard last > first + 1 else { return [] }
    return knownDepths?.filter { first < $0 && $0 < last } ?? Array(first + 1..<last)
  }

  /// What is diagnosed where nobody says otherwise: 1, 2, 3, 4, 6, 8, 12, … to four times the file's depth and to 16 at
  /// least, and the file's own, as far as they are architectures for these inputs; of truncations all.
  public var defaultDepths: [Int] {
    if let knownDepths { return knownDepths }
    let deepest = max(16, 4 * ownDepth)
    var depths: Set = [1, ownDepth, deepest]
    var power = 2
    while power <= deepest {
      depths.formUnion([power, power + power / 2].filter { $0 <= deepest })
      power *= 2
    }
    return depths.sorted().filter { (try? architecture(at: $0).validate(input: inputShape)) != nil }
  }

  /// What a depth counts, for a file and a picture.
  public var description: String {
    switch kind {
    case .repetition(let place): "times that the repeat at \(place) is applied"
    case .truncations: "weighted layers in front of the head, the architecture cut behind them"
    case .single: "weighted layers in front of the readout"
    }
  }
}

extension Layer {
  /// Whether a signal behind it has weights of its own.
  fileprivate var isWeighted: Bool {
    switch self {
    case .residual: true
    case .parallel: innerLayers.contains(where: \.isWeighted)
    default: weights != nil
    }
  }
}
