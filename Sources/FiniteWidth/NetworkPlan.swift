import Architectures
import Foundation
import Nonlinearities

/// What a finite network does with its input; layers with weights by their number. `flatten` is no step, see
/// `SpatialShape`.
indirect enum Step: Sendable, Hashable {
  case dense(Int)
  case convolution(Int, ConvolutionGeometry)
  case activation(Nonlinearity)
  case pooling(PoolingGeometry)
  case layerNorm(features: Int)
  case dropout(keep: Double, number: Int)
  case residual([Step])
}

/// The steps of an architecture and the shapes of its weights at given widths.
///
/// A residual adds its input to its branch, so the layers that end in one sum share one width: the number of outputs if
/// the sum is the output, the hidden width otherwise. Therefore fan-outs are settled from the last layer backwards.
struct NetworkPlan {
  private(set) var steps: [Step] = []
  private(set) var shapes: [DenseShape] = []
  /// The shape of the signal after the last layer.
  private(set) var output: SpatialShape
  /// The positions among which the outputs lie, `flatten` or not: more than one if no dense layer or pooling follows
  /// them.
  private(set) var outputPositions = 1
  /// Multiply-adds of products with weights for one input.
  private(set) var multiplications = 0.0
  private var dropouts = 0
  private let width: Int

  /// - Parameter architecture: one that fits the input.
  /// - Throws: `FiniteWidthFailure.doesNotFit` where a layer's size is beyond any number.
  init(_ architecture: Architecture, width: Int, outputs: Int, input: SpatialShape) throws {
    (self.width, output) = (width, input)
    var signal = input
    steps = try add(architecture.expanded, endingIn: outputs, &signal)
    output = signal
    if signal.positions > 1 { outputPositions = signal.positions }
  }

  /// `signal` is the shape before the layers, and after them on return.
  private mutating func add(_ layers: [Layer], endingIn outputs: Int, _ signal: inout SpatialShape) throws -> [Step] {
    // What follows the last layer with weights keeps its width; what stands before it ends in hidden width.
    let last = layers.lastIndex { $0.hasWeights } ?? layers.startIndex
    var steps: [Step] = []
    for (index, layer) in layers.enumerated() {
      let fanOut = index < last ? width : outputs
      switch layer {
      case .dense(let weightVariance, let biasVariance, let trainable):
        addWeights(
          DenseShape(
            fanIn: signal.channels, fanOut: fanOut, weightVariance: weightVariance, biasVariance: biasVariance,
            trainable: trainable), positions: 1)
        signal.channels = fanOut
        outputPositions = 1
        steps.append(.dense(shapes.count - 1))
      case .convolution(let kernelSize, let padding, let weightVariance, let biasVariance, let trainable):
        addWeights(
          DenseShape(
            fanIn: try product(kernelSize, kernelSize, signal.channels), fanOut: fanOut,
            weightVariance: weightVariance, biasVariance: biasVariance, trainable: trainable),
          positions: signal.positions)
        let geometry = ConvolutionGeometry(
          height: signal.height, width: signal.width, channels: signal.channels, kernelSize: kernelSize,
          padding: padding)
        signal.channels = fanOut
        steps.append(.convolution(shapes.count - 1, geometry))
      case .flatten:
        if signal.positions > 1 { outputPositions = signal.positions }
        signal = SpatialShape(channels: try product(signal.height, signal.width, signal.channels))
      case .averagePooling(let window):
        if window > 1 { steps.append(pool(&signal, window, window)) }
      case .globalAveragePooling:
        if signal.positions > 1 { steps.append(pool(&signal, signal.height, signal.width)) }
      case .layerNorm: steps.append(.layerNorm(features: signal.channels))
      case .activation(let nonlinearity): steps.append(.activation(nonlinearity))
      case .dropout(let keep):
        dropouts += 1
        steps.append(.dropout(keep: keep, number: dropouts - 1))
      case .residual(let branch):
        var inner = signal
        steps.append(.residual(try add(branch, endingIn: signal.channels, &inner)))
      // Expanded architectures have none.
      case .repeated: break
      }
    }
    return steps
  }

  private mutating func addWeights(_ shape: DenseShape, positions: Int) {
    shapes.append(shape)
    multiplications += Double(shape.fanIn) * Double(shape.fanOut) * Double(positions)
  }

  private func pool(_ signal: inout SpatialShape, _ height: Int, _ width: Int) -> Step {
    let geometry = PoolingGeometry(input: signal, windowHeight: height, windowWidth: width)
    signal = geometry.output
    return .pooling(geometry)
  }

  private func product(_ numbers: Int...) throws -> Int {
    try numbers.reduce(1) { product, number in
      let (value, overflow) = product.multipliedReportingOverflow(by: number)
      guard !overflow else {
        throw FiniteWidthFailure.doesNotFit(bytes: .infinity, available: ProcessInfo.processInfo.physicalMemory)
      }
      return value
    }
  }
}

extension Layer {
  fileprivate var hasWeights: Bool {
    switch self {
    case .dense, .convolution: true
    default: false
    }
  }
}
