import Results

/// What one cell of a sweep gave: its values, and whether they can be trusted.
public struct CellOutcome: Sendable {
  public var values: CellValues
  public var status: CellStatus

  public init(_ values: CellValues, status: CellStatus = .done) {
    (self.values, self.status) = (values, status)
  }
}
