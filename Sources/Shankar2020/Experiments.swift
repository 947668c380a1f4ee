import Suite

/// The experiments of Shankar et al. 2020, Neural Kernels Without Tangents.
public let experiments: [any Experiment] = [Myrtle()]
