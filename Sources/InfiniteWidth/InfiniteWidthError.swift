import Failures

/// Why an architecture has no kernel here.
public enum InfiniteWidthError: Failure, Equatable {
  case notComputable(layer: String)
  case noWeights

  public var message: String {
    switch self {
    case .notComputable(let layer):
      "layer \(layer) has no infinite-width kernel here yet; fully-connected architectures (dense, activation, "
        + "dropout, layerNorm, residual, repeat) have one"
    case .noWeights: "the architecture has no dense layer, so it has no kernel; add one"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
