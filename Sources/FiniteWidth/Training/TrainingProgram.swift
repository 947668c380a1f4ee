import Nonlinearities

/// One kind of step in training: how it makes its output, and how it carries the gradient back.
///
/// An operation works on its worker's part of each matrix; the trainer lets all workers meet after each operation.
protocol TrainingOperation: Sendable {
  /// What it reads, in the order in which it reads it.
  var inputs: [SignalEdge] { get set }
  var output: Int { get }
  func forward<S: TrainableScalar>(_ pass: Pass<S>)
  /// Adds to or writes its inputs' gradients, from its output's, which is complete; trains its parameters.
  func backward<S: TrainableScalar>(_ pass: Pass<S>)
  /// Numbers that each worker needs for itself meanwhile, in `Pass.scratch`.
  func scratch<S: TrainableScalar>(_ parameters: ParameterMemory<S>, examples: Int) -> Int
}

extension TrainingOperation {
  func scratch<S: TrainableScalar>(_ parameters: ParameterMemory<S>, examples: Int) -> Int { 0 }
}

/// A matrix [rows, features] between two operations; the features of an image are those of all its positions.
struct SignalShape: Sendable {
  let features: Int
  /// φ that has been applied to make the values, if the operation that made them did so itself. The gradient is then,
  /// once complete, that by φ's argument.
  var nonlinearity: Nonlinearity?
  /// Whether more than the values is needed to go back: φ's arguments, or the mask of dropout.
  var hasExtra = false
  /// Whether there are trained parameters before it.
  var hasGradient: Bool
}

/// An operation's reading of a signal. A signal that several operations read (the input of branches) gets its
/// gradient from all of them, from the last to the first.
struct SignalEdge: Sendable {
  let signal: Int
  /// Not the first to arrive: it adds.
  var accumulates = false
  /// The last to arrive: it completes the gradient by the factor φ′.
  var completes = false
}

/// The steps of a network as a list of operations between numbered signals; signal 0 is the network's input.
///
/// A dense layer or convolution and the activation behind it are one operation. Another kind of layer is another
/// `TrainingOperation` and a case in `add`.
struct TrainingProgram: Sendable {
  private(set) var signals: [SignalShape]
  private(set) var operations: [any TrainingOperation] = []
  private(set) var output = 0

  /// - Parameter layers: fan-out of each layer with weights, and whether it is trained.
  init(steps: [Step], inputs: Int, layers: [(fanOut: Int, isTrained: Bool)]) {
    signals = [SignalShape(features: inputs, hasGradient: false)]
    output = add(steps, from: 0, layers)
    settleEdges()
  }

  private mutating func add(_ steps: [Step], from start: Int, _ layers: [(fanOut: Int, isTrained: Bool)]) -> Int {
    var signal = start
    var index = 0
    while index < steps.count {
      switch steps[index] {
      case .dense(let layer):
        let input = SignalEdge(signal: signal)
        signal = addWeights(layers[layer], positions: 1, after: signal, followedBy: steps, &index)
        operations.append(DenseOperation(layer: layer, inputs: [input], output: signal))
      case .convolution(let layer, let geometry):
        let input = SignalEdge(signal: signal)
        signal = addWeights(layers[layer], positions: geometry.positions, after: signal, followedBy: steps, &index)
        operations.append(
          ConvolutionOperation(layer: layer, geometry: geometry, inputs: [input], output: signal))
      case .attention(let layer, let geometry):
        let input = SignalEdge(signal: signal)
        signal = new(like: signal, hasGradient: signals[signal].hasGradient || layers[layer].isTrained)
        operations.append(AttentionOperation(layer: layer, geometry: geometry, inputs: [input], output: signal))
      case .pooling(let geometry):
        let input = SignalEdge(signal: signal)
        signal = new(
          SignalShape(features: geometry.outputCount, hasGradient: signals[signal].hasGradient))
        operations.append(PoolingOperation(geometry: geometry, inputs: [input], output: signal))
      case .layerNorm(let features):
        let input = SignalEdge(signal: signal)
        signal = new(like: signal)
        operations.append(LayerNormOperation(features: features, inputs: [input], output: signal))
      case .activation(let nonlinearity):
        let input = SignalEdge(signal: signal)
        signal = new(like: signal)
        operations.append(ActivationOperation(nonlinearity: nonlinearity, inputs: [input], output: signal))
      case .dropout(let keep, let number):
        let input = SignalEdge(signal: signal)
        signal = new(like: signal, hasExtra: true)
        operations.append(DropoutOperation(keep: keep, number: number, inputs: [input], output: signal))
      case .branches(let branches, let join):
        let ends = branches.map { add($0, from: signal, layers) }
        signal = ends.count == 1 ? ends[0] : addJoin(join, of: ends)
      }
      index += 1
    }
    return signal
  }

  private mutating func addJoin(_ join: ChannelJoin, of ends: [Int]) -> Int {
    let inputs = ends.map { SignalEdge(signal: $0) }
    let hasGradient = ends.contains { signals[$0].hasGradient }
    switch join {
    case .sum:
      let signal = new(like: ends[ends.count - 1], hasGradient: hasGradient)
      operations.append(SumOperation(inputs: inputs, output: signal))
      return signal
    case .product:
      let signal = new(like: ends[ends.count - 1], hasGradient: hasGradient)
      operations.append(
        ProductOperation(features: signals[signal].features, inputs: inputs, output: signal))
      return signal
    case .concatenation(let channels):
      let features = ends.reduce(0) { $0 + signals[$1].features }
      let signal = new(SignalShape(features: features, hasGradient: hasGradient))
      operations.append(ConcatenationOperation(channels: channels, inputs: inputs, output: signal))
      return signal
    }
  }

  /// The output of a layer with weights and of the activation behind it, if there is one: `index` then moves on to it.
  private mutating func addWeights(
    _ layer: (fanOut: Int, isTrained: Bool), positions: Int, after signal: Int, followedBy steps: [Step],
    _ index: inout Int
  ) -> Int {
    var shape = SignalShape(
      features: layer.fanOut * positions, hasGradient: signals[signal].hasGradient || layer.isTrained)
    if index + 1 < steps.count, case .activation(let nonlinearity) = steps[index + 1] {
      shape.nonlinearity = nonlinearity
      shape.hasExtra = !nonlinearity.valueTellsSlope
      index += 1
    }
    return new(shape)
  }

  private mutating func new(_ shape: SignalShape) -> Int {
    signals.append(shape)
    return signals.count - 1
  }

  private mutating func new(like signal: Int, hasExtra: Bool = false, hasGradient: Bool? = nil) -> Int {
    new(
      SignalShape(
        features: signals[signal].features, hasExtra: hasExtra,
        hasGradient: hasGradient ?? signals[signal].hasGradient))
  }

  /// Gradients arrive in the reverse order of reading: the last reader writes, the first completes.
  private mutating func settleEdges() {
    var isRead = Array(repeating: false, count: signals.count)
    for operation in operations.indices {
      for k in operations[operation].inputs.indices {
        let signal = operations[operation].inputs[k].signal
        operations[operation].inputs[k].completes = !isRead[signal]
        isRead[signal] = true
      }
    }
    isRead = Array(repeating: false, count: signals.count)
    for operation in operations.indices.reversed() {
      for k in operations[operation].inputs.indices.reversed() {
        let signal = operations[operation].inputs[k].signal
        operations[operation].inputs[k].accumulates = isRead[signal]
        isRead[signal] = true
      }
    }
  }
}
