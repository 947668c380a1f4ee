import Suite

/// The experiments of Arora et al. 2019, On Exact Computation with an Infinitely Wide Neural Net: in the
/// order in which they run and the report shows them.
public let experiments: [any Experiment] = [
  Table1(), Table1Networks(),
]
