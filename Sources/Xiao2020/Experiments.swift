import Suite

/// The experiments of Xiao, Pennington and Schoenholz 2020, Disentangling Trainability and Generalization in Deep
/// Neural Networks: in the order in which they run and the report shows them.
public let experiments: [any Experiment] = [
  Table1(), Table1Convolutions(), Figure1(), Spectrum(), Figure2Kernel(), Figure2Convolutions(),
  Figure2SGD(), Figure2SGDConvolutional(), Notebook(), NNGPAgainstNTK(), NNGPSpectra(), AccuracyByDepth(),
  RadialKernel(), ArchitectureSpectra(), Dropout(), RateByDepth(), BiasSweep(),
]

extension Experiment {
  var reference: String { "arXiv:1912.13053" }
}
