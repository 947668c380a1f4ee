/// The place of a layer as keys of an architecture file, for example `layers[3].repeat.layers[0].dense`.
public struct LayerPath: Sendable, Hashable {
  public let text: String
  /// The number of layers around and including this one.
  public let depth: Int

  public init() { (text, depth) = ("", 0) }

  private init(text: String, depth: Int) { (self.text, self.depth) = (text, depth) }

  /// The layer at `index` of the list inside this place; `name` is empty as long as it is unknown.
  public func inner(_ index: Int, _ name: String = "") -> LayerPath {
    let parts = [text, "layers[\(index)]", name].filter { !$0.isEmpty }
    return LayerPath(text: parts.joined(separator: "."), depth: depth + 1)
  }
}
