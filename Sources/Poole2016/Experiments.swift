import Suite

/// The experiments of Poole et al. 2016, Exponential expressivity in deep neural networks through transient chaos: in
/// the order in which they run and the report shows them.
public let experiments: [any Experiment] = [Figure1(), Figure2(), Figure5()]
