import Suite

/// What lectures on wide networks draw, with one input and one output, each picture with the numbers it stands for.
public let experiments: [any Experiment] = [DrawnFunctions(), TrainedNetworks(), Weights(), StepSizes(), DecayRates()]
