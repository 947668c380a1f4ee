import LinearAlgebra

/// Z = P W + b for the patches P of the input, and the activation behind it, a = φ(Z).
///
/// A worker takes its share of all images' positions and gathers their patches block by block, so that a block is
/// multiplied while it is in the second-level cache; the whole of P, as many times the input as a kernel has positions,
/// never exists. Backward, with V the weights turned (`ConvolutionGeometry.turn`) and Q the patches of ∂Z,
///
///     ∂H = Q V,   ∂W = Σ_blocks Pᵀ ∂Z,   W ← optimiser(W, ∂W),
///
/// so that ∂H too is gathered and not scattered. That holds where every position's window is around it; elsewhere (a
/// stride, an even kernel, no padding) ∂H = scatter(∂Z Wᵀ), image by image. Workers add up their ∂W in the order of
/// their numbers.
struct ConvolutionOperation: TrainingOperation {
  let layer: Int
  let geometry: ConvolutionGeometry
  var inputs: [SignalEdge]
  let output: Int

  /// Numbers of a block of patches: half a second-level cache in single precision.
  private static let blockNumbers = 1 << 16
  /// Multiply-adds up to which OpenBLAS skips the packing of its operands, which few columns do not repay: with 32
  /// channels products are a quarter faster.
  private static let unpackedProduct = 1_000_000

  /// Positions of a block.
  private static func blockRows(patchSize: Int, fanOut: Int) -> Int {
    let (rows, unpacked) = (blockNumbers / max(1, patchSize), unpackedProduct / max(1, patchSize * fanOut))
    return max(16, (unpacked >= 32 ? min(rows, unpacked) : rows) / 16 * 16)
  }

  /// How a worker's scratch is divided.
  private struct Division {
    /// A block of patches, of the input, of ∂Z or of ∂Z Wᵀ.
    let patches: Int
    /// V
    let turned: Int
    let weights: Int
    let biases: Int

    init(_ geometry: ConvolutionGeometry, fanOut: Int) {
      func block(_ patchSize: Int, _ columns: Int) -> Int {
        ConvolutionOperation.blockRows(patchSize: patchSize, fanOut: columns) * patchSize
      }
      let (own, back) = (block(geometry.patchSize, fanOut), geometry.offsets * fanOut)
      patches = geometry.isCentred ? max(own, block(back, geometry.channels)) : own
      turned = geometry.isCentred ? back * geometry.channels : 0
      (weights, biases) = (geometry.patchSize * fanOut, fanOut)
    }

    var gradients: WorkerGradients { WorkerGradients(first: patches + turned, weights: weights, biases: biases) }
  }

  func scratch<S: TrainableScalar>(_ parameters: ParameterMemory<S>, examples: Int) -> Int {
    Division(geometry, fanOut: parameters.layers[layer].fanOut).gradients.end
  }

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let patches = pass.scratch else { return }
    let layer = pass.parameters.layers[layer]
    let (h, z, fanOut) = (pass.workspace.values[inputs[0].signal], pass.workspace.values[output], layer.fanOut)
    forEachBlock(pass, patchSize: geometry.patchSize, fanOut: fanOut) { block in
      geometry.gather(h, positions: block, into: patches)
      let offset = block.lowerBound * fanOut
      pass.multiply(
        MatrixProduct(
          m: block.count, n: fanOut, k: layer.fanIn, alpha: 1, a: patches, strideA: layer.fanIn,
          b: layer.weights.values, strideB: fanOut, beta: 0, c: z + offset, strideC: fanOut))
      ActivationLoops.addBias(
        layer.biases.values, apply: pass.workspace.signals[output].nonlinearity, z + offset,
        keeping: pass.workspace.extra[output].map { $0 + offset },
        Block(rows: block.count, columns: fanOut, stride: fanOut))
    }
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let gradient = pass.workspace.gradients[output], let scratch = pass.scratch else { return }
    let layer = pass.parameters.layers[layer]
    let division = Division(geometry, fanOut: layer.fanOut)
    if layer.isTrained { collect(pass, layer, gradient, scratch, division) }
    if geometry.isCentred {
      sendBack(pass, layer, gradient, scratch, division)
    } else {
      scatterBack(pass, layer, gradient, scratch)
    }
    guard layer.isTrained else { return }
    pass.barrier?.wait()
    division.gradients.train(pass, layer)
  }

  /// This worker's part of ∂W = Pᵀ ∂Z and of ∂b = Σ ∂Z.
  private func collect<S: TrainableScalar>(
    _ pass: Pass<S>, _ layer: TrainedLayer<S>, _ gradient: UnsafeMutablePointer<S>, _ scratch: UnsafeMutablePointer<S>,
    _ division: Division
  ) {
    let h = pass.workspace.values[inputs[0].signal]
    let (fanIn, fanOut) = (layer.fanIn, layer.fanOut)
    let weights = scratch + division.gradients.first
    var isFirst = true
    forEachBlock(pass, patchSize: fanIn, fanOut: fanOut) { block in
      geometry.gather(h, positions: block, into: scratch)
      let own = gradient + block.lowerBound * fanOut
      pass.multiply(
        MatrixProduct(
          transposeA: true, m: fanIn, n: fanOut, k: block.count, alpha: 1, a: scratch, strideA: fanIn, b: own,
          strideB: fanOut, beta: isFirst ? 0 : 1, c: weights, strideC: fanOut))
      ColumnSums.write(
        own, weights + division.weights, Block(rows: block.count, columns: fanOut, stride: fanOut), adds: !isFirst)
      isFirst = false
    }
    // A worker without images adds nothing.
    if isFirst { weights.update(repeating: 0, count: division.weights + division.biases) }
  }

  /// This worker's part of ∂H = Q V, with the weights before this step.
  private func sendBack<S: TrainableScalar>(
    _ pass: Pass<S>, _ layer: TrainedLayer<S>, _ gradient: UnsafeMutablePointer<S>, _ scratch: UnsafeMutablePointer<S>,
    _ division: Division
  ) {
    let edge = inputs[0]
    guard let target = pass.workspace.gradients[edge.signal] else { return }
    var back = geometry
    back.channels = layer.fanOut
    let (turned, channels) = (scratch + division.patches, geometry.channels)
    geometry.turn(layer.weights.values, fanOut: layer.fanOut, into: turned)
    forEachBlock(pass, patchSize: back.patchSize, fanOut: channels) { block in
      back.gather(gradient, positions: block, into: scratch)
      let offset = block.lowerBound * channels
      pass.multiply(
        MatrixProduct(
          m: block.count, n: channels, k: back.patchSize, alpha: 1, a: scratch, strideA: back.patchSize, b: turned,
          strideB: channels, beta: edge.accumulates ? 1 : 0, c: target + offset, strideC: channels))
      if edge.completes {
        pass.complete(edge.signal, at: offset, Block(rows: 1, columns: block.count * channels, stride: 0))
      }
    }
  }

  /// This worker's part of ∂H = scatter(∂Z Wᵀ), with the weights before this step: whole images, since patches of one
  /// image meet at its positions.
  private func scatterBack<S: TrainableScalar>(
    _ pass: Pass<S>, _ layer: TrainedLayer<S>, _ gradient: UnsafeMutablePointer<S>, _ scratch: UnsafeMutablePointer<S>
  ) {
    let edge = inputs[0]
    guard let target = pass.workspace.gradients[edge.signal] else { return }
    let images = pass.part(of: pass.rows, multiple: 1)
    let size = geometry.inputPositions * geometry.channels
    let (first, count) = (images.lowerBound * size, images.count * size)
    if !edge.accumulates { (target + first).update(repeating: 0, count: count) }
    let own = images.lowerBound * geometry.positions..<images.upperBound * geometry.positions
    let (fanIn, fanOut) = (layer.fanIn, layer.fanOut)
    forEachBlock(of: own, patchSize: fanIn, fanOut: fanOut) { block in
      pass.multiply(
        MatrixProduct(
          transposeB: true, m: block.count, n: fanIn, k: fanOut, alpha: 1, a: gradient + block.lowerBound * fanOut,
          strideA: fanOut, b: layer.weights.values, strideB: fanOut, beta: 0, c: scratch, strideC: fanIn))
      geometry.scatter(scratch, positions: block, addingTo: target)
    }
    if edge.completes { pass.complete(edge.signal, at: first, Block(rows: 1, columns: count, stride: 0)) }
  }

  /// This worker's positions, numbered through all images, in blocks.
  private func forEachBlock<S>(_ pass: Pass<S>, patchSize: Int, fanOut: Int, _ body: (Range<Int>) -> Void) {
    let part = pass.part(of: pass.rows * geometry.positions)
    forEachBlock(of: part, patchSize: patchSize, fanOut: fanOut, body)
  }

  private func forEachBlock(of part: Range<Int>, patchSize: Int, fanOut: Int, _ body: (Range<Int>) -> Void) {
    let size = Self.blockRows(patchSize: patchSize, fanOut: fanOut)
    for first in stride(from: part.lowerBound, to: part.upperBound, by: size) {
      body(first..<min(first + size, part.upperBound))
    }
  }
}
