import Inference
import LinearAlgebra

/// The kernel of `FlowExample` with its first input taken out, or as it is.
struct PosteriorExample {
  let isAnchored: Bool
  private let example = FlowExample()
  /// σ_ε²
  let noise = 0.05
  /// Kernels of any size have the same answers.
  var size = 1.0

  /// K of the training inputs, in their order.
  var kernel: Matrix<Double> { scaled(example.covariance) }
  var targets: Matrix<Double> { example.targets }

  private func scaled(_ k: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: k.rows, columns: k.columns, elements: k.elements.map { $0 * size })
  }

  /// ε = 1 − K/(D D′) of the columns from the second on.
  private func separations(_ k: Matrix<Double>, _ rows: [Double], from first: Int, to last: Int) -> Matrix<Double> {
    let roots = kernel.diagonal.map { $0.squareRoot() }
    return Matrix(
      rows: k.rows, columns: last - first,
      elements: (0..<k.rows).flatMap { i in (first..<last).map { 1 - k[i, $0] / (rows[i] * roots[$0]) } })
  }

  private var others: AnchoredInputs {
    let roots = kernel.diagonal.map { $0.squareRoot() }
    let all = separations(kernel, roots, from: 0, to: 1)
    return AnchoredInputs(roots: Array(roots.dropFirst()), separations: Array(all.elements.dropFirst()))
  }

  var problem: CheckedPosterior.Problem {
    let rest = Matrix<Double>(
      rows: targets.rows - 1, columns: targets.columns, elements: Array(targets.elements.dropFirst(targets.columns)))
    return CheckedPosterior.Problem(
      targets: isAnchored ? rest : targets, noise: .given(noise * size), meanDiagonal: kernel.meanDiagonal,
      anchor: !isAnchored
        ? nil
        : Anchor(
          root: kernel[0, 0].squareRoot(), targets: Array(targets.row(0)), components: others.components))
  }

  /// S or K of the training inputs.
  func matrix() throws -> Matrix<Double> {
    guard isAnchored else { return kernel }
    let roots = kernel.diagonal.map { $0.squareRoot() }
    let all = separations(kernel, roots, from: 1, to: kernel.rows)
    var matrix = Matrix(
      rows: kernel.rows - 1, columns: kernel.rows - 1, elements: Array(all.elements.dropFirst(kernel.rows - 1)))
    for i in 0..<matrix.rows { matrix[i, i] = 0 }
    try Anchor.remainders(&matrix, rows: others, columns: others)
    return matrix
  }

  func posterior(isPacked: Bool) throws -> CheckedPosterior {
    let whole = try matrix()
    guard isPacked else { return try CheckedPosterior(problem, kernel: whole) }
    return try CheckedPosterior(problem, product: { $0.multiplied(by: whole) }, prepare: { _ in }) {
      $0.write(Tile(rows: 0..<whole.rows, columns: 0..<whole.rows), whole.elements)
    }
  }

  /// Of the test inputs.
  func predict(
    _ posterior: CheckedPosterior, _ accuracy: inout PredictionAccuracy
  ) throws -> (means: Matrix<Double>, variances: [Double]?) {
    let (cross, own) = (scaled(example.crossCovariance), [Double](repeating: 1.5 * size, count: 3))
    guard isAnchored else {
      return try posterior.predict(crossKernel: cross, testVariances: own, accuracy: &accuracy)
    }
    let roots = own.map { $0.squareRoot() }
    let places = AnchoredInputs(roots: roots, separations: separations(cross, roots, from: 0, to: 1).elements)
    var pairs = separations(cross, roots, from: 1, to: kernel.rows)
    try Anchor.remainders(&pairs, rows: places, columns: others)
    return try posterior.predict(
      crossKernel: pairs, testVariances: places.variances, components: places.components, accuracy: &accuracy)
  }

  /// A list that belongs to the inputs in their order, as a posterior has it: the anchor's last.
  func anchorLast<T>(_ list: [T]) -> [T] { isAnchored ? Array(list.dropFirst()) + list.prefix(1) : list }
}
