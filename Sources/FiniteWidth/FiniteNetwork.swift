import Architectures
import Foundation
import LinearAlgebra
import Randomness

/// A network of finite width with its parameters.
///
/// Steps and parameters are apart, so that training changes `parameters` and nothing else.
public struct FiniteNetwork<S: Scalar>: Sendable {
  /// The dense layers' parameters in the order in which the input meets them.
  public var parameters: [DenseParameters<S>]
  public let parameterisation: Parameterisation
  /// The number of features of an input.
  public let inputs: Int
  /// The number of features of an output.
  public let outputs: Int
  let steps: [Step]

  /// Draws the parameters of every layer; see `Architecture.finiteWidth`.
  init(
    _ architecture: Architecture, width: Int, outputs: Int, inputs: Int, seed: Seed, parameterisation: Parameterisation
  ) throws {
    for (what, value) in [("width", width), ("outputs", outputs), ("inputs", inputs)] where value < 1 {
      throw FiniteWidthFailure.badCount(what: what, value: value)
    }
    let plan = try NetworkPlan(architecture, width: width, outputs: outputs, inputs: inputs)
    try architecture.validate(input: .vector(features: inputs))
    let count = plan.shapes.reduce(0.0) { $0 + (Double($1.fanIn) + 1) * Double($1.fanOut) }
    let (bytes, available) = (count * Double(MemoryLayout<S>.stride), ProcessInfo.processInfo.physicalMemory)
    guard bytes <= Double(available) else { throw FiniteWidthFailure.doesNotFit(bytes: bytes, available: available) }
    parameters = plan.shapes.enumerated().map { layer, shape in
      DenseParameters(shape: shape, layer: layer, parameterisation: parameterisation, seed: seed)
    }
    steps = plan.steps
    (self.inputs, self.parameterisation) = (inputs, parameterisation)
    self.outputs = plan.outputs
  }
}

extension Architecture {
  /// A network with this architecture whose hidden layers have `width` units, at initialisation.
  ///
  /// W ~ N(0, σ_w² / fan-in), b ~ N(0, σ_b²), all independent, drawn from `seed` by position: the same seed gives the same
  /// bits, and a `Float` network is the `Double` network rounded.
  ///
  /// - Parameters:
  ///   - outputs: the width of the last dense layer; of every layer in the last sum if the network ends in residuals.
  ///   - inputs: the number of features of an input.
  ///   - parameterisation: what the tangent kernel and gradients refer to; it does not change the drawn function.
  /// - Throws: `FiniteWidthFailure` for a layer without a finite network (convolution, pooling, layerNorm), a count below
  ///   1 or a network that does not fit the memory.
  /// - Complexity: about 4 ns a parameter.
  public func finiteWidth<S: Scalar>(
    _ width: Int, outputs: Int = 1, inputs: Int, seed: Seed, parameterisation: Parameterisation = .standard,
    as type: S.Type = Double.self
  ) throws -> FiniteNetwork<S> {
    try FiniteNetwork(
      self, width: width, outputs: outputs, inputs: inputs, seed: seed, parameterisation: parameterisation)
  }
}
