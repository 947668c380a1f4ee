import Results

/// The coordinates that the tables and figures of the paper share.
extension Coordinate {
  /// The rows of Table 2, by the paper's names.
  static func rows(_ rows: [GaussianProcessRow]) -> Coordinate {
    Coordinate(name: "row", values: .strings(rows.map(\.label)), longName: "data set and number of training images")
  }

  static let nonlinearity = nonlinearity(GaussianProcessRow.nonlinearities)

  static func nonlinearity(_ kinds: [GaussianProcessRow.NamedNonlinearity]) -> Coordinate {
    Coordinate(
      name: "nonlinearity", values: .strings(kinds.map(\.name)), longName: "nonlinearity of the network")
  }
}
