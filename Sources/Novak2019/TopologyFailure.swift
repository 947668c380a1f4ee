import Failures

/// What keeps `TopologyComparison` from computing a cell, or from reading one.
enum TopologyFailure: Failure, Equatable {
  /// A nonlinearity of which the settings have no prior.
  case noPrior(String)
  /// A text that does not say of so many images which are right.
  case notImages(network: String, images: Int)
  /// A number for the end of a training that no version wrote.
  case unknownEnd(Int, network: String)

  var message: String {
    switch self {
    case .noPrior(let activation):
      "\(activation): the settings have no prior of this nonlinearity; add it to `priors`"
    case .notImages(let network, let images):
      "\(network): what is stored does not tell which of \(images) test images are right; compute the cell again"
    case .unknownEnd(let end, let network):
      "\(network): \(end) is no end of a training (0, 1 or 3); compute the cell again"
    }
  }

  var exitStatus: ExitStatus { .badData }
}
