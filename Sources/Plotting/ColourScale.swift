import Foundation

/// How the values of a heat map become colours, and the title of its colour bar.
public struct ColourScale: Sendable, Hashable {
  public var title: String
  public var map: ColourMap
  public var isLogarithmic: Bool
  /// The values at the ends of the map; `nil` takes the end of the data. Values beyond are drawn in the end's colour,
  /// and the colour bar gets a point at that end.
  public var lower, upper: Double?
  /// With a centre colours reach equally far to both sides of it, for `ColourMap.diverging`; an end that is given, such
  /// as the 0 of what cannot be negative, cuts the colour bar there.
  public var centre: Double?
  /// Whether a bar beside the panel explains the colours: one is enough for panels that share a scale.
  public var showsBar: Bool

  public init(
    _ title: String = "", map: ColourMap = .viridis, isLogarithmic: Bool = false, from lower: Double? = nil,
    to upper: Double? = nil, centre: Double? = nil, showsBar: Bool = true
  ) {
    self.title = title
    self.map = map
    self.isLogarithmic = isLogarithmic
    self.lower = lower
    self.upper = upper
    self.centre = centre
    self.showsBar = showsBar
  }

  /// The scale with its ends settled for these values.
  func resolved(_ values: [Double]) throws -> ResolvedColourScale {
    var extent = Extent(logarithmic: isLogarithmic)
    extent.add(values)
    let axis = PlotAxis(title, scale: isLogarithmic ? .logarithmic : .linear, from: lower, to: upper)
    var limits = try extent.limits(of: axis, room: 0)
    var ends = limits
    if let centre, !isLogarithmic {
      guard centre.isFinite else { throw FigureFailure.badLimits(axis: title) }
      let reach = max(limits.upperBound - centre, centre - limits.lowerBound)
      ends = centre - reach...centre + reach
      limits = (lower ?? ends.lowerBound)...(upper ?? ends.upperBound)
    }
    return ResolvedColourScale(
      title: title, map: map, limits: limits, ends: ends, isLogarithmic: isLogarithmic,
      exceedsLower: !extent.isEmpty && extent.lower < limits.lowerBound * (1 - (isLogarithmic ? 1e-9 : 0)),
      exceedsUpper: !extent.isEmpty && extent.upper > limits.upperBound * (1 + (isLogarithmic ? 1e-9 : 0)))
  }
}

/// A colour scale whose ends are numbers.
struct ResolvedColourScale {
  let title: String
  let map: ColourMap
  /// What the colour bar shows.
  let limits: ClosedRange<Double>
  /// The values of the map's first and last colour.
  let ends: ClosedRange<Double>
  let isLogarithmic: Bool
  let exceedsLower, exceedsUpper: Bool

  /// `nil` for a value that has no place on the scale.
  func colour(_ value: Double) -> RGB? {
    let projection = Projection(limits: ends, logarithmic: isLogarithmic, from: 0, to: 1)
    if value.isNaN || (isLogarithmic && value <= 0) { return nil }
    if value.isInfinite { return nil }
    return map.colour(at: projection(value) ?? (value > 0 ? 1 : 0))
  }

  /// The colour at a fraction of the way up the bar.
  func colour(alongBar fraction: Double) -> RGB {
    let span = ends.upperBound - ends.lowerBound
    guard !isLogarithmic, span > 0 else { return map.colour(at: fraction) }
    let value = limits.lowerBound + fraction * (limits.upperBound - limits.lowerBound)
    return map.colour(at: (value - ends.lowerBound) / span)
  }
}
