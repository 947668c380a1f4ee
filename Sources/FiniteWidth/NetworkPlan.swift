import Architectures
import Foundation
import Nonlinearities

/// What a finite network does with its input; layers with weights by their number. `flatten` and `identity` are no
/// steps, see `SpatialShape`.
indirect enum Step: Sendable, Hashable {
  case dense(Int)
  case convolution(Int, ConvolutionGeometry)
  case attention(Int, AttentionGeometry)
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
/// out by their relative widths; those that end in one product share one as those of a sum do. Therefore fan-outs are
/// settled from the last layer backwards.
struct NetworkPlan {
  private(set) var steps: [Step] = []
  private(set) var shapes: [DenseShape] = []
  /// The shape of the signal after the last layer.
  private(set) var output: SpatialShape
  /// The positions among which the outputs lie, `flatten` or not: more than one if no dense layer or pooling follows
  /// them.
  private(set) var outputPositions = 1
  /// Multiply-adds of products with weights, and with attention, for one input.
  private(set) var multiplications = 0.0
  /// Numbers that the attention of one image takes.
  private(set) var attentionNumbers = 0.0
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
      case .convolution(let convolution): steps.append(try convolve(convolution, fanOut: fanOut, &signal))
      case .flatten:
        if signal.positions > 1 { outputPositions = signal.positions }
        signal = SpatialShape(
          places: .vector, channels: try product(signal.height, signal.width, signal.channels))
      case .averagePooling(let pooling):
        let window = try pooling.geometry(on: signal.places)
        if !window.isPointwise {
          steps.append(.pooling(PoolingGeometry(window, channels: signal.channels, isSum: pooling.sum)))
        }
        signal.places = window.output
      case .globalAveragePooling(let sum):
        if signal.positions > 1 { steps.append(.pooling(PoolingGeometry(global: signal, isSum: sum))) }
        signal.places = .vector
      case .layerNorm: steps.append(.layerNorm(features: signal.channels))
      case .activation(let nonlinearity): steps.append(.activation(nonlinearity))
      case .dropout(let keep):
        dropouts += 1
        steps.append(.dropout(keep: keep, number: dropouts - 1))
      case .residual, .parallel: steps.append(try addBranches(of: layer, endingIn: fanOut, &signal))
      case .selfAttention(let attention): steps += try attend(attention, fanOut: fanOut, &signal)
      // Expanded architectures have no repetition.
      case .identity, .repeated: break
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
    switch layer.join {
    case .concatenation:
      signal.channels = try widths.reduce(0) { try sum($0, $1) }
      return .branches(steps, .concatenation(channels: widths))
    case .product: return .branches(steps, .product)
    case .sum, nil: return .branches(steps, .sum)
    }
  }

  /// A convolution, the numbers of its weights settled.
  private mutating func convolve(
    _ convolution: Convolution, fanOut: Int, _ signal: inout SpatialShape
  ) throws -> Step {
    let window = try convolution.geometry(on: signal.places)
    let geometry = ConvolutionGeometry(window, channels: signal.channels)
    signal.places = window.output
    addWeights(
      DenseShape(
        fanIn: try product(window.height.window, window.width.window, signal.channels), fanOut: fanOut,
        weightVariance: convolution.weightVariance, biasVariance: convolution.biasVariance,
        learning: convolution.trainable), positions: signal.positions)
    signal.channels = fanOut
    return .convolution(shapes.count - 1, geometry)
  }

  /// One head of the hidden width: its keys, which are its queries too, weigh the positions; values and output are
  /// convolutions of one position.
  private mutating func attend(
    _ attention: SelfAttention, fanOut: Int, _ signal: inout SpatialShape
  ) throws -> [Step] {
    let geometry = AttentionGeometry(
      positions: signal.positions, channels: signal.channels, isSoftmax: attention.mechanism == .softmax)
    addWeights(
      DenseShape(
        fanIn: signal.channels, fanOut: width,
        // Queries and keys share their weights but for the scale; σ_Q σ_K is that of their product.
        weightVariance: (attention.queryVariance * attention.keyVariance).squareRoot(), biasVariance: 0,
        learning: .ntk), positions: signal.positions)
    let positions = Double(signal.positions)
    multiplications += positions * positions * (Double(width) + Double(signal.channels))
    attentionNumbers = max(attentionNumbers, 2 * positions * (positions + Double(width)))
    let keys = Step.attention(shapes.count - 1, geometry)
    let values = Convolution(kernelSize: 1, weightVariance: attention.valueVariance)
    let output = Convolution(
      kernelSize: 1, weightVariance: attention.outputVariance, biasVariance: attention.biasVariance)
    return [
      keys, try convolve(values, fanOut: width, &signal), try convolve(output, fanOut: fanOut, &signal),
    ]
  }

  private mutating func addWeights(_ shape: DenseShape, positions: Int) {
    shapes.append(shape)
    multiplications += Double(shape.fanIn) * Double(shape.fanOut) * Double(positions)
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
