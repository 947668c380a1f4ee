import Suite

/// What networks of finite width do at order 1/n that those of infinite width do not: in the order in which they run
/// and the report shows them.
public let experiments: [any Experiment] = [
  InitialStatistics(), TrainingDynamics(), KernelDrift(),
]
