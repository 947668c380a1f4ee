import Architectures
import Inference
import InfiniteWidth
import LinearAlgebra

/// The kernel of a user's training inputs as the posterior wants it: with one input taken out where the kernel knows
/// the separations of its inputs (`Anchor`), as it is otherwise.
struct PosteriorKernel: TrainingKernel {
  /// Of the same inputs with those that are to be predicted.
  let predictor: PosteriorPredictor
  let problem: CheckedPosterior.Problem

  private var kernel: Kernel { predictor.kernel }
  private var threads: Int { predictor.threads }
  /// Without the anchor.
  private var inputs: Matrix<Double> { predictor.inputs }
  private var others: AnchoredInputs? { predictor.anchoring?.others }

  /// - Complexity: O(n d), and the kernel of n pairs.
  init(_ kernel: Kernel, inputs: Matrix<Double>, targets: Matrix<Double>, noise: NoiseLadder, threads: Int) throws {
    let own = try kernel.selfCovariances(rows: inputs, get: .nngp, threads: threads).map(\.nngp)
    let meanDiagonal = own.reduce(0, +) / Double(max(1, own.count))
    let largest = own.max() ?? 0
    guard kernel.hasSeparations, largest > 0, largest.isFinite, let place = own.firstIndex(of: largest) else {
      predictor = PosteriorPredictor(kernel, inputs: inputs, anchoring: nil, threads: threads)
      problem = CheckedPosterior.Problem(
        targets: targets, noise: noise, meanDiagonal: meanDiagonal,
        entryError: try Self.entryError(kernel, inputs, own, threads: threads))
      return
    }
    let input = Matrix(rows: 1, columns: inputs.columns, elements: Array(inputs.row(place)))
    let rest = inputs.without(row: place)
    let separations = try kernel.separations(rows: rest, columns: input, keepsOpposites: true, threads: threads)
    var roots = own.map { $0.squareRoot() }
    let root = roots.remove(at: place)
    let others = AnchoredInputs(roots: roots, separations: separations.elements)
    predictor = PosteriorPredictor(
      kernel: kernel, threads: threads, inputs: rest, anchor: input,
      anchoring: Anchoring(place: place, root: root, others: others))
    problem = CheckedPosterior.Problem(
      targets: targets.without(row: place).rowsTimes(others.signs), noise: noise, meanDiagonal: meanDiagonal,
      anchor: Anchor(root: root, targets: Array(targets.row(place)), components: others.components),
      entryError: try RemainderError.bound(kernel.architecture, rest, input, spread: others.spread))
  }

  /// Of 1 − c of inputs as they are, relative to itself, from the first input on.
  /// - Parameter keepsNear: whether those near each other come from differences; covariances of images do not, and a
  ///   bias beside a layer's variance makes 1 − c as much smaller.
  static func separationError(_ architecture: Architecture, _ inputs: Matrix<Double>, keepsNear: Bool) -> Double {
    guard inputs.rows > 1 else { return 0 }
    let q = inputs.row(0).reduce(0) { $0 + $1 * $1 } / Double(max(1, inputs.columns))
    let part = keepsNear ? 1 : partBesideBiases(architecture.layers, q)
    let first = direction(inputs.row(0))
    let furthest = (0..<inputs.rows).reduce(0.0) { furthest, i in
      max(furthest, zip(direction(inputs.row(i)), first).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) })
    }
    guard furthest > 0, !keepsNear || 4 * furthest >= 1e-4 else { return PredictionAccuracy.entryError }
    return PredictionAccuracy.entryError / (part * furthest)
  }

  /// The least part that a layer's weights have in its variance, all layers being taken to get the input's.
  private static func partBesideBiases(_ layers: [Layer], _ q: Double) -> Double {
    layers.reduce(1) { part, layer in
      let inner = min(part, partBesideBiases(layer.innerLayers, q))
      guard let weights = layer.weights, weights.weightVariance * q > 0 else { return inner }
      let weighted = weights.weightVariance * q
      return min(inner, weighted / (weighted + weights.biasVariance))
    }
  }

  /// Of a kernel that knows no separations, relative to its largest entry: as `CheckedFlow` has it.
  static func entryError(
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
  private var order: Int { inputs.rows }

  /// The training kernel, [order, order].
  func matrix(progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double> {
    guard let others else { return try predictor.covariance(ofRows: inputs, progress) }
    var pairs = try kernel.separations(rows: inputs, keepsOpposites: true, threads: threads, progress: progress)
    try Anchor.remainders(&pairs, rows: others, columns: others)
    return pairs
  }

  /// The same in packed storage: `fill`, then `prepare`.
  func fill(_ triangle: PackedTriangle, progress: @escaping @Sendable (Double) -> Void) throws {
    if others == nil {
      try kernel.fill(nngp: triangle, rows: inputs, threads: threads, progress: progress)
    } else {
      try kernel.fill(separations: triangle, rows: inputs, keepsOpposites: true, threads: threads, progress: progress)
    }
  }

  func prepare(_ matrix: inout PackedSymmetricMatrix) {
    if let others { Anchor.remainders(&matrix, others) }
  }

  private static let blockRows = 1024

  /// The training kernel times every row of `weights`, [k, order], in blocks of its rows.
  func product(_ weights: Matrix<Double>) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: weights.rows, columns: order)
    for first in stride(from: 0, to: order, by: Self.blockRows) {
      let rows = first..<min(first + Self.blockRows, order)
      let part = weights.multiplied(byTransposeOf: try block(rows))
      for c in 0..<weights.rows { for (k, i) in rows.enumerated() { result[c, i] = part[c, k] } }
    }
    return result
  }

  func panel(_ columns: Range<Int>, progress: @escaping @Sendable (Double) -> Void) throws -> Matrix<Double> {
    try block(columns.lowerBound..<order, columns, progress)
  }

  func strip(_ rows: Range<Int>, again: Bool) throws -> Matrix<Double> { try block(rows, 0..<rows.upperBound) }

  var isTriangle: Bool { false }

  func row(_ row: Int) throws -> [Double] { try block(row..<row + 1).elements }

  func rows(_ places: [Int]) throws -> Matrix<Double> {
    let part = Matrix(
      rows: places.count, columns: inputs.columns, elements: places.flatMap { inputs.row($0) })
    guard let others else {
      var rows = try predictor.covariance(part) { _ in }
      let own = try kernel.selfCovariances(rows: part, get: .nngp, threads: threads)
      for (k, place) in places.enumerated() { rows[k, place] = own[k].nngp }
      return rows
    }
    var rows = try kernel.separations(rows: part, columns: inputs, keepsOpposites: true, threads: threads)
    for (k, place) in places.enumerated() { rows[k, place] = 0 }
    try Anchor.remainders(&rows, rows: others[places], columns: others)
    return rows
  }

  func identity() throws -> String {
    var digest = InputsDigest(shape: [order, inputs.columns])
    digest.add(inputs)
    if let anchor = predictor.anchor { digest.add(anchor) }
    return InputsDigest.sha256(ofText: try InputsDigest.sha256(of: kernel.architecture) + digest.sha256())
  }

  /// Rows of the training kernel, or some of their columns.
  private func block(
    _ rows: Range<Int>, _ columns: Range<Int>? = nil, _ progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws -> Matrix<Double> {
    try blocks.block(rows, columns, progress)
  }

  /// The same kernel as any process can compute it.
  var blocks: PosteriorBlocks {
    PosteriorBlocks(kernel: kernel, inputs: inputs, others: others, threads: threads)
  }

  var recipe: any MatrixRecipe { TrainingRecipe(blocks, number: predictor.number) }
}

extension ArraySlice<Double> {
  /// √(Σ x²)
  fileprivate var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
