import Datasets
import Inference
import LinearAlgebra
import Suite

/// A few images of MNIST, of means over squares of pixels, and what networks and the expansion make of them.
struct ExpansionTask: Sendable {
  /// [M, d], those that are trained on first.
  let inputs: Matrix<Double>
  /// y of the m that are trained on: +1 for even digits and −1 for odd ones.
  let targets: [Double]

  init(training: Int, other: Int, window: Int, _ context: RunContext) throws {
    let images = try context.first(training + other, test: 0, of: .mnist).training
    inputs = PooledImages.inputs(images.images, window: window)
    targets = Array(Targets.signs(images.labels.map { $0 % 2 }, positive: 0).elements.prefix(training))
  }

  /// M and m
  var count: Int { inputs.rows }
  var training: Int { targets.count }
  var trainingInputs: Matrix<Double> {
    Matrix(rows: training, columns: inputs.columns, elements: Array(inputs.elements.prefix(training * inputs.columns)))
  }

  /// All pairs (a, b), b ≤ a.
  var pairs: [(Int, Int)] { (0..<count).flatMap { a in (0...a).map { (a, $0) } } }

  func entries(_ matrix: Matrix<Double>) -> [Double] { pairs.map { matrix[$0.0, $0.1] } }

  /// The part of a matrix of all inputs between those that are trained on.
  func trained(_ matrix: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: training, columns: training, elements: (0..<training).flatMap { matrix.row($0).prefix(training) })
  }
}
