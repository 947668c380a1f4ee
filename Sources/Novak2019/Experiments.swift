import Suite

/// The experiments of Novak et al. 2019, Bayesian Deep Convolutional Networks with Many Channels are Gaussian
/// Processes: in the order in which they run and the report shows them.
public let experiments: [any Experiment] = [TopologyComparison()]
