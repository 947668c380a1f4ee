import Results

/// Where the ensemble is looked at.
enum Part: String, AxisValue, CaseIterable {
  /// On the training inputs.
  case data
  /// Halfway between neighbouring training inputs.
  case between

  var title: String { self == .data ? "on the data" : "between the data" }
}

/// Who says what a network is.
enum Reading: String, AxisValue, CaseIterable {
  /// The trained networks.
  case networks
  /// f₀ + A (Y − f₀(X)): what the limit makes of the same initial function and the same data.
  case limit
}

/// What the square distance from f* is made of in theory.
enum Term: String, AxisValue, CaseIterable {
  case biasSquare = "bias_square"
  case initialVariance = "initial_variance"
  case noiseVariance = "noise_variance"
}

/// What the square distance of four networks from f* is made of; see `BlockSquares`.
enum Square: String, AxisValue, CaseIterable {
  case mean, initial, noise, interaction
}

/// What is estimated from the squares: a combination of them without bias.
enum Quantity: String, CaseIterable {
  case sum
  case biasSquare = "bias_square"
  case initialVariance = "initial_variance"
  case noiseVariance = "noise_variance"
  case interaction

  /// In the order of `Square.allCases`.
  var weights: [Double] {
    switch self {
    case .sum: [1, 1, 1, 1]
    case .biasSquare: [1, -1, -1, 1]
    case .initialVariance: [0, 2, 0, -2]
    case .noiseVariance: [0, 0, 2, -2]
    case .interaction: [0, 0, 0, 4]
    }
  }

  var title: String {
    switch self {
    case .sum: "mean square distance from f*"
    case .biasSquare: "bias²"
    case .initialVariance: "variance by the initial functions"
    case .noiseVariance: "variance by the noise"
    case .interaction: "variance by both together"
    }
  }
}
