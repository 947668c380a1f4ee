/// What a training run does besides network and data.
public struct TrainingSettings: Sendable, Hashable {
  public var loss: Loss
  public var optimiser: Optimiser
  public var learningRate: LearningRateSchedule
  /// λ ≥ 0: λ (θ − c) is added to the gradient of every trained weight and bias, before the optimiser sees it. That is
  /// the penalty ½ λ ‖θ − c‖² (L2), not the decoupled decay of AdamW. θ are the parameters of the network's
  /// parameterisation.
  public var weightDecay: Double
  /// c
  public var decayCentre: DecayCentre
  /// The examples of a step; nil, or at least as many as there are, is the full batch in its own order.
  public var batchSize: Int?

  public init(
    loss: Loss, optimiser: Optimiser, learningRate: LearningRateSchedule, weightDecay: Double = 0,
    decayCentre: DecayCentre = .zero, batchSize: Int? = nil
  ) {
    (self.loss, self.optimiser, self.learningRate) = (loss, optimiser, learningRate)
    (self.weightDecay, self.decayCentre, self.batchSize) = (weightDecay, decayCentre, batchSize)
  }

  /// Whether the parameters at the beginning are kept for the decay.
  var keepsCentre: Bool { decayCentre == .initialParameters && weightDecay != 0 }

  /// - Throws: `FiniteWidthFailure` naming the first setting without a meaning.
  func validate() throws {
    if let batchSize, batchSize < 1 { throw FiniteWidthFailure.badCount(what: "batch size", value: batchSize) }
    func require(_ what: String, _ value: Double, _ allowed: Bool, _ range: String) throws {
      guard value.isFinite, allowed else {
        throw FiniteWidthFailure.badSetting(what: what, value: "\(value)", allowed: range)
      }
    }
    for (what, value) in learningRate.settings { try require(what, value, value >= 0, "a finite number ≥ 0") }
    try require("weight decay", weightDecay, weightDecay >= 0, "a finite number ≥ 0")
    func fraction(_ what: String, _ value: Double) throws { try require(what, value, 0..<1 ~= value, "0 ≤ x < 1") }
    func epsilon(_ value: Double) throws { try require("epsilon", value, value >= 0, "a finite number ≥ 0") }
    switch optimiser {
    case .gradientDescent: break
    case .momentum(let decay): try fraction("momentum", decay)
    case .rmsProp(let decay, let value):
      try fraction("decay of RMSProp", decay)
      try epsilon(value)
    case .adam(let first, let second, let value):
      try fraction("first decay of Adam", first)
      try fraction("second decay of Adam", second)
      try epsilon(value)
    }
  }
}
