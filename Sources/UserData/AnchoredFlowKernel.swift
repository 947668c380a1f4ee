import Architectures
import Inference
import InfiniteWidth
import LinearAlgebra

/// The kernels of a user's training inputs as `AnchoredFlow` wants them: with one input taken out.
struct AnchoredFlowKernel {
  private let kernel: Kernel
  /// That of the layers before the last; nil where they do not learn.
  private let deeper: Kernel?
  private let threads: Int
  /// The inputs without the anchor, and then the anchor.
  private let inputs: Matrix<Double>
  private let targets: Matrix<Double>
  private let root: Double
  private let training: AnchoredRows.Training
  private let entryError: Double

  /// - Returns: nil where there are too many inputs, where the kernel knows no separations, or where the last layer is
  ///   not a dense one that learns, so that Θ is not K and more.
  /// - Complexity: two kernels of n inputs.
  init?(
    _ kernel: Kernel, _ method: FlowPredictionFile.Method, inputs: Matrix<Double>, targets: Matrix<Double>, threads: Int
  ) throws {
    guard kernel.hasSeparations, inputs.rows <= AnchoredFlow.largestOrder else { return nil }
    guard case .dense(var readout)? = kernel.architecture.expanded.last, readout.trainable == .ntk else { return nil }
    let own = try kernel.selfCovariances(rows: inputs, get: .nngp, threads: threads).map(\.nngp)
    guard let largest = own.max(), largest > 0, largest.isFinite, let place = own.firstIndex(of: largest) else {
      return nil
    }
    (self.kernel, self.threads) = (kernel, threads)
    self.inputs = inputs.movingToEnd(row: place)
    let before = kernel.architecture.expanded.dropLast()
    if method == .gradientFlow, before.contains(where: \.learns) {
      readout.trainable = .none
      deeper = try Kernel(Architecture(layers: before + [.dense(readout)]), inputShape: kernel.inputShape)
    } else {
      deeper = nil
    }
    root = largest.squareRoot()
    var roots = own.map { $0.squareRoot() }
    roots.remove(at: place)
    let n = roots.count
    let all = try kernel.separations(rows: self.inputs, keepsOpposites: true, threads: threads)
    others = AnchoredInputs(roots: roots, separations: (0..<n).map { all[$0, n] })
    var remainders = all.leading(n, n)
    try Anchor.remainders(&remainders, rows: others, columns: others)
    let signs = others.signs + [1]
    let deeperKernel = try deeper?.matrices(rows: self.inputs, get: .ntk, threads: threads).ntk
      .map { $0.rowsTimes(signs).columnsTimes(signs) }
    training = AnchoredRows.Training(
      root: root, common: others.components, variances: others.variances, remainders: remainders,
      deeper: deeperKernel.map { .init(kernel: $0.leading(n, n + 1), anchor: Array($0.row(n))) })
    deeperAnchor = deeperKernel.map { Array($0.row(n)) }
    self.targets = targets.movingToEnd(row: place).rowsTimes(others.signs)
    anchor = Matrix(rows: 1, columns: inputs.columns, elements: Array(self.inputs.row(n)))
    let rest = self.inputs.leading(n, inputs.columns)
    entryError = try RemainderError.bound(kernel.architecture, rest, anchor, spread: others.spread)
  }

  private let others: AnchoredInputs
  /// [1, d]
  private let anchor: Matrix<Double>
  /// Of N; nil where nothing before the last layer learns.
  private let deeperAnchor: [Double]?

  /// Nil where the kernel is singular to rounding.
  func flow(noiseVariance: Double, meanDiagonal: Double) throws -> AnchoredFlow? {
    let n = others.count
    return try AnchoredFlow(
      training: training, targets: targets.leading(n, targets.columns), anchorTargets: Array(targets.row(n)),
      noiseVariance: noiseVariance, meanDiagonal: meanDiagonal, entryError: entryError)
  }

  /// Means and variances of a block of test inputs.
  func predict(
    _ flow: AnchoredFlow, test: Matrix<Double>, testVariances: [Double], at times: [Double],
    accuracy: inout PredictionAccuracy
  ) throws -> (means: [Matrix<Double>], variances: [[Double]]) {
    let n = others.count
    let all = try kernel.separations(rows: test, columns: inputs, keepsOpposites: true, threads: threads)
    let places = AnchoredInputs(
      roots: testVariances.map { $0.squareRoot() }, separations: (0..<test.rows).map { all[$0, n] })
    var remainders = all.leading(test.rows, n)
    try Anchor.remainders(&remainders, rows: places, columns: others)
    var rest: AnchoredRows.Deeper?
    if let deeper, let deeperAnchor,
      let matrix = try deeper.matrices(rows: test, columns: inputs, get: .ntk, threads: threads).ntk
    {
      rest = AnchoredRows.Deeper(
        kernel: matrix.rowsTimes(places.signs).columnsTimes(others.signs + [1]), anchor: deeperAnchor)
    }
    let rows = AnchoredRows(
      root: root, common: places.components, variances: places.variances, remainders: remainders,
      trainingCommon: others.components, deeper: rest)
    let found = try flow.predict(
      rows, testVariances: testVariances, at: times,
      entryError: try RemainderError.bound(kernel.architecture, test, anchor, spread: places.spread),
      accuracy: &accuracy)
    return (found.means.map { $0.rowsTimes(places.signs) }, found.variances)
  }
}

extension Matrix<Double> {
  fileprivate func movingToEnd(row: Int) -> Matrix {
    let kept = elements[..<(row * columns)] + elements[((row + 1) * columns)...]
    return Matrix(rows: rows, columns: columns, elements: Array(kept + self.row(row)))
  }

  /// The first m rows of n columns.
  fileprivate func leading(_ m: Int, _ n: Int) -> Matrix {
    Matrix(rows: m, columns: n, elements: (0..<m).flatMap { row($0).prefix(n) })
  }
}
