import Architectures
import Inference
import InfiniteWidth
import LinearAlgebra

/// The kernel of a user's training inputs as the posterior wants it: with one input taken out where the kernel knows
/// the separations of its inputs (`Anchor`), as it is otherwise.
struct PosteriorKernel {
  private let kernel: Kernel
  private let threads: Int
  /// Without the anchor.
  private let inputs: Matrix<Double>
  private let noise: NoiseLadder
  private let targets: Matrix<Double>
  private let meanDiagonal: Double
  private let taken: Taken?
  /// Of K's entries, where nothing was taken out.
  private let plainError: Double

  /// What belongs to the anchor.
  private struct Taken {
    /// The input itself, [1, d].
    let input: Matrix<Double>
    let anchor: Anchor
    /// How the other inputs stand to it.
    let others: AnchoredInputs
    let entryError: Double
  }

  /// - Complexity: O(n d), and the kernel of n pairs.
  init(_ kernel: Kernel, inputs: Matrix<Double>, targets: Matrix<Double>, noise: NoiseLadder, threads: Int) throws {
    (self.kernel, self.noise, self.threads) = (kernel, noise, threads)
    let own = try kernel.selfCovariances(rows: inputs, get: .nngp, threads: threads).map(\.nngp)
    meanDiagonal = own.reduce(0, +) / Double(max(1, own.count))
    let largest = own.max() ?? 0
    guard kernel.hasSeparations, largest > 0, largest.isFinite, let place = own.firstIndex(of: largest) else {
      (self.inputs, self.targets, taken) = (inputs, targets, nil)
      plainError = try Self.entryError(kernel, inputs, own, threads: threads)
      return
    }
    let input = Matrix(rows: 1, columns: inputs.columns, elements: Array(inputs.row(place)))
    self.inputs = inputs.without(row: place)
    let separations = try kernel.separations(
      rows: self.inputs, columns: input, keepsOpposites: true, threads: threads
    ).elements
    var roots = own.map { $0.squareRoot() }
    let root = roots.remove(at: place)
    let others = AnchoredInputs(roots: roots, separations: separations)
    self.targets = targets.without(row: place).rowsTimes(others.signs)
    plainError = PredictionAccuracy.entryError
    taken = Taken(
      input: input,
      anchor: Anchor(root: root, targets: Array(targets.row(place)), components: others.components),
      others: others,
      entryError: try RemainderError.bound(kernel.architecture, self.inputs, input, spread: others.spread))
  }

  /// Of 1 − c of inputs as they are, relative to itself, from the first input on.
  /// - Parameter keepsNear: whether those near each other come from differences; covariances of images do not, and a
  ///   bias beside a layer's variance makes 1 − c as much smaller.
  static func separationError(_ architecture: Architecture, _ inputs: Matrix<Double>, keepsNear: Bool) -> Double {
    guard inputs.rows > 1 else { return 0 }
    let q = inputs.row(0).reduce(0) { $0 + $1 * $1 } / Double(max(1, inputs.columns))
    let part = architecture.expanded.reduce(1.0) { part, layer in
      guard !keepsNear, case .convolution(_, _, let weight, let bias, _) = layer, weight * q > 0 else { return part }
      return min(part, weight * q / (weight * q + bias))
    }
    let first = direction(inputs.row(0))
    let furthest = (0..<inputs.rows).reduce(0.0) { furthest, i in
      max(furthest, zip(direction(inputs.row(i)), first).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) })
    }
    guard furthest > 0, !keepsNear || 4 * furthest >= 1e-4 else { return PredictionAccuracy.entryError }
    return PredictionAccuracy.entryError / (part * furthest)
  }

  /// Of a kernel that knows no separations, relative to its largest entry: as `CheckedFlow` has it.
  private static func entryError(
    _ kernel: Kernel, _ inputs: Matrix<Double>, _ own: [Double], threads: Int
  ) throws -> Double {
    guard let largest = own.max(), largest > 0, largest.isFinite, let place = own.firstIndex(of: largest) else {
      return PredictionAccuracy.entryError
    }
    let input = Matrix(rows: 1, columns: inputs.columns, elements: Array(inputs.row(place)))
    guard let row = try kernel.matrices(rows: input, columns: inputs, get: .nngp, threads: threads).nngp else {
      return PredictionAccuracy.entryError
    }
    let spread = own.indices.reduce(0.0) { max($0, own[$1] - row[0, $1] * (row[0, $1] / largest)) }
    return PredictionAccuracy.entryError + separationError(kernel.architecture, inputs, keepsNear: false)
      * (spread / largest)
  }

  private static func direction(_ x: ArraySlice<Double>) -> [Double] {
    let norm = x.norm
    return x.map { norm > 0 ? $0 / norm : 0 }
  }

  /// Of the matrix that is factored.
  var order: Int { inputs.rows }

  var problem: CheckedPosterior.Problem {
    CheckedPosterior.Problem(
      targets: targets, noise: noise, meanDiagonal: meanDiagonal, anchor: taken?.anchor,
      entryError: taken?.entryError ?? plainError)
  }

  /// The training kernel, [order, order].
  func matrix(progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double> {
    guard let taken else { return try covariance(inputs, nil, progress) }
    var pairs = try kernel.separations(rows: inputs, keepsOpposites: true, threads: threads, progress: progress)
    try Anchor.remainders(&pairs, rows: taken.others, columns: taken.others)
    return pairs
  }

  /// The same in packed storage: `fill`, then `prepare`.
  func fill(_ triangle: PackedTriangle, progress: @escaping @Sendable (Double) -> Void) throws {
    if taken == nil {
      try kernel.fill(nngp: triangle, rows: inputs, threads: threads, progress: progress)
    } else {
      try kernel.fill(separations: triangle, rows: inputs, keepsOpposites: true, threads: threads, progress: progress)
    }
  }

  func prepare(_ matrix: inout PackedSymmetricMatrix) {
    if let taken { Anchor.remainders(&matrix, taken.others) }
  }

  /// The training kernel times every row of `weights`, [k, order], in blocks of its rows.
  func product(_ weights: Matrix<Double>, blockRows: Int = 1024) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: weights.rows, columns: order)
    for first in stride(from: 0, to: order, by: blockRows) {
      let rows = first..<min(first + blockRows, order)
      let part = weights.multiplied(byTransposeOf: try block(rows))
      for c in 0..<weights.rows { for (k, i) in rows.enumerated() { result[c, i] = part[c, k] } }
    }
    return result
  }

  /// Rows of the training kernel; an input meets itself on the diagonal, whatever two equal inputs have.
  private func block(_ rows: Range<Int>) throws -> Matrix<Double> {
    let d = inputs.columns
    let part = Matrix(
      rows: rows.count, columns: d, elements: Array(inputs.elements[rows.lowerBound * d..<rows.upperBound * d]))
    guard let taken else {
      var block = try covariance(part, inputs) { _ in }
      let own = try kernel.selfCovariances(rows: part, get: .nngp, threads: threads)
      for (k, i) in rows.enumerated() { block[k, i] = own[k].nngp }
      return block
    }
    var block = try kernel.separations(rows: part, columns: inputs, keepsOpposites: true, threads: threads)
    for (k, i) in rows.enumerated() { block[k, i] = 0 }
    try Anchor.remainders(&block, rows: taken.others[rows], columns: taken.others)
    return block
  }

  /// The posterior of a block of test inputs.
  func predict(
    _ posterior: CheckedPosterior, test: Matrix<Double>, accuracy: inout PredictionAccuracy,
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> (means: Matrix<Double>, variances: [Double]) {
    let own = try kernel.selfCovariances(rows: test, get: .nngp, threads: threads).map(\.nngp)
    guard let taken else {
      return posterior.predict(
        crossKernel: try covariance(test, inputs, progress), testVariances: own, accuracy: &accuracy)
    }
    let separations = try kernel.separations(
      rows: test, columns: taken.input, keepsOpposites: true, threads: threads
    ).elements
    let places = AnchoredInputs(roots: own.map { $0.squareRoot() }, separations: separations)
    var pairs = try kernel.separations(
      rows: test, columns: inputs, keepsOpposites: true, threads: threads, progress: progress)
    try Anchor.remainders(&pairs, rows: places, columns: taken.others)
    let found = posterior.predict(
      crossKernel: pairs, testVariances: places.variances, components: places.components,
      entryError: try RemainderError.bound(kernel.architecture, test, taken.input, spread: places.spread),
      accuracy: &accuracy)
    return (found.means.rowsTimes(places.signs), found.variances)
  }

  private func covariance(
    _ rows: Matrix<Double>, _ columns: Matrix<Double>?, _ progress: @escaping @Sendable (Double) -> Void
  ) throws -> Matrix<Double> {
    let matrices = try kernel.matrices(rows: rows, columns: columns, get: .nngp, threads: threads, progress: progress)
    guard let matrix = matrices.nngp else { throw InfiniteWidthError.noWeights }
    return matrix
  }
}

extension ArraySlice<Double> {
  /// √(Σ x²)
  fileprivate var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension Matrix<Double> {
  fileprivate func without(row: Int) -> Matrix {
    var elements = elements
    elements.removeSubrange(row * columns..<(row + 1) * columns)
    return Matrix(rows: rows - 1, columns: columns, elements: elements)
  }

  /// Every row i times `factors[i]`.
  func rowsTimes(_ factors: [Double]) -> Matrix {
    var result = self
    for i in factors.indices { for j in 0..<columns { result[i, j] *= factors[i] } }
    return result
  }
}
