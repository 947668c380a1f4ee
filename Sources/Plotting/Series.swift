extension Layer {
  /// A line through (x, y) in the order given, with a symbol at each point if `marker` is set.
  ///
  /// - Parameters:
  ///   - errors: standard errors of y, drawn as bars or as a band of ± one error.
  ///   - label: markup for the legend; empty for none.
  ///   - dash: `nil` is solid, or what tells the second round through the palette from the first.
  ///   - width: logical pixels.
  /// - Complexity: O(points).
  public static func line(
    x: [Double], y: [Double], errors: [Double]? = nil, uncertainty: Uncertainty = .bars, label: String = "",
    colour: Colour = .automatic, dash: Dash? = nil, width: Double = 1.8, marker: Marker? = nil,
    markerSize: Double = 6.5, opacity: Double = 1
  ) -> Layer {
    Layer(
      content: SeriesLayer(
        kind: "line", x: x, y: y, errors: errors, uncertainty: uncertainty, label: label, colour: colour,
        isJoined: true, dash: dash, width: width, marker: marker, markerSize: markerSize, opacity: opacity))
  }

  /// Symbols at (x, y), not joined. `opacity` below 1 shows how dense a cloud is.
  /// - Complexity: O(points).
  public static func points(
    x: [Double], y: [Double], errors: [Double]? = nil, label: String = "", colour: Colour = .automatic,
    marker: Marker = .circle, size: Double = 6.5, opacity: Double = 1
  ) -> Layer {
    Layer(
      content: SeriesLayer(
        kind: "points", x: x, y: y, errors: errors, uncertainty: .bars, label: label, colour: colour,
        isJoined: false, dash: nil, width: 0, marker: marker, markerSize: size, opacity: opacity))
  }
}
