import Results

/// What a network knows of the plane of an image, each knowing more than the one before.
package enum NetworkTopology: String, AxisValue, Codable, CaseIterable {
  /// Fully connected: nothing.
  case fullyConnected = "fcn"
  /// Convolutions, then flattened: which pixels are neighbours; and, of finitely many channels, that a shifted image
  /// has shifted features (equivariance, which no comparison here tells from training).
  case flattened = "cnn"
  /// Convolutions, then the mean over all positions: that a shifted image is of the same class (invariance).
  case pooled = "cnn-gap"

  /// "CNN-GAP"
  package var title: String { rawValue.uppercased() }

  /// The one that knows one thing less.
  var simpler: NetworkTopology? {
    switch self {
    case .fullyConnected: nil
    case .flattened: .fullyConnected
    case .pooled: .flattened
    }
  }
}
