import Results

/// Four ways to a prediction with an uncertainty: two infinite networks and two that stand in for them.
enum UncertaintyMethod: String, CaseIterable, AxisValue {
  /// The NNGP posterior (Lee et al. 2018, Eqs. 8 and 9).
  case nngp
  /// The infinite ensemble trained by gradient flow to t = ∞ (Lee et al. 2019, Eq. 16).
  case ntk
  /// Independent networks trained from their own initial weights (Lakshminarayanan et al. 2017).
  case ensemble
  /// One network trained with dropout that also predicts with it (Gal and Ghahramani 2016).
  case dropout

  var title: String {
    switch self {
    case .nngp: "NNGP posterior"
    case .ntk: "NTK, infinite ensemble"
    case .ensemble: "deep ensemble"
    case .dropout: "Monte-Carlo dropout"
    }
  }

  var relativeCost: Double {
    switch self {
    case .nngp: 1
    case .ntk: 2
    case .ensemble, .dropout: 40
    }
  }
}
