import Architectures

/// The place of a layer in an architecture file, as the command line names it: `layers/1`, or `layers/2/residual/
/// layers/0` inside another.
public struct LayerPlace: Sendable, Hashable, CustomStringConvertible {
  /// The number of the layer in every list from the outermost inwards.
  public let indices: [Int]

  public init(indices: [Int]) { self.indices = indices }

  /// - Returns: nil for a text that names no place.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    var indices: [Int] = []
    var rest = parts[...]
    while let list = rest.popFirst() {
      guard list == "layers", let number = rest.popFirst(), let index = Int(number), index >= 0 else { return nil }
      indices.append(index)
      // The key of the layer, in front of the list inside it or at the end.
      if let key = rest.first, key == "repeat" || key == "residual" { rest = rest.dropFirst() }
    }
    guard !indices.isEmpty else { return nil }
    self.indices = indices
  }

  public var description: String { indices.map { "layers/\($0)" }.joined(separator: "/") }
}

extension [Layer] {
  /// The layer at a place; nil where there is none.
  func layer(at place: LayerPlace) -> Layer? {
    var (layers, found) = (self, Layer?.none)
    for index in place.indices {
      guard layers.indices.contains(index) else { return nil }
      found = layers[index]
      layers = layers[index].listInside
    }
    return found
  }

  /// Every repetition and where it is, in the order of the file.
  func repetitions(inside indices: [Int] = []) -> [(place: LayerPlace, count: Int)] {
    enumerated().flatMap { index, layer -> [(place: LayerPlace, count: Int)] in
      let here = indices + [index]
      let inner = layer.listInside.repetitions(inside: here)
      guard case .repeated(let count, _) = layer else { return inner }
      return [(LayerPlace(indices: here), count)] + inner
    }
  }

  /// The same layers, the repetition at `place` written `count` times.
  func replacing(count: Int, at place: ArraySlice<Int>) -> [Layer] {
    guard let index = place.first, indices.contains(index) else { return self }
    var layers = self
    let rest = place.dropFirst()
    switch layers[index] {
    case .repeated(_, let inner) where rest.isEmpty: layers[index] = .repeated(count: count, layers: inner)
    case .repeated(let own, let inner):
      layers[index] = .repeated(count: own, layers: inner.replacing(count: count, at: rest))
    case .residual(let inner): layers[index] = .residual(inner.replacing(count: count, at: rest))
    default: break
    }
    return layers
  }
}

extension Layer {
  /// The one list of layers inside it; branches of a parallel are several, in which no place is named.
  fileprivate var listInside: [Layer] { if case .parallel = self { [] } else { innerLayers } }
}
