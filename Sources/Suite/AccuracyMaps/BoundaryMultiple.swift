/// Where the columns of a map in one phase fall, in units of a depth scale.
package struct BoundaryMultiple: Sendable, Equatable {
  package let median: Double
  package let lowest: Double
  package let highest: Double
  /// Columns that were asked, and those among them that do not fall on the grid: they count with its deepest depth.
  package let columns: Int
  package let unreached: Int
  /// Whether the median would be larger on a deeper grid, because it is, or lies beyond, one of the unreached.
  package let isLowerBound: Bool

  /// What the median is: of how many columns, and whether it is more than a bound.
  package var words: String {
    let outside = unreached > 0 ? ", \(unreached) beyond the grid" : ""
    return isLowerBound
      ? "lower bound of the median of \(columns) columns\(outside)" : "median of \(columns) columns\(outside)"
  }
}
