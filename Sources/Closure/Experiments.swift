import Suite

/// The closure tests: a known function is learnt from data drawn around it.
public let experiments: [any Experiment] = [BiasVarianceOverTime()]
