import Results

package typealias NamedNonlinearity = GaussianProcessRow.NamedNonlinearity

/// What experiments over rows of Lee et al. 2018, Table 2 vary.
package enum TableAxes {
  /// By the paper's names.
  package static let row = Axis<GaussianProcessRow>("row", "data set and number of training images")
  package static let nonlinearity = Axis<NamedNonlinearity>("nonlinearity", "nonlinearity of the network")
  package static let depth = Axis<Int>("depth", "number of hidden layers")
}
