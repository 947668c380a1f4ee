import Architectures
import Foundation
import LinearAlgebra
import Randomness

/// A network of finite width with its parameters.
///
/// Steps and parameters are apart, so that training changes `parameters` and nothing else. Images are rows too,
/// [n, height · width · channels] with the channels innermost.
public struct FiniteNetwork<S: Scalar>: Sendable {
  /// The parameters of dense layers and convolutions in the order in which the input meets them.
  public var parameters: [DenseParameters<S>]
  public let parameterisation: Parameterisation
  /// The shape of one input.
  public let inputShape: InputShape
  /// The number of features of an input, those of all positions together.
  public let inputs: Int
  /// The number of features of an output.
  public let outputs: Int
  /// The positions among which the outputs lie: more than one if no dense layer or pooling joins them at the end.
  let outputPositions: Int
  /// Multiply-adds of products with weights for one input.
  let multiplications: Double
  let steps: [Step]

  /// Draws the parameters of every layer; see `Architecture.finiteWidth`.
  init(
    _ architecture: Architecture, width: Int, outputs: Int, input: InputShape, seed: Seed,
    parameterisation: Parameterisation
  ) throws {
    for (what, value) in [("width", width), ("outputs", outputs)] where value < 1 {
      throw FiniteWidthFailure.badCount(what: what, value: value)
    }
    try architecture.validate(input: input)
    if let beyond = architecture.firstBeyondSquares(input: input) {
      throw FiniteWidthFailure.unknownSetting(
        layer: beyond.layer.text, setting: beyond.setting, instead: beyond.instead)
    }
    let available = ProcessInfo.processInfo.physicalMemory
    guard let inputs = input.count else {
      throw FiniteWidthFailure.doesNotFit(bytes: .infinity, available: available)
    }
    let plan = try NetworkPlan(architecture, width: width, outputs: outputs, input: SpatialShape(input))
    let count = plan.shapes.reduce(0.0) { $0 + (Double($1.fanIn) + 1) * Double($1.fanOut) }
    let bytes = count * Double(MemoryLayout<S>.stride)
    guard bytes <= Double(available) else { throw FiniteWidthFailure.doesNotFit(bytes: bytes, available: available) }
    parameters = plan.shapes.enumerated().map { layer, shape in
      DenseParameters(shape: shape, layer: layer, parameterisation: parameterisation, seed: seed)
    }
    (steps, multiplications) = (plan.steps, plan.multiplications)
    (inputShape, self.inputs, self.parameterisation) = (input, inputs, parameterisation)
    (self.outputs, outputPositions) = (plan.output.count, plan.outputPositions)
  }
}

extension Architecture {
  /// A network with this architecture whose hidden layers have `width` units, or channels, at initialisation.
  ///
  /// W ~ N(0, σ_w² / fan-in), b ~ N(0, σ_b²), all independent, drawn from `seed` by position: the same seed gives the
  /// same bits, and a `Float` network is the `Double` network rounded. The fan-in of a convolution is kernelSize² ·
  /// channels.
  ///
  /// - Parameters:
  ///   - outputs: the width of the last layer with weights; of every layer in the last sum if the network ends in
  ///     residuals.
  ///   - input: the shape of one input.
  ///   - parameterisation: what the tangent kernel and gradients refer to; it does not change the drawn function.
  /// - Throws: `ArchitectureFailure` naming the layer that does not fit the input, `FiniteWidthFailure` for a count
  ///   below 1 or a network that does not fit the memory.
  /// - Complexity: 4 to 7 ns a parameter.
  public func finiteWidth<S: Scalar>(
    _ width: Int, outputs: Int = 1, input: InputShape, seed: Seed, parameterisation: Parameterisation = .standard,
    as type: S.Type = Double.self
  ) throws -> FiniteNetwork<S> {
    try FiniteNetwork(
      self, width: width, outputs: outputs, input: input, seed: seed, parameterisation: parameterisation)
  }

  /// The same for inputs that are vectors of `inputs` features.
  public func finiteWidth<S: Scalar>(
    _ width: Int, outputs: Int = 1, inputs: Int, seed: Seed, parameterisation: Parameterisation = .standard,
    as type: S.Type = Double.self
  ) throws -> FiniteNetwork<S> {
    guard inputs >= 1 else { throw FiniteWidthFailure.badCount(what: "inputs", value: inputs) }
    return try finiteWidth(
      width, outputs: outputs, input: .vector(features: inputs), seed: seed, parameterisation: parameterisation,
      as: type)
  }
}
