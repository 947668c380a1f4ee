import Suite

/// The experiments of Garriga-Alonso et al. 2019, Deep Convolutional Networks as shallow Gaussian Processes.
public let experiments: [any Experiment] = [Table1()]
