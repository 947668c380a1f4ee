import Suite

/// The experiments of Lee, Xiao et al. 2019, Wide Neural Networks of Any Depth Evolve as Linear Models: in the
/// order in which they run and the report shows them.
public let experiments: [any Experiment] = [
  WeightChange(), EnsembleDynamics(),
]
