import InfiniteWidth
import MeanField
import Results
import Suite

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

/// What the sweeps of Table 1, Figure 1 and the spectra go over.
enum SpectrumAxis {
  static let architecture = Axis<NetworkKind>("architecture", "kind of network")
  static let phase = Axis<Phase>("phase", "phase of the network")
  static let kernel = Axis<PriorKernel>("kernel", "kernel of the network")
  static let depth = Axis<Int>("depth", "depth l")
}
