/// Where the columns of a map in one phase fall, in units of a depth scale.
package struct BoundaryMultiple: Sendable, Equatable {
  package let median: Double
  /// Of the median, over columns; nil for fewer than two.
  package let standardError: Double?
  package let lowest: Double
  package let highest: Double
  /// Columns that were asked, and those among them that do not fall on the grid: they count with its deepest depth.
  package let columns: Int
  package let unreached: Int
  /// Whether the median would be larger on a deeper grid, because it is, or lies beyond, one of the unreached.
  package let isLowerBound: Bool

  /// One column that was asked.
  package struct Column: Sendable, Equatable {
    /// Where it falls, or its deepest depth.
    package let multiple: Double
    /// Whether it falls on the grid.
    package let isReached: Bool

    package init(multiple: Double, isReached: Bool) { (self.multiple, self.isReached) = (multiple, isReached) }
  }

  /// Without columns all are NaN.
  package init(_ columns: [Column]) {
    let multiples = columns.map(\.multiple).sorted()
    let found = SampleMedian(multiples)
    (median, standardError) = (found.median, found.standardError)
    (lowest, highest) = (multiples.first ?? .nan, multiples.last ?? .nan)
    self.columns = columns.count
    unreached = columns.count { !$0.isReached }
    isLowerBound = columns.contains { !$0.isReached && $0.multiple <= multiples[multiples.count / 2] }
  }

  /// What the median is: of how many columns, and whether it is more than a bound.
  package var words: String {
    let outside = unreached > 0 ? ", \(unreached) beyond the grid" : ""
    return isLowerBound
      ? "lower bound of the median of \(columns) columns\(outside)" : "median of \(columns) columns\(outside)"
  }
}
