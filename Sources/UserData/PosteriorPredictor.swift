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
  /// Of `inputs`, by which other processes keep them.
  let number = KeptNumber()

  /// Where a block of test inputs stands.
  private struct Place {
    /// S(x, x) or K(x, x).
    let variances: [Double]
    /// Nil without an anchor.
    let anchored: AnchoredInputs?
    let entryError: Double
  }

  /// S(x, D) or K(x, D), [m, n], apart from the rest, so that it can be given away.
  /// - Parameter unit: what S is multiplied by on the way; K comes as it is.
  private func block(
    _ test: Matrix<Double>, unit: Double = 1, _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> (pairs: Matrix<Double>, place: Place) {
    let own = try kernel.selfCovariances(rows: test, get: .nngp, threads: threads).map(\.nngp)
    guard let anchoring, let anchor else {
      return (try covariance(test, progress), Place(variances: own, anchored: nil, entryError: 0))
    }
    let separations = try kernel.separations(
      rows: test, columns: anchor, keepsOpposites: true, threads: threads
    ).elements
    let places = AnchoredInputs(roots: own.map { $0.squareRoot() }, separations: separations)
    var pairs = try crossSeparations(test, progress)
    try Anchor.remainders(&pairs, rows: places, columns: anchoring.others, unit: unit)
    let error = try RemainderError.bound(kernel.architecture, test, anchor, spread: places.spread)
    return (pairs, Place(variances: places.variances, anchored: places, entryError: error))
  }

  /// The posterior of a block of test inputs; variances only of one with its factor.
  /// - Complexity: the kernel of a block, and as `CheckedPosterior.predict`.
  func predict(
    _ posterior: CheckedPosterior, test: Matrix<Double>, accuracy: inout PredictionAccuracy,
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> (means: Matrix<Double>, variances: [Double]?) {
    let (pairs, place) = try block(test, unit: posterior.parts.kernelUnit, progress)
    // Consumed: to copy a block takes half as long as its kernel.
    let found = try posterior.predict(
      crossKernel: consume pairs, testVariances: place.variances, components: place.anchored?.components ?? [],
      isInUnits: place.anchored != nil, entryError: place.entryError, accuracy: &accuracy)
    return (place.anchored.map { found.means.rowsTimes($0.signs) } ?? found.means, found.variances)
  }

  /// The posterior's covariance between test inputs, [m, m]; nil of one without its factor.
  /// - Complexity: the kernels of the test inputs with all training inputs and each other, and as
  ///   `CheckedPosterior.covariance`.
  func covariance(
    _ posterior: CheckedPosterior, test: Matrix<Double>, progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double>? {
    let (pairs, place) = try block(test, progress)
    guard let anchored = place.anchored else {
      return try posterior.covariance(crossKernel: consume pairs, testKernel: covariance(ofRows: test) { _ in })
    }
    var own = try kernel.separations(rows: test, keepsOpposites: true, threads: threads)
    try Anchor.remainders(&own, rows: anchored, columns: anchored)
    let found = try posterior.covariance(
      crossKernel: consume pairs, testKernel: consume own, components: anchored.components)
    return found?.rowsTimes(anchored.signs).columnsTimes(anchored.signs)
  }

  /// Of test inputs and all training inputs, by all processes of a group if this one is the first of one.
  private func crossSeparations(
    _ test: Matrix<Double>, _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    if let group = CurrentProcessGroup.value {
      return try group.block(
        CrossRecipe(kernel, rows: test, columns: inputs, number: number, isSeparations: true), progress: progress)
    }
    return try kernel.separations(
      rows: test, columns: inputs, keepsOpposites: true, threads: threads, progress: progress)
  }

  /// K of some rows and all training inputs, by all processes likewise.
  func covariance(
    _ rows: Matrix<Double>, _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    if let group = CurrentProcessGroup.value {
      return try group.block(
        CrossRecipe(kernel, rows: rows, columns: inputs, number: number, isSeparations: false), progress: progress)
    }
    return try covariance(rows: rows, columns: inputs, progress)
  }

  /// K of some rows with themselves.
  func covariance(
    ofRows rows: Matrix<Double>, _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    try covariance(rows: rows, columns: nil, progress)
  }

  private func covariance(
    rows: Matrix<Double>, columns: Matrix<Double>?, _ progress: @escaping @Sendable (Double) -> Void
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

  /// Every column j times `factors[j]`.
  func columnsTimes(_ factors: [Double]) -> Matrix {
    var result = self
    for i in 0..<rows { for j in factors.indices { result[i, j] *= factors[j] } }
    return result
  }
}
