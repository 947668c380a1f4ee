import LinearAlgebra
import Nonlinearities
import Platform

/// Outputs of a network of whitened weights θ and their derivatives, with all memory taken beforehand: samplers call it
/// a million times. Whoever makes it has checked the lengths of what it is given.
///
/// A layer maps h to z = s_w h ω + s_b β, with ω and β parts of θ.
final class WhitenedEvaluation<S: TrainableScalar> {
  private let layers: [WeightPosterior.Layer]
  let rows: Int
  /// By layer: its inputs h [rows, fan-in], what of its preactivations z the derivative needs [rows, fan-out].
  private let values, preactivations, sensitivities: [UnsafeMutablePointer<S>]
  private let biases: UnsafeMutablePointer<S>
  private let memory: FlatMemory<S>
  /// By hidden layer [rows, fan-out]: what units are multiplied by behind their nonlinearity; nil for 1.
  var masks: [UnsafePointer<S>?]

  /// - Parameter rows: of a block of inputs.
  init(_ posterior: WeightPosterior, rows: Int) {
    layers = posterior.layers
    self.rows = rows
    let widest = layers.map(\.fanOut).max() ?? 1
    let memory = FlatMemory<S>(
      pieces: layers.map { rows * $0.fanIn } + [rows] + layers.flatMap { Array(repeating: rows * $0.fanOut, count: 2) }
        + [widest])
    values = layers.map { memory.take(rows * $0.fanIn) } + [memory.take(rows)]
    preactivations = layers.map { memory.take(rows * $0.fanOut) }
    sensitivities = layers.map { memory.take(rows * $0.fanOut) }
    biases = memory.take(widest)
    self.memory = memory
    masks = layers.map { _ in nil }
  }

  convenience init(_ posterior: WeightPosterior, inputs: Matrix<Double>) {
    self.init(posterior, rows: inputs.rows)
    setInputs(inputs)
  }

  func setInputs(_ inputs: Matrix<Double>) {
    for (k, value) in inputs.elements.enumerated() { values[0][k] = S(value) }
  }

  /// Puts a row of another evaluation's inputs into one of this one's.
  func setInput(_ row: Int, from other: WhitenedEvaluation, _ otherRow: Int) {
    let count = layers[0].fanIn
    (values[0] + row * count).update(from: other.values[0] + otherRow * count, count: count)
  }

  /// [rows]
  @discardableResult
  func forward(_ parameters: UnsafePointer<S>) -> UnsafePointer<S> {
    for (number, layer) in layers.enumerated() {
      let (n, target) = (layer.fanOut, values[number + 1])
      S.multiply(
        MatrixProduct(
          m: rows, n: n, k: layer.fanIn, alpha: S(layer.weightScale), a: values[number], strideA: layer.fanIn,
          b: parameters + layer.first, strideB: n, beta: 0, c: target, strideC: n))
      let scale = S(layer.biasScale)
      let own = parameters + layer.first + layer.weightCount
      for j in 0..<n { biases[j] = scale * own[j] }
      ActivationLoops.addBias(
        biases, apply: layer.nonlinearity, target, keeping: layer.nonlinearity == nil ? nil : preactivations[number],
        Block(rows: rows, columns: n, stride: n))
      if let mask = masks[number] { for k in 0..<rows * n { target[k] *= mask[k] } }
    }
    return UnsafePointer(values[layers.count])
  }

  /// Carries the derivatives by the outputs back and shows each layer's input h and δ = ∂/∂z.
  private func backward(
    _ parameters: UnsafePointer<S>,
    _ visit: (_ layer: WeightPosterior.Layer, _ input: UnsafePointer<S>, _ delta: UnsafePointer<S>) -> Void
  ) {
    for (number, layer) in layers.enumerated().reversed() {
      let (n, delta) = (layer.fanOut, sensitivities[number])
      visit(layer, values[number], delta)
      guard number > 0, let nonlinearity = layers[number - 1].nonlinearity else { return }
      let before = sensitivities[number - 1]
      S.multiply(
        MatrixProduct(
          transposeB: true, m: rows, n: layer.fanIn, k: n, alpha: S(layer.weightScale), a: delta, strideA: n,
          b: parameters + layer.first, strideB: n, beta: 0, c: before, strideC: layer.fanIn))
      if let mask = masks[number - 1] { for k in 0..<rows * layer.fanIn { before[k] *= mask[k] } }
      ActivationLoops.atPreactivations(
        .scale, nonlinearity, preactivations[number - 1], source: nil, before,
        Block(rows: rows, columns: layer.fanIn, stride: layer.fanIn))
    }
  }

  /// Adds the gradient of −½ factor Σ (f − y)² to `gradient`; the sum.
  @discardableResult
  func addLikelihoodGradient(
    _ parameters: UnsafePointer<S>, targets: UnsafePointer<S>, factor: S, to gradient: UnsafeMutablePointer<S>
  ) -> S {
    let outputs = forward(parameters)
    guard let last = sensitivities.last else { return 0 }
    var square: S = 0
    for i in 0..<rows {
      let apart = targets[i] - outputs[i]
      square += apart * apart
      last[i] = factor * apart
    }
    backward(parameters) { layer, input, delta in
      S.multiply(
        MatrixProduct(
          transposeA: true, m: layer.fanIn, n: layer.fanOut, k: rows, alpha: S(layer.weightScale), a: input,
          strideA: layer.fanIn, b: delta, strideB: layer.fanOut, beta: 1, c: gradient + layer.first,
          strideC: layer.fanOut))
      let (own, scale) = (gradient + layer.first + layer.weightCount, S(layer.biasScale))
      for i in 0..<rows {
        let row = delta + i * layer.fanOut
        for j in 0..<layer.fanOut { own[j] = S.multiplyAdd(scale, row[j], own[j]) }
      }
    }
    return square
  }
}

extension WhitenedEvaluation where S == Double {
  func outputs(_ parameters: [Double]) -> [Double] {
    parameters.withUnsafeBufferPointer { parameters in
      parameters.baseAddress.map { Array(UnsafeBufferPointer(start: forward($0), count: rows)) } ?? []
    }
  }

  /// ∂f/∂θ, [rows, P], at the present inputs.
  func jacobian(_ parameters: [Double]) -> Matrix<Double> {
    let count = parameters.count
    return Matrix(rows: rows, columns: count) { target in
      parameters.withUnsafeBufferPointer { parameters in
        guard let parameters = parameters.baseAddress, let last = sensitivities.last else { return }
        forward(parameters)
        for i in 0..<rows { last[i] = 1 }
        backward(parameters) { layer, input, delta in
          for i in 0..<rows {
            var place = i * count + layer.first
            let row = delta + i * layer.fanOut
            for a in 0..<layer.fanIn {
              let scaled = layer.weightScale * input[i * layer.fanIn + a]
              for j in 0..<layer.fanOut { target[place + j] = scaled * row[j] }
              place += layer.fanOut
            }
            for j in 0..<layer.fanOut { target[place + j] = layer.biasScale * row[j] }
          }
        }
      }
    }
  }
}
