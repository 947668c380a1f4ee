import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Synchronization

/// Classifies test images by kernel predictors Θ(x, X) W at every depth of a sweep, in one pass over the depths.
///
/// Several predictors of one depth, such as those of several training times, share one product: their weights are
/// stacked.
struct DepthClassifier {
  let sweep: DepthSweep
  let kernel: PriorKernel
  /// The last dense layer of every depth, to be taken off again: of (erf, dense) repeated, whose kernels are the
  /// fastest to follow, what a network that ends in erf has is k = (k′ − σ_b²)/σ_w², θ = (θ′ − k′)/σ_w². σ_w² must be
  /// above 0.
  var lastDense: (weightVariance: Double, biasVariance: Double)?

  /// The predictors of one depth.
  enum Weights: Sendable {
    /// [predictors · classes, n]
    case double(Matrix<Double>)
    /// Θ(x, X) is rounded to float32 and multiplied in float32.
    case single(Matrix<Float>)

    var rows: Int {
      switch self {
      case .double(let matrix): matrix.rows
      case .single(let matrix): matrix.rows
      }
    }
  }

  /// Fractions of images that `isRight` has right.
  func accuracies(
    of pairs: StoredPairs, labels: [UInt8], weights: [[Weights]], classes: Int, threads: Int
  ) throws -> [[Double]] {
    try isRight(of: pairs, labels: labels, weights: weights, classes: classes, threads: threads)
      .map { $0.map { Double($0.count { $0 }) / Double(labels.count) } }
  }

  /// Whether an image's largest output is that of its own class; of equal outputs the first counts.
  ///
  /// - Parameters:
  ///   - pairs: test images (rows) with training images (columns).
  ///   - weights: of every depth, in any number of stacks.
  /// - Returns: of every depth, its stacks' predictors one after the other, each with all images.
  /// - Throws: errors of the kernels.
  /// - Complexity: that of `DepthSweep.forEachBand`, and m n multiply-adds a row of the weights.
  func isRight(
    of pairs: StoredPairs, labels: [UInt8], weights: [[Weights]], classes: Int, threads: Int
  ) throws -> [[[Bool]]] {
    let found = Mutex(
      weights.map { stacks in
        [[Bool]](
          repeating: [Bool](repeating: false, count: labels.count),
          count: stacks.reduce(0) { $0 + $1.rows / classes })
      })
    let quantities: KernelQuantities = lastDense == nil ? kernel.quantities : [kernel.quantities, .nngp]
    try sweep.forEachBand(of: pairs, get: quantities, state: .covariances, threads: threads) { band in
      let values = self.values(of: band)
      let own = labels[band.rows]
      var right: [[Bool]] = []
      for stack in weights[band.position] {
        switch stack {
        case .double(let matrix):
          right += Self.isRight(values, matrix, labels: own, classes: classes)
        case .single(let matrix):
          right += Self.isRight(values.map { Float($0) }, matrix, labels: own, classes: classes)
        }
      }
      found.withLock { found in
        for (k, right) in right.enumerated() { found[band.position][k].replaceSubrange(band.rows, with: right) }
      }
    }
    return found.withLock { $0 }
  }

  /// The kernel of a band without gaps.
  private func values(of band: DepthBand) -> [Double] {
    let columns = band.columnCount
    let size = band.rows.count * columns
    return [Double](unsafeUninitializedCapacity: size) { target, count in
      count = size
      guard let wanted = kernel == .nngp ? band.nngp : band.ntk else { return target.update(repeating: .nan) }
      for i in 0..<band.rows.count {
        let (from, to) = (i * band.stride, i * columns)
        if let dense = lastDense, let prior = band.nngp {
          let scale = 1 / dense.weightVariance
          if kernel == .nngp {
            for j in 0..<columns { target[to + j] = (wanted[from + j] - dense.biasVariance) * scale }
          } else {
            for j in 0..<columns { target[to + j] = (wanted[from + j] - prior[from + j]) * scale }
          }
        } else {
          for j in 0..<columns { target[to + j] = wanted[from + j] }
        }
      }
    }
  }

  /// Of every stacked predictor, whether it has a few images right.
  private static func isRight<S: Scalar>(
    _ kernel: [S], _ weights: Matrix<S>, labels: ArraySlice<UInt8>, classes: Int
  ) -> [[Bool]] {
    let outputs = Matrix<S>(rows: labels.count, columns: weights.rows) { target in
      kernel.withUnsafeBufferPointer { kernel in
        weights.elements.withUnsafeBufferPointer { w in
          guard let kernel = kernel.baseAddress, let w = w.baseAddress, let target = target.baseAddress else { return }
          S.multiply(
            MatrixProduct(
              transposeB: true, m: labels.count, n: weights.rows, k: weights.columns, alpha: 1, a: kernel,
              strideA: weights.columns, b: w, strideB: weights.columns, beta: 0, c: target, strideC: weights.rows))
        }
      }
    }
    return (0..<weights.rows / classes).map { predictor in
      labels.enumerated().map { image, label in
        let first = image * outputs.columns + predictor * classes
        return Classification.argmax(outputs.elements[first..<first + classes]) == Int(label)
      }
    }
  }
}
