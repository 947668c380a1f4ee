import Results

/// Which layers are trained, what the decay pulls on, and how strongly.
enum DecayPrior: String, CaseIterable, AxisValue {
  /// The last layer is trained, its weights decay towards 0.
  case readout
  /// All layers are trained, and decay towards where they began.
  case initial
  /// All layers are trained, and decay towards 0.
  case zero
  /// As `initial`, with the noise and the steps of `zero`: what sets the two apart is where the decay pulls to,
  /// alone.
  case initialAtZeroNoise = "initial_low_noise"

  /// Whether the decay pulls to where the parameters began.
  var isCentredAtStart: Bool { self == .initial || self == .initialAtZeroNoise }

  /// Whether σ² is the smaller of the two.
  var hasLowNoise: Bool { self == .zero || self == .initialAtZeroNoise }

  var title: String {
    switch self {
    case .readout: "readout alone"
    case .initial: "all layers, towards θ<sub>0</sub>"
    case .zero: "all layers, towards 0"
    case .initialAtZeroNoise: "all layers, towards θ<sub>0</sub>, low noise"
    }
  }

  /// The title where there is no markup.
  var plainTitle: String { title.replacing("<sub>0</sub>", with: "₀") }

  var relativeCost: Double {
    switch self {
    case .readout: 0.3
    case .initial: 1
    case .zero, .initialAtZeroNoise: 8
    }
  }
}
