/// Weights before the last layer, and what data say of them.
public struct PosteriorSample: Sendable {
  /// Its outputs are the units of the last hidden layer.
  let network: FiniteNetwork<Double>
  /// log p(y | W)
  public let logEvidence: Double
  /// Of log p(y | W) by the effective weights and biases, where it was asked for.
  let gradient: [DenseGradient<Double>]?
}
