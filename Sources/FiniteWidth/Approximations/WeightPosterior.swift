import Architectures
import LinearAlgebra
import Nonlinearities
import Randomness

/// The posterior of all weights of a fully connected network with one output, up to a constant: what approximations of
/// it are made from.
///
/// Weights are whitened: W = σ_w/√fan-in · ω and b = σ_b · β with ω, β ~ N(0, 1) (the parameters of the neural tangent
/// parameterisation), all in one vector θ of length P, layer by layer the weights [fan-in, fan-out] before the biases.
/// With normal noise of variance σ²
///
///     log p(θ, y) = −½ Σ (f_θ(x) − y)²/σ² − ½ ‖θ‖² + constant.
///
/// `NetworkPosterior` is the same posterior with the last layer integrated out.
public struct WeightPosterior: Sendable {
  /// Dense layers, a nonlinearity between every two.
  struct Layer: Sendable {
    let fanIn, fanOut: Int
    /// σ_w/√fan-in and σ_b
    let weightScale, biasScale: Double
    /// Behind it; nil for the last.
    let nonlinearity: Nonlinearity?
    /// Where its weights begin in θ; its biases follow them.
    let first: Int

    var weightCount: Int { fanIn * fanOut }
    var end: Int { first + weightCount + fanOut }
  }

  let layers: [Layer]
  /// P
  public let parameterCount: Int
  /// [n, inputs]
  let inputs: Matrix<Double>
  let targets: [Double]
  public let noiseVariance: Double

  /// - Parameters:
  ///   - architecture: dense layers with a nonlinearity between every two, or a single one: a linear model.
  ///   - width: of the hidden layers.
  ///   - inputs: [n, inputs].
  ///   - targets: n numbers.
  ///   - noiseVariance: σ² > 0.
  /// - Throws: `PosteriorFailure`, `FiniteWidthFailure`.
  public init(
    _ architecture: Architecture, width: Int, inputs: Matrix<Double>, targets: [Double], noiseVariance: Double
  ) throws {
    guard width >= 1 else { throw FiniteWidthFailure.badCount(what: "width", value: width) }
    guard inputs.rows > 0, inputs.columns > 0 else { throw PosteriorFailure.noData }
    guard noiseVariance.isFinite, noiseVariance > 0 else { throw PosteriorFailure.noise(noiseVariance) }
    guard targets.count == inputs.rows else {
      throw FiniteWidthFailure.wrongTargets(expected: [inputs.rows, 1], found: [targets.count, 1])
    }
    if let row = (0..<inputs.rows).first(where: { row in
      !inputs.row(row).allSatisfy(\.isFinite) || !targets[row].isFinite
    }) {
      throw PosteriorFailure.notFinite(row: row)
    }
    layers = try Self.layers(architecture.expanded, width: width, inputs: inputs.columns)
    parameterCount = layers.last?.end ?? 0
    (self.inputs, self.targets, self.noiseVariance) = (inputs, targets, noiseVariance)
  }

  private static func layers(_ expanded: [Architectures.Layer], width: Int, inputs: Int) throws -> [Layer] {
    var layers: [Layer] = []
    for (index, layer) in expanded.enumerated() {
      switch layer {
      case .dense(let dense) where index % 2 == 0:
        let isLast = index == expanded.count - 1
        let fanIn = layers.last?.fanOut ?? inputs
        var nonlinearity: Nonlinearity?
        if !isLast {
          guard case .activation(let next) = expanded[index + 1] else { throw PosteriorFailure.notFullyConnected }
          nonlinearity = next
        }
        layers.append(
          Layer(
            fanIn: fanIn, fanOut: isLast ? 1 : width, weightScale: (dense.weightVariance / Double(fanIn)).squareRoot(),
            biasScale: dense.biasVariance.squareRoot(), nonlinearity: nonlinearity, first: layers.last?.end ?? 0))
      case .activation where index % 2 == 1 && index < expanded.count - 1: continue
      default: throw PosteriorFailure.notFullyConnected
      }
    }
    guard !layers.isEmpty else { throw PosteriorFailure.notFullyConnected }
    return layers
  }

  /// The weights of the last layer in θ.
  var readout: Range<Int> {
    guard let last = layers.last else { return 0..<0 }
    return last.first..<last.first + last.weightCount
  }

  /// θ drawn from the prior.
  public func prior(_ seed: Seed) -> [Double] {
    var parameters = [Double](repeating: 0, count: parameterCount)
    parameters.withUnsafeMutableBufferPointer { CounterBasedGenerator(seed: seed).fillNormals($0, from: 0) }
    return parameters
  }

  /// f_θ(x).
  /// - Parameter testInputs: [m, inputs], m ≥ 1.
  /// - Throws: `FiniteWidthFailure.wrongInputs`, `.badCount`, `PosteriorFailure.wrongParameters`.
  public func outputs(_ parameters: [Double], at testInputs: Matrix<Double>) throws -> [Double] {
    try check(testInputs)
    try check(parameters: parameters)
    let evaluation = WhitenedEvaluation<Double>(self, inputs: testInputs)
    return evaluation.outputs(parameters)
  }

  /// log p(θ, y) but for its constant.
  /// - Throws: `PosteriorFailure.wrongParameters`.
  public func logDensity(_ parameters: [Double]) throws -> Double {
    try check(parameters: parameters)
    let evaluation = WhitenedEvaluation<Double>(self, inputs: inputs)
    let square = zip(evaluation.outputs(parameters), targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return -0.5 * (square / noiseVariance + parameters.squaredNorm)
  }

  /// ∇ log p(θ, y).
  /// - Throws: `PosteriorFailure.wrongParameters`.
  public func gradient(_ parameters: [Double]) throws -> [Double] {
    try check(parameters: parameters)
    let evaluation = WhitenedEvaluation<Double>(self, inputs: inputs)
    var gradient = [Double](repeating: 0, count: parameterCount)
    gradient.withUnsafeMutableBufferPointer { gradient in
      parameters.withUnsafeBufferPointer { parameters in
        guard let target = gradient.baseAddress, let source = parameters.baseAddress else { return }
        evaluation.addLikelihoodGradient(source, targets: targets, factor: 1 / noiseVariance, to: target)
      }
    }
    for k in gradient.indices { gradient[k] -= parameters[k] }
    return gradient
  }

  /// ∂f_θ(x)/∂θ, [m, P].
  /// - Parameter testInputs: [m, inputs], m ≥ 1.
  /// - Throws: `FiniteWidthFailure.wrongInputs`, `.badCount`, `PosteriorFailure.wrongParameters`.
  /// - Complexity: a forward and a backward pass.
  public func jacobian(_ parameters: [Double], at testInputs: Matrix<Double>) throws -> Matrix<Double> {
    try check(testInputs)
    try check(parameters: parameters)
    return WhitenedEvaluation<Double>(self, inputs: testInputs).jacobian(parameters)
  }
}
