/// How a line is broken.
public enum Dash: Sendable, Hashable, CaseIterable {
  case solid, dashed, dotted, dashDotted

  /// Lengths of ink and gap in units of the line's width.
  var pattern: [Double] {
    switch self {
    case .solid: []
    case .dashed: [4, 2.2]
    case .dotted: [1.1, 1.6]
    case .dashDotted: [4, 1.6, 1.1, 1.6]
    }
  }
}

/// The shape drawn at a data point.
public enum Marker: Sendable, Hashable, CaseIterable {
  case circle, square, triangle, diamond, star, invertedTriangle, cross, plus, openCircle

  /// The `index`-th of the filled shapes, around again after the last.
  public static func cycled(_ index: Int) -> Marker {
    let filled: [Marker] = [.circle, .square, .triangle, .diamond, .invertedTriangle, .star]
    return filled[(index % filled.count + filled.count) % filled.count]
  }
}

/// How a standard error is drawn around its value.
public enum Uncertainty: Sendable, Hashable {
  case bars, band
}

/// Lengths and type sizes of every figure, in logical pixels.
enum Metrics {
  static let font = "DejaVu Sans"
  static let tickSize = 12.0
  static let labelSize = 12.0
  static let axisTitleSize = 14.0
  static let panelTitleSize = 14.0
  static let figureTitleSize = 17.0
  static let tick = 5.0
  static let minorTick = 3.0
  static let gap = 6.0
  static let edge = 12.0
  static let scale = 2.0
}
