import Inputs
import LinearAlgebra
import Randomness

/// Random directions with random labels.
struct RandomInputs {
  /// Training inputs first, then test inputs; K⁰(x, x) = x·x/d = `variance`.
  let pairs: VectorPairs
  /// The same, a row each.
  let vectors: Matrix<Double>
  /// [training, classes], centred over the training inputs.
  let targets: Matrix<Double>

  init(training: Int, test: Int, variance: Double, dimension: Int, classes: Int, seed: Seed) throws {
    var generator = CounterBasedGenerator(seed: seed)
    var inputs = Matrix<Double>(rows: training + test, columns: dimension)
    for i in 0..<inputs.rows {
      let direction = (0..<dimension).map { _ in generator.normal() }
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scale = (variance * Double(dimension)).squareRoot() / norm
      for (j, value) in direction.enumerated() { inputs[i, j] = scale * value }
    }
    (pairs, vectors) = (try VectorPairs(rows: inputs, commonVariance: variance), inputs)
    targets = Self.centred((0..<training).map { _ in generator.below(classes) }, classes: classes)
  }

  /// One-hot targets of labels, minus their mean: "labels standardised to zero mean".
  static func centred(_ labels: [Int], classes: Int) -> Matrix<Double> {
    var targets = Matrix<Double>(rows: labels.count, columns: classes)
    for (i, label) in labels.enumerated() { targets[i, label] = 1 }
    for j in 0..<classes {
      let mean = labels.indices.reduce(0) { $0 + targets[$1, j] } / Double(labels.count)
      for i in labels.indices { targets[i, j] -= mean }
    }
    return targets
  }
}
