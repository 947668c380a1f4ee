import Results
import Suite

typealias NamedNonlinearity = GaussianProcessRow.NamedNonlinearity

/// What the tables and figures of the paper vary.
enum TableAxes {
  /// The rows of Table 2, by the paper's names.
  static let row = Axis<GaussianProcessRow>("row", "data set and number of training images")
  static let nonlinearity = Axis<NamedNonlinearity>("nonlinearity", "nonlinearity of the network")
  static let depth = Axis<Int>("depth", "number of hidden layers")
}
