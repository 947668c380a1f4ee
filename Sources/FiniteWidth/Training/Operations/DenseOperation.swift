import LinearAlgebra

/// z = h W + b and the activation behind it, a = φ(z).
///
/// Forward, a worker computes its columns of a, or its rows where columns are few. Backward, it takes its rows R of W
/// (its features of h) in blocks, and for each
///
///     ∂h_R = ∂z W_Rᵀ,   ∂W_R = h_Rᵀ ∂z,   W_R ← optimiser(W_R, ∂W_R),
///
/// so that W_R and its gradient are used while they are in the cache, and the gradient of a whole layer never exists:
/// strip by strip (`GradientStrips`) for mini-batches, block by block for more examples.
struct DenseOperation: TrainingOperation {
  let layer: Int
  var inputs: [SignalEdge]
  let output: Int

  /// Rows of a forward product: large enough that packing W costs little, small enough that φ finds z in the cache.
  private static let forwardRows = 1024
  /// Numbers of W in a block of the backward pass; of its gradient, where that is not formed strip by strip.
  private static let largestBlock = 1 << 20

  /// Rows of W in a block of the backward pass.
  static func blockRows(fanOut: Int) -> Int { max(16, min(1024, largestBlock / max(1, fanOut)) / 16 * 16) }

  /// For a part of this layer's gradient, or for its strips.
  func scratch<S: TrainableScalar>(_ parameters: ParameterMemory<S>, examples: Int) -> Int {
    let layer = parameters.layers[layer]
    let rows = max(min(Self.blockRows(fanOut: layer.fanOut), layer.fanIn), 1)
    guard examples <= GradientStrips<S>.mostExamples else { return rows * layer.fanOut }
    return max(layer.fanOut, GradientStrips<S>(examples: examples, fanOut: layer.fanOut).scratch(features: rows))
  }

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    let layer = pass.parameters.layers[layer]
    let (fanIn, fanOut) = (layer.fanIn, layer.fanOut)
    let byColumns = fanOut >= 32 * pass.workers
    let (rows, columns) = byColumns ? (0..<pass.rows, pass.part(of: fanOut)) : (pass.part(of: pass.rows), 0..<fanOut)
    let (h, z) = (pass.workspace.values[inputs[0].signal], pass.workspace.values[output])
    var first = rows.lowerBound
    while first < rows.upperBound {
      let count = min(Self.forwardRows, rows.upperBound - first)
      let offset = first * fanOut + columns.lowerBound
      pass.multiply(
        MatrixProduct(
          m: count, n: columns.count, k: fanIn, alpha: 1, a: h + first * fanIn, strideA: fanIn,
          b: layer.weights.values + columns.lowerBound, strideB: fanOut, beta: 0, c: z + offset, strideC: fanOut))
      ActivationLoops.addBias(
        layer.biases.values + columns.lowerBound, apply: pass.workspace.signals[output].nonlinearity, z + offset,
        keeping: pass.workspace.extra[output].map { $0 + offset },
        Block(rows: count, columns: columns.count, stride: fanOut))
      first += count
    }
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let gradient = pass.workspace.gradients[output] else { return }
    let layer = pass.parameters.layers[layer]
    let features = pass.part(of: layer.fanIn)
    var first = features.lowerBound
    while first < features.upperBound {
      let count = min(Self.blockRows(fanOut: layer.fanOut), features.upperBound - first)
      sendBack(pass, layer, gradient, first..<first + count)
      train(pass, layer, gradient, first..<first + count)
      first += count
    }
    trainBiases(pass, layer, gradient)
  }

  /// ∂h_R = ∂z W_Rᵀ, with the weights before this step.
  private func sendBack<S: TrainableScalar>(
    _ pass: Pass<S>, _ layer: TrainedLayer<S>, _ gradient: UnsafeMutablePointer<S>, _ part: Range<Int>
  ) {
    let edge = inputs[0]
    guard let target = pass.workspace.gradients[edge.signal] else { return }
    let (fanIn, fanOut) = (layer.fanIn, layer.fanOut)
    pass.multiply(
      MatrixProduct(
        transposeB: true, m: pass.rows, n: part.count, k: fanOut, alpha: 1, a: gradient, strideA: fanOut,
        b: layer.weights.values + part.lowerBound * fanOut, strideB: fanOut, beta: edge.accumulates ? 1 : 0,
        c: target + part.lowerBound, strideC: fanIn))
    if edge.completes {
      pass.complete(
        edge.signal, at: part.lowerBound, Block(rows: pass.rows, columns: part.count, stride: fanIn))
    }
  }

  /// W_R ← optimiser(W_R, h_Rᵀ ∂z)
  private func train<S: TrainableScalar>(
    _ pass: Pass<S>, _ layer: TrainedLayer<S>, _ gradient: UnsafeMutablePointer<S>, _ part: Range<Int>
  ) {
    guard layer.weights.scale != 0, let scratch = pass.scratch, let update = pass.update else { return }
    let (fanIn, fanOut) = (layer.fanIn, layer.fanOut)
    let h = pass.workspace.values[inputs[0].signal]
    if pass.rows <= GradientStrips<S>.mostExamples {
      return GradientStrips<S>(examples: pass.rows, fanOut: fanOut)
        .run(h, gradient, layer, part, update, scratch: scratch, clock: pass.clock)
    }
    pass.multiply(
      MatrixProduct(
        transposeA: true, m: part.count, n: fanOut, k: pass.rows, alpha: 1, a: h + part.lowerBound, strideA: fanIn,
        b: gradient, strideB: fanOut, beta: 0, c: scratch, strideC: fanOut))
    update.apply(
      to: layer.weights, first: part.lowerBound * fanOut, count: part.count * fanOut, gradient: scratch)
  }

  /// b ← optimiser(b, Σ_rows ∂z) on this worker's outputs.
  private func trainBiases<S: TrainableScalar>(
    _ pass: Pass<S>, _ layer: TrainedLayer<S>, _ gradient: UnsafeMutablePointer<S>
  ) {
    guard layer.biases.scale != 0, let scratch = pass.scratch, let update = pass.update else { return }
    let part = pass.part(of: layer.fanOut)
    ColumnSums.write(
      gradient + part.lowerBound, scratch, Block(rows: pass.rows, columns: part.count, stride: layer.fanOut))
    update.apply(to: layer.biases, first: part.lowerBound, count: part.count, gradient: scratch)
  }
}

/// Sums over the rows of a block, the rows in order.
enum ColumnSums {
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  static func write<S: TrainableScalar>(
    _ source: UnsafePointer<S>, _ sums: UnsafeMutablePointer<S>, _ block: Block, adds: Bool = false
  ) {
    if !adds { for j in 0..<block.columns { sums[j] = 0 } }
    for i in 0..<block.rows {
      let row = source + i * block.stride
      for j in 0..<block.columns { sums[j] += row[j] }
    }
  }
}
