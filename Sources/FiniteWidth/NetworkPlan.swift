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
  case branches([[Step]], ChannelJoin)
}

/// The steps of an architecture and the shapes of its weights at given widths.
///
/// The layers that end in one sum share one width: that of the branch without weights, such as a residual's input, the
/// number of outputs if the sum is the output, the hidden width otherwise. Those that end in one concatenation share it
/// out by their relative widths. Therefore fan-outs are settled from the last layer backwards.
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
  /// - Throws: `FiniteWidthFailure.doesNotFit` where a layer's size is beyond any number; `.branchWidths` and
  ///   `.branchWithoutUnits` where branches cannot have the widths that their join needs.
  init(_ architecture: Architecture, width: Int, outputs: Int, input: SpatialShape) throws {
    (self.width, output) = (width, input)
    var signal = input
    steps = try add(architecture.expanded, endingIn: outputs, &signal)
    output = signal
    if signal.positions > 1 { outputPositions = signal.positions }
    try requireWidth(outputs, behind: architecture.expanded)
  }

  /// `signal` is the shape before the layers, and after them on return.
  private mutating func add(_ layers: [Layer], endingIn outputs: Int, _ signal: inout SpatialShape) throws -> [Step] {
    // What follows the last layer with weights keeps its width; what stands before it ends in hidden width.
    let last = layers.lastIndex { $0.settlesWidth } ?? layers.startIndex
    var steps: [Step] = []
    for (index, layer) in layers.enumerated() {
      let fanOut = index < last ? width : outputs
      switch layer {
      case .dense(let dense):
        addWeights(
          DenseShape(
            fanIn: signal.channels, fanOut: fanOut, weightVariance: dense.weightVariance,
            biasVariance: dense.biasVariance, learning: dense.trainable), positions: 1)
        signal.channels = fanOut
        outputPositions = 1
        steps.append(.dense(shapes.count - 1))
      case .convolution(let convolution):
        let kernelSize = convolution.squareSize ?? 1
        addWeights(
          DenseShape(
            fanIn: try product(kernelSize, kernelSize, signal.channels), fanOut: fanOut,
            weightVariance: convolution.weightVariance, biasVariance: convolution.biasVariance,
            learning: convolution.trainable),
          positions: signal.positions)
        let geometry = ConvolutionGeometry(
          height: signal.height, width: signal.width, channels: signal.channels, kernelSize: kernelSize,
          padding: convolution.padding)
        signal.channels = fanOut
        steps.append(.convolution(shapes.count - 1, geometry))
      case .flatten:
        if signal.positions > 1 { outputPositions = signal.positions }
        signal = SpatialShape(channels: try product(signal.height, signal.width, signal.channels))
      case .averagePooling(let pooling):
        let window = pooling.squareSize ?? 1
        if window > 1 { steps.append(pool(&signal, window, window, isSum: pooling.sum)) }
      case .globalAveragePooling(let sum):
        if signal.positions > 1 { steps.append(pool(&signal, signal.height, signal.width, isSum: sum)) }
      case .layerNorm: steps.append(.layerNorm(features: signal.channels))
      case .activation(let nonlinearity): steps.append(.activation(nonlinearity))
      case .dropout(let keep):
        dropouts += 1
        steps.append(.dropout(keep: keep, number: dropouts - 1))
      case .residual, .parallel: steps.append(try addBranches(of: layer, endingIn: fanOut, &signal))
      // Expanded architectures have no repetition, and attention is refused before.
      case .identity, .repeated, .selfAttention: break
      }
    }
    return steps
  }

  private mutating func addBranches(
    of layer: Layer, endingIn outputs: Int, _ signal: inout SpatialShape
  ) throws -> Step {
    let branches = layer.branches ?? []
    let widths = try branchWidths(of: layer, endingIn: outputs, signal)
    let positions = outputPositions
    var (steps, ends, reached) = ([[Step]](), [SpatialShape](), [Int]())
    for (branch, width) in zip(branches, widths) {
      var inner = signal
      outputPositions = positions
      steps.append(try add(branch.layers, endingIn: width, &inner))
      ends.append(inner)
      reached.append(outputPositions)
    }
    outputPositions = reached.max() ?? positions
    guard ends.map(\.channels) == widths else {
      throw FiniteWidthFailure.branchWidths(layer: layer.name, found: ends.map(\.channels), needed: widths)
    }
    signal = ends[0]
    guard case .parallel(_, .concatenation) = layer else { return .branches(steps, .sum) }
    signal.channels = try widths.reduce(0) { try sum($0, $1) }
    return .branches(steps, .concatenation(channels: widths))
  }

  private mutating func addWeights(_ shape: DenseShape, positions: Int) {
    shapes.append(shape)
    multiplications += Double(shape.fanIn) * Double(shape.fanOut) * Double(positions)
  }

  private func pool(_ signal: inout SpatialShape, _ height: Int, _ width: Int, isSum: Bool) -> Step {
    let geometry = PoolingGeometry(input: signal, windowHeight: height, windowWidth: width, isSum: isSum)
    signal = geometry.output
    return .pooling(geometry)
  }

  func product(_ numbers: Int...) throws -> Int {
    try numbers.reduce(1) { product, number in
      let (value, overflow) = product.multipliedReportingOverflow(by: number)
      guard !overflow else { throw Self.tooLarge }
      return value
    }
  }

  func sum(_ first: Int, _ second: Int) throws -> Int {
    let (value, overflow) = first.addingReportingOverflow(second)
    guard !overflow else { throw Self.tooLarge }
    return value
  }

  private static var tooLarge: FiniteWidthFailure {
    .doesNotFit(bytes: .infinity, available: ProcessInfo.processInfo.physicalMemory)
  }
}
