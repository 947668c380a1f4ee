import LinearAlgebra
import Platform

/// Numbers that training changes, with what the optimiser keeps of each.
struct TrainedNumbers<S: TrainableScalar> {
  let count: Int
  /// The effective weights or biases.
  let values: UnsafeMutablePointer<S>
  let firstMoments: UnsafeMutablePointer<S>?
  let secondMoments: UnsafeMutablePointer<S>?
  /// Where weight decay pulls them; nil is 0.
  let centre: UnsafePointer<S>?
  /// √μ with θ = W/√μ the parameters of the network's parameterisation; 0 if these numbers are not trained.
  let scale: Double
}

/// The parameters of one dense layer in training.
struct TrainedLayer<S: TrainableScalar> {
  let fanIn: Int
  let fanOut: Int
  let weights: TrainedNumbers<S>
  let biases: TrainedNumbers<S>

  var isTrained: Bool { weights.scale != 0 || biases.scale != 0 }
}

/// All parameters of a network in one block of memory, each layer's weights before its biases.
final class ParameterMemory<S: TrainableScalar> {
  let layers: [TrainedLayer<S>]
  private let memory: FlatMemory<S>

  /// - Parameters:
  ///   - moments: numbers kept per trained parameter, see `Optimiser.moments`.
  ///   - keepsCentre: whether these parameters are kept as what weight decay pulls to.
  init(_ parameters: [DenseParameters<S>], moments: Int, keepsCentre: Bool) {
    func sizes(_ count: Int, _ metric: Double) -> [Int] {
      Array(repeating: count, count: metric > 0 ? 1 + moments + (keepsCentre ? 1 : 0) : 1)
    }
    let memory = FlatMemory<S>(
      pieces: parameters.flatMap {
        sizes($0.weights.elements.count, $0.weightMetric) + sizes($0.biases.count, $0.biasMetric)
      })
    func numbers(_ elements: [S], _ metric: Double) -> TrainedNumbers<S> {
      func copy() -> UnsafeMutablePointer<S> {
        let values = memory.take(elements.count)
        Self.copy(elements, to: values)
        return values
      }
      let values = copy()
      let kept = metric > 0 ? moments : 0
      return TrainedNumbers(
        count: elements.count, values: values, firstMoments: kept > 0 ? memory.take(elements.count) : nil,
        secondMoments: kept > 1 ? memory.take(elements.count) : nil,
        centre: keepsCentre && metric > 0 ? UnsafePointer(copy()) : nil, scale: metric.squareRoot())
    }
    layers = parameters.map {
      TrainedLayer(
        fanIn: $0.weights.rows, fanOut: $0.weights.columns, weights: numbers($0.weights.elements, $0.weightMetric),
        biases: numbers($0.biases, $0.biasMetric))
    }
    self.memory = memory
  }

  /// Takes over the parameters of a network of the same shape.
  func read(from network: FiniteNetwork<S>) {
    for (layer, source) in zip(layers, network.parameters) {
      Self.copy(source.weights.elements, to: layer.weights.values)
      Self.copy(source.biases, to: layer.biases.values)
    }
  }

  /// At once: the type is not known here, and number by number it took longer than a step of training.
  private static func copy(_ elements: [S], to values: UnsafeMutablePointer<S>) {
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { values.update(from: base, count: source.count) }
    }
  }

  /// All that changes from step to step, in the order of `TrainingState.numbers`.
  var numbersWithMoments: [S] {
    [S](unsafeUninitializedCapacity: countWithMoments) { buffer, count in
      for (values, size) in pieces {
        buffer.baseAddress?.advanced(by: count).initialize(from: values, count: size)
        count += size
      }
    }
  }

  var countWithMoments: Int { pieces.reduce(0) { $0 + $1.count } }

  /// - Precondition: there are `countWithMoments` numbers.
  func read(numbersWithMoments numbers: [S]) {
    numbers.withUnsafeBufferPointer { source in
      guard var from = source.baseAddress else { return }
      for (values, size) in pieces {
        values.update(from: from, count: size)
        from += size
      }
    }
  }

  private var pieces: [(values: UnsafeMutablePointer<S>, count: Int)] {
    layers.flatMap { [$0.weights, $0.biases] }.flatMap { numbers in
      [numbers.values, numbers.firstMoments, numbers.secondMoments].compactMap(\.self).map { ($0, numbers.count) }
    }
  }

  /// `network` with these parameters.
  func written(to network: FiniteNetwork<S>) -> FiniteNetwork<S> {
    var network = network
    for (index, layer) in layers.enumerated() {
      network.parameters[index].weights = Matrix(
        rows: layer.fanIn, columns: layer.fanOut,
        elements: Array(UnsafeBufferPointer(start: layer.weights.values, count: layer.weights.count)))
      network.parameters[index].biases = Array(
        UnsafeBufferPointer(start: layer.biases.values, count: layer.biases.count))
    }
    return network
  }
}
