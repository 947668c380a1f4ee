import Inference
import InfiniteWidth
import LinearAlgebra

/// The kernel between test inputs and a user's training inputs as a posterior wants it: without the anchor if one was
/// taken out (`Anchoring`).
struct PosteriorPredictor {
  let kernel: Kernel
  let threads: Int
  /// The training inputs without the anchor.
  let inputs: Matrix<Double>
  /// The anchor, [1, d]; nil where none was taken out.
  let anchor: Matrix<Double>?
  let anchoring: Anchoring?

  /// The posterior of a block of test inputs; variances only of one with its factor.
  /// - Complexity: the kernel of a block, and as `CheckedPosterior.predict`.
  func predict(
    _ posterior: CheckedPosterior, test: Matrix<Double>, accuracy: inout PredictionAccuracy,
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> (means: Matrix<Double>, variances: [Double]?) {
    let own = try kernel.selfCovariances(rows: test, get: .nngp, threads: threads).map(\.nngp)
    guard let anchoring, let anchor else {
      return try posterior.predict(
        crossKernel: try covariance(test, inputs, progress), testVariances: own, accuracy: &accuracy)
    }
    let separations = try kernel.separations(
      rows: test, columns: anchor, keepsOpposites: true, threads: threads
    ).elements
    let places = AnchoredInputs(roots: own.map { $0.squareRoot() }, separations: separations)
    var pairs = try kernel.separations(
      rows: test, columns: inputs, keepsOpposites: true, threads: threads, progress: progress)
    try Anchor.remainders(&pairs, rows: places, columns: anchoring.others, unit: posterior.parts.kernelUnit)
    // Consumed: a block takes as long to copy as half of its kernel to compute.
    let found = try posterior.predict(
      crossKernel: consume pairs, testVariances: places.variances, components: places.components, isInUnits: true,
      entryError: try RemainderError.bound(kernel.architecture, test, anchor, spread: places.spread),
      accuracy: &accuracy)
    return (found.means.rowsTimes(places.signs), found.variances)
  }

  func covariance(
    _ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    let matrices = try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: threads, progress: progress)
    guard let matrix = matrices.nngp else { throw InfiniteWidthError.noWeights }
    return matrix
  }
}

extension PosteriorPredictor {
  /// - Parameter inputs: all training inputs.
  init(_ kernel: Kernel, inputs: Matrix<Double>, anchoring: Anchoring?, threads: Int) {
    let anchor = anchoring.map {
      Matrix(rows: 1, columns: inputs.columns, elements: Array(inputs.row($0.place)))
    }
    self.init(
      kernel: kernel, threads: threads, inputs: anchoring.map { inputs.without(row: $0.place) } ?? inputs,
      anchor: anchor, anchoring: anchoring)
  }
}

extension Matrix<Double> {
  func without(row: Int) -> Matrix {
    Matrix(
      rows: rows - 1, columns: columns,
      elements: Array(elements[..<(row * columns)]) + elements[((row + 1) * columns)...])
  }

  /// Every row i times `factors[i]`.
  func rowsTimes(_ factors: [Double]) -> Matrix {
    var result = self
    for i in factors.indices { for j in 0..<columns { result[i, j] *= factors[i] } }
    return result
  }
}
