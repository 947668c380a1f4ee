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

  /// Fractions of images whose largest output is that of their own class; of equal outputs the first counts.
  ///
  /// - Parameters:
  ///   - pairs: test images (rows) with training images (columns).
  ///   - weights: of every depth, in any number of stacks.
  /// - Returns: of every depth, the accuracies of its stacks' predictors one after the other.
  /// - Throws: errors of the kernels.
  /// - Complexity: that of `DepthSweep.forEachBand`, and m n multiply-adds a row of the weights.
  func accuracies(
    of pairs: StoredPairs, labels: [UInt8], weights: [[Weights]], classes: Int, threads: Int
  ) throws -> [[Double]] {
    let counts = Mutex(
      weights.map { stacks in [Int](repeating: 0, count: stacks.reduce(0) { $0 + $1.rows / classes }) })
    let quantities: KernelQuantities = lastDense == nil ? kernel.quantities : [kernel.quantities, .nngp]
    try sweep.forEachBand(of: pairs, get: quantities, state: .covariances, threads: threads) { band in
      let values = self.values(of: band)
      let own = labels[band.rows]
      var correct: [Int] = []
      for stack in weights[band.position] {
        switch stack {
        case .double(let matrix):
          correct += Self.correct(values, matrix, labels: own, classes: classes)
        case .single(let matrix):
          correct += Self.correct(values.map { Float($0) }, matrix, labels: own, classes: classes)
        }
      }
      counts.withLock { counts in for (k, count) in correct.enumerated() { counts[band.position][k] += count } }
    }
    return counts.withLock { $0 }.map { $0.map { Double($0) / Double(labels.count) } }
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

  /// Correct answers of every stacked predictor on a few images.
  private static func correct<S: Scalar>(
    _ kernel: [S], _ weights: Matrix<S>, labels: ArraySlice<UInt8>, classes: Int
  ) -> [Int] {
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
    return Classification.correctCounts(outputs, labels: labels, classes: classes)
  }
}
