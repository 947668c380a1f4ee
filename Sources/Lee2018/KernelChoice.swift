import InfiniteWidth
import Results
import Suite

/// How a Gaussian process's kernel is computed.
enum KernelChoice: String, CaseIterable, AxisValue {
  case exact, table

  static let axis = Axis<KernelChoice>("algorithm", "kernel by closed form or by the paper's lookup table")

  func algorithm(_ nonlinearity: NamedNonlinearity, _ context: RunContext) -> KernelAlgorithm {
    self == .exact ? .exact : PaperAlgorithm.kernel(nonlinearity, context)
  }
}
