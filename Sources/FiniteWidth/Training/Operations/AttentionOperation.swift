import LinearAlgebra

/// y = A h with the attention A of each image, see `AttentionGeometry`; a worker takes whole images and finds their
/// attention again on the way back.
struct AttentionOperation: TrainingOperation {
  let layer: Int
  let geometry: AttentionGeometry
  var inputs: [SignalEdge]
  let output: Int

  private func attention<S: TrainableScalar>(_ layer: TrainedLayer<S>) -> ImageAttention<S> {
    ImageAttention(
      geometry: geometry, keys: layer.fanOut, weights: layer.weights.values, biases: layer.biases.values)
  }

  private func gradients<S: TrainableScalar>(_ layer: TrainedLayer<S>) -> WorkerGradients {
    WorkerGradients(
      first: attention(layer).scratchCount, weights: layer.fanIn * layer.fanOut, biases: layer.fanOut)
  }

  func scratch<S: TrainableScalar>(_ parameters: ParameterMemory<S>, examples: Int) -> Int {
    gradients(parameters.layers[layer]).end
  }

  func forward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let scratch = pass.scratch else { return }
    let attention = attention(pass.parameters.layers[layer])
    let (h, y) = (pass.workspace.values[inputs[0].signal], pass.workspace.values[output])
    for image in pass.part(of: pass.rows, multiple: 1) {
      let first = image * geometry.count
      attention.weigh(h + first, scratch: scratch) { pass.multiply($0) }
      attention.mix(h + first, y + first, scratch: scratch) { pass.multiply($0) }
    }
  }

  func backward<S: TrainableScalar>(_ pass: Pass<S>) {
    guard let gradient = pass.workspace.gradients[output], let scratch = pass.scratch else { return }
    let layer = pass.parameters.layers[layer]
    let (attention, gradients) = (attention(layer), gradients(layer))
    let (edge, own) = (inputs[0], scratch + gradients.first)
    let (h, target) = (pass.workspace.values[edge.signal], pass.workspace.gradients[edge.signal])
    let images = pass.part(of: pass.rows, multiple: 1)
    own.update(repeating: 0, count: gradients.weights + gradients.biases)
    for image in images {
      let first = image * geometry.count
      attention.weigh(h + first, scratch: scratch) { pass.multiply($0) }
      attention.back(
        gradient + first, at: h + first, target.map { $0 + first }, adds: edge.accumulates, scratch: scratch
      ) { pass.multiply($0) }
      let keys = attention.keyChange(scratch)
      pass.multiply(
        .whole(
          m: layer.fanIn, n: layer.fanOut, k: geometry.positions, h + first, keys, own, beta: 1, transposeA: true))
      ColumnSums.write(
        keys, own + gradients.weights,
        Block(rows: geometry.positions, columns: layer.fanOut, stride: layer.fanOut), adds: true)
    }
    if edge.completes {
      pass.complete(
        edge.signal, at: images.lowerBound * geometry.count,
        Block(rows: 1, columns: images.count * geometry.count, stride: 0))
    }
    guard layer.isTrained else { return }
    pass.barrier?.wait()
    gradients.train(pass, layer)
  }
}
