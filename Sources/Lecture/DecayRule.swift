import Results

/// What the weights lose in a step beside the gradient's.
enum DecayRule: String, AxisValue, CaseIterable {
  /// ηλ θ: the gradient of the penalty ½ λ ‖θ‖².
  case penalty
  /// A share λ′ of θ, whatever the rate.
  case decoupled

  var title: String { self == .penalty ? "penalty λ" : "share λ′ a step" }
}
