import Inputs
import LinearAlgebra
import Randomness
import Suite

/// A few random vectors with random labels, and kernels between them by another path than the maps'.
struct MapExample {
  static let (trainingCount, testCount, dimension) = (14, 40, 6)
  let training: Matrix<Double>
  let test: Matrix<Double>
  let trainingLabels: [UInt8]
  let testLabels: [UInt8]

  /// - Parameter repeatsFirst: the last five training vectors are the first five again, so that kernels are singular.
  init(seed: Int, repeatsFirst: Bool = false) {
    var generator = CounterBasedGenerator(seed: Seed(root: 3, experiment: "test", purpose: "map", index: seed))
    func vectors(_ count: Int) -> Matrix<Double> {
      Matrix(
        rows: count, columns: Self.dimension, elements: (0..<count * Self.dimension).map { _ in generator.normal() })
    }
    var training = vectors(Self.trainingCount)
    if repeatsFirst {
      for i in 0..<5 { for j in 0..<Self.dimension { training[Self.trainingCount - 5 + i, j] = training[i, j] } }
    }
    self.training = training
    test = vectors(Self.testCount)
    trainingLabels = (0..<Self.trainingCount).map { UInt8($0 % 10) }
    testLabels = (0..<Self.testCount).map { _ in UInt8(generator.below(10)) }
  }

  func inputs() throws -> MapInputs {
    try MapInputs(
      training: VectorPairs(rows: training), test: VectorPairs(rows: test, columns: training),
      trainingLabels: trainingLabels, testLabels: testLabels, threads: 2)
  }

  /// The fraction of rows whose first largest entry is at the label.
  static func accuracy(_ outputs: Matrix<Double>, _ labels: [UInt8]) -> Double {
    let correct = (0..<outputs.rows).count { i in
      let row = Array(outputs.row(i))
      return row.firstIndex(of: row.max() ?? 0) == Int(labels[i])
    }
    return Double(correct) / Double(outputs.rows)
  }
}
