import Results

/// Ways to predict with the posterior of one network, the first of them exact.
enum ApproximationMethod: String, CaseIterable, AxisValue {
  /// Chains on the hidden weights, the readout integrated out.
  case exact
  /// The posterior of the process that the network tends to (Lee et al. 2018).
  case nngp
  /// The infinite ensemble whose members are pulled to their initial weights (Lee et al. 2019).
  case ntk
  /// A factorised normal of all weights (Blundell et al. 2015).
  case meanField
  /// Linearised at the maximum, with the whole precision matrix (MacKay 1992, Immer et al. 2021) or its diagonal.
  case laplace, laplaceDiagonal
  /// Gal and Ghahramani 2016.
  case dropout
  /// Networks trained from the prior's draws, with weight decay (Lakshminarayanan et al. 2017), or each pulled to its
  /// own draw, on targets with noise (randomised maxima: Lu and Van Roy 2017, Osband et al. 2018; Pearce et al. 2020
  /// leave the noise out).
  case ensemble, anchored
  /// Stochastic gradient Langevin dynamics (Welling and Teh 2011).
  case langevin

  /// Whether its deviation is that of a few members.
  var isEnsemble: Bool { self == .ensemble || self == .anchored }

  static let approximations = allCases.filter { $0 != .exact }

  var title: String {
    switch self {
    case .exact: "exact posterior"
    case .nngp: "NNGP posterior"
    case .ntk: "NTK, infinite ensemble"
    case .meanField: "mean-field VI"
    case .laplace: "Laplace, full"
    case .laplaceDiagonal: "Laplace, diagonal"
    case .dropout: "Monte-Carlo dropout"
    case .ensemble: "deep ensemble"
    case .anchored: "anchored ensemble"
    case .langevin: "SGLD"
    }
  }

  /// In keys.
  var key: String {
    switch self {
    case .meanField: "mean_field"
    case .laplaceDiagonal: "laplace_diagonal"
    case .langevin: "sgld"
    default: rawValue
    }
  }
}
