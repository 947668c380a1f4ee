/// The place of a layer as keys of an architecture file, for example `layers[3].repeat.layers[0].dense` or
/// `layers[1].parallel.branches[0][2].dense`.
public struct LayerPath: Sendable, Hashable {
  public let text: String
  /// The number of layers around and including this one.
  public let depth: Int

  /// Whether this is a list of layers itself, without a key for it.
  private let isList: Bool

  public init() { (text, depth, isList) = ("", 0, false) }

  private init(text: String, depth: Int, isList: Bool = false) {
    (self.text, self.depth, self.isList) = (text, depth, isList)
  }

  /// The layer at `index` of the list inside this place; `name` is empty as long as it is unknown.
  public func inner(_ index: Int, _ name: String = "") -> LayerPath {
    let place = isList ? ["\(text)[\(index)]"] : [text, "layers[\(index)]"]
    let parts = (place + [name]).filter { !$0.isEmpty }
    return LayerPath(text: parts.joined(separator: "."), depth: depth + 1)
  }

  /// A layer by its name alone, where its place is not known.
  func named(_ name: String) -> LayerPath {
    LayerPath(text: [text, name].filter { !$0.isEmpty }.joined(separator: "."), depth: depth)
  }

  /// A branch of the parallel at this place.
  public func branch(_ index: Int) -> LayerPath {
    LayerPath(text: "\(text).branches[\(index)]", depth: depth, isList: true)
  }
}
