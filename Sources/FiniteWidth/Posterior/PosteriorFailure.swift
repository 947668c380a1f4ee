import Failures

/// Why there is no posterior of a network, or no sampler of it.
public enum PosteriorFailure: Failure, Hashable {
  case noReadout
  case notFullyConnected
  case dropout
  case noData
  case noDraws(Int)
  case noise(Double)
  case notFinite(row: Int)
  case step(Double)
  case keepProbability(Double)
  /// As many as the network has.
  case wrongParameters(expected: Int, found: Int)
  /// None of so many draws from the prior was accepted.
  case noneAccepted(draws: Int)

  public var message: String {
    switch self {
    case .noReadout:
      "posterior: the architecture does not end in a dense layer behind another, which is integrated out; add one"
    case .notFullyConnected:
      "posterior: the architecture is not of dense layers with a nonlinearity between every two; give such a one"
    case .dropout:
      "posterior: dropout draws units anew for every input, which is no prior of weights; leave it out"
    case .noData: "posterior: there are no data; give one input with its targets at least"
    case .noDraws(let count): "posterior: \(count) draws from the prior; give 1 at least"
    case .noise(let variance): "posterior: the noise variance is \(variance); give a finite number above 0"
    case .notFinite(let row): "posterior: input or target \(row) holds a value that is not finite"
    case .step(let step): "posterior: the sampler's step is \(step); give a number above 0 and at most 1"
    case .keepProbability(let keep):
      "posterior: units are kept with the probability \(keep); give a number above 0 and at most 1"
    case .wrongParameters(let expected, let found):
      "posterior: \(found) parameters for a network that has \(expected); give one number a weight and bias"
    case .noneAccepted(let draws):
      "posterior: none of \(draws) draws from the prior was accepted; give fewer data or more noise, or use a chain"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
