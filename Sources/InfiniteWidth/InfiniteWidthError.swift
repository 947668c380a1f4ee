import Failures

/// Why an architecture has no kernel here.
public enum InfiniteWidthError: Failure, Equatable {
  case notComputable(layer: String)
  case noWeights
  /// K(x, x) of some input is beyond float64 after the last layer.
  case overflows(largestInputVariance: Double)
  /// What the paper's lookup table does not cover.
  case notTabulated(layer: String)

  public var message: String {
    switch self {
    case .notComputable(let layer):
      "layer \(layer) has no infinite-width kernel here yet; fully-connected architectures (dense, activation, "
        + "dropout, layerNorm, residual, repeat) have one"
    case .notTabulated(let layer):
      "the lookup-table kernel covers the NNGP of dense layers and its own nonlinearity on inputs of one norm, not "
        + "\(layer); use the exact kernel"
    case .overflows(let variance):
      "the kernel of an input of variance x·x/d = \(variance) overflows float64 after the last layer; scale the inputs "
        + "down, or lower the weight variances"
    case .noWeights: "the architecture has no dense layer, so it has no kernel; add one"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
