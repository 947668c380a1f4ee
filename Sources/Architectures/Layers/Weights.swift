/// The settings that dense and convolution have in common.
protocol WeightedLayer: ReadFromSettings {
  var weightVariance: Double { get }
  var biasVariance: Double { get }
  var trainable: LayerLearning { get }
}

extension WeightedLayer {
  static var weightSettings: [String] { ["weightVariance", "biasVariance", "trainable", "learningRates"] }
  static func standards(beside settings: [String: JSONValue]) -> [String: JSONValue] { ["biasVariance": .number(0)] }

  /// a and b of `LayerLearning`.
  func ratesOfOwnVariances() -> (weights: Double, biases: Double) {
    trainable.rates(weightVariance: weightVariance, biasVariance: biasVariance)
  }

  var learns: Bool { trainable.learns }
  var weights: LayerWeights? { LayerWeights(weightVariance: weightVariance, biasVariance: biasVariance) }
  var cost: LayerCost { .weights }

  func writtenWeights() -> [String: JSONValue] {
    var settings: [String: JSONValue] = ["weightVariance": .number(weightVariance)]
    if biasVariance != 0 { settings["biasVariance"] = .number(biasVariance) }
    switch trainable {
    case .ntk: break
    case .none: settings["trainable"] = .boolean(false)
    case .rates(let weights, let biases):
      settings["learningRates"] = .object(["weights": .number(weights), "biases": .number(biases)])
    }
    return settings
  }

  func checkWeights(at path: LayerPath) throws {
    try requireNotNegative([("weightVariance", weightVariance), ("biasVariance", biasVariance)], at: path)
    guard case .rates(let weights, let biases) = trainable else { return }
    try requireNotNegative([("learningRates.weights", weights), ("learningRates.biases", biases)], at: path)
  }

  func change(_ units: inout Units, at path: LayerPath) throws { units = .weighted }
}
