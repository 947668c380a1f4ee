import Suite

/// The experiments of Bayesian readings of trained networks that several papers share: in the order in which they run
/// and the report shows them.
public let experiments: [any Experiment] = [
  Uncertainty(), DoubleDescent(), WeightDecay(), Posteriors(), Priors(), Approximations(), LaplaceLimit(),
]
