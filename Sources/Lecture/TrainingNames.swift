import Results

/// The matrices of a network with two hidden layers.
enum WeightLayer: String, AxisValue, CaseIterable {
  /// [1, n]
  case input
  /// [n, n]
  case hidden
  /// [n, 1]
  case output

  /// Its place among the layers.
  var place: Int { self == .input ? 0 : self == .hidden ? 1 : 2 }

  /// Of n units a hidden layer.
  func count(width: Int) -> Int { self == .hidden ? width * width : width }

  var title: String {
    switch self {
    case .input: "from the input"
    case .hidden: "between hidden layers"
    case .output: "to the output"
    }
  }

  /// p of ‖ω₀‖ ∝ nᵖ.
  var exponent: Double { self == .hidden ? 1 : 0.5 }
}

/// Before training and after it.
enum Stage: String, AxisValue, CaseIterable {
  case before, after
}

/// The entries of a symmetric matrix between two inputs.
enum PairEntry: String, AxisValue, CaseIterable {
  case first, both, second
}
