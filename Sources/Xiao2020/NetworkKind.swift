import Results

/// The paper's kinds of network.
enum NetworkKind: String, AxisValue {
  case fullyConnected = "fcn"
  /// CNN-F, the convolutional network whose positions are flattened.
  case flattened = "cnn-f"
  /// CNN-P, the convolutional network that averages over its d positions.
  case pooled = "cnn-p"

  /// "CNN-P"
  var title: String { rawValue.uppercased() }
}
