/// One axis of a panel: its title in Pango markup, its scale, and where it begins and ends.
public struct PlotAxis: Sendable, Hashable {
  public enum Scale: Sendable, Hashable {
    case linear
    /// Base ten. Values that are not positive have no place and leave a gap.
    case logarithmic
    /// Names in markup; the i-th is at the value i.
    case categorical([String])
  }

  public var title: String
  public var scale: Scale
  /// The ends; `nil` takes the end of the data and adds a little room.
  public var lower, upper: Double?
  /// Ticks at these values and no others, thinned out only if their labels would touch.
  public var ticks: [Double]?
  /// Ticks at whole numbers only, for depths, layers and counts.
  public var wholeNumbers: Bool

  public init(
    _ title: String = "", scale: Scale = .linear, from lower: Double? = nil, to upper: Double? = nil,
    ticks: [Double]? = nil, wholeNumbers: Bool = false
  ) {
    self.title = title
    self.scale = scale
    self.lower = lower
    self.upper = upper
    self.ticks = ticks
    self.wholeNumbers = wholeNumbers
  }

  var isLogarithmic: Bool { scale == .logarithmic }

  var categories: [String]? {
    if case .categorical(let names) = scale { names } else { nil }
  }

  var markup: [String] { [title] + (categories ?? []) }
}
