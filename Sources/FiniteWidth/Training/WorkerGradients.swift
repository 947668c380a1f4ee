import LinearAlgebra

/// Where workers that share weights among positions keep their own ∂W and ∂b, in their scratch from `first` on, and how
/// they are added up.
struct WorkerGradients {
  let first: Int
  let weights: Int
  let biases: Int

  /// Where the sums over all workers go.
  private var sum: Int { first + weights + biases }
  /// The end of what is needed of the scratch.
  var end: Int { sum + weights + biases }

  /// W and b ← optimiser(Σ_workers of their gradients, in the order of their numbers) on this worker's numbers of them,
  /// when all have collected.
  func train<S: TrainableScalar>(_ pass: Pass<S>, _ layer: TrainedLayer<S>) {
    guard let update = pass.update, let scratch = pass.scratch else { return }
    let sum = scratch + sum
    func total(_ part: Range<Int>, at offset: Int) {
      let first = first + offset + part.lowerBound
      sum.update(from: pass.scratches[0] + first, count: part.count)
      for other in pass.scratches.dropFirst() {
        EntrywiseSums.write(other + first, factors: nil, sum, count: part.count, adds: true)
      }
    }
    let (weights, biases) = (pass.part(of: weights), pass.part(of: biases))
    total(weights, at: 0)
    update.apply(to: layer.weights, first: weights.lowerBound, count: weights.count, gradient: sum)
    total(biases, at: self.weights)
    update.apply(to: layer.biases, first: biases.lowerBound, count: biases.count, gradient: sum)
  }
}
