import Suite

/// The experiments of Jacot, Gabriel and Hongler 2018, Neural Tangent Kernel: in the order in which they run and the
/// report shows them.
public let experiments: [any Experiment] = [
  KernelRegression(), TangentKernelOnCircle(), PrincipalComponents(),
]
