import Architectures

/// Widths of branches, as `NetworkPlan` says.
extension NetworkPlan {
  /// Channels in which each branch must end. Where one has no weights of its own, its channels say them all.
  /// - Throws: `FiniteWidthFailure.branchWithoutUnits`, `.doesNotFit`.
  func branchWidths(of layer: Layer, endingIn outputs: Int, _ signal: SpatialShape) throws -> [Int] {
    try widths(of: layer, endingIn: outputs, settledEnd(of: layer, signal))
  }

  /// Behind the last layer that settles its width, a concatenation would add units to those that were asked for.
  /// - Throws: `FiniteWidthFailure.branchWidths`.
  func requireWidth(_ outputs: Int, behind layers: [Layer]) throws {
    let behind = layers[(layers.lastIndex { $0.settlesWidth }.map { $0 + 1 } ?? 0)...]
    let found = output.count / outputPositions
    guard found != outputs, let join = behind.last(where: { $0.isConcatenation }) else { return }
    throw FiniteWidthFailure.branchWidths(layer: join.name, found: [found], needed: [outputs])
  }

  private typealias SettledEnd = (branch: Int, shape: SpatialShape)

  /// Of the first branch whose width follows from the input's, if there is one.
  private func settledEnd(of layer: Layer, _ signal: SpatialShape) throws -> SettledEnd? {
    let branches = layer.branches ?? []
    guard let number = branches.firstIndex(where: { !$0.layers.contains(where: \.settlesWidth) }) else { return nil }
    return (number, try end(of: branches[number].layers, signal))
  }

  private func widths(of layer: Layer, endingIn outputs: Int, _ settled: SettledEnd?) throws -> [Int] {
    let branches = layer.branches ?? []
    guard layer.isConcatenation else { return branches.map { _ in settled?.shape.channels ?? outputs } }
    if let settled {
      let whole = Double(settled.shape.channels) / branches[settled.branch].share
      return try positive(branches.map { ($0.share * whole).rounded() }, of: layer)
    }
    var (ends, total) = ([0.0], 0.0)
    for branch in branches {
      total += branch.share
      ends.append((total * Double(outputs)).rounded())
    }
    return try positive(zip(ends, ends.dropFirst()).map { $1 - $0 }, of: layer)
  }

  /// The signal behind layers of which none settles its width.
  /// - Complexity: O(layers): each is looked at once, however deep branches are nested.
  private func end(of layers: [Layer], _ signal: SpatialShape) throws -> SpatialShape {
    var signal = signal
    for layer in layers {
      switch layer {
      case .flatten:
        signal = SpatialShape(
          places: .vector, channels: try product(signal.height, signal.width, signal.channels))
      case .parallel:
        let settled = try settledEnd(of: layer, signal)
        let widths = try widths(of: layer, endingIn: signal.channels, settled)
        if let settled { signal = settled.shape }
        if layer.isConcatenation { signal.channels = try widths.reduce(0) { try sum($0, $1) } }
      // Their channels stay, whatever becomes of the positions, unless they settle a width: those are not met here.
      case .convolution, .dense, .selfAttention, .activation, .globalAveragePooling, .averagePooling, .layerNorm,
        .dropout, .residual, .repeated, .identity:
        signal.places = try signal.places.behind([layer])
      }
    }
    return signal
  }

  private func positive(_ widths: [Double], of layer: Layer) throws -> [Int] {
    let counts = widths.map { $0 < 0x1p53 ? Int($0) : .max }
    guard counts.allSatisfy({ $0 >= 1 }) else {
      throw FiniteWidthFailure.branchWithoutUnits(layer: layer.name, widths: counts)
    }
    return counts
  }
}

extension Layer {
  fileprivate var isConcatenation: Bool { if case .concatenation = join { true } else { false } }
}
