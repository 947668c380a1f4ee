import Inference
import LinearAlgebra
import Testing

@Suite struct ClassificationTests {
  struct Row: Sendable {
    var outputs: [Double]
    var best: Int
  }

  @Test(arguments: [
    Row(outputs: [1], best: 0), Row(outputs: [1, 3, 2], best: 1), Row(outputs: [-2, -1, -1], best: 1),
    Row(outputs: [5, 5, 5], best: 0), Row(outputs: [0, -0.0], best: 0), Row(outputs: [-0.0, 0], best: 0),
    Row(outputs: [1, .nan, 2], best: 2), Row(outputs: [.nan, 1, 2], best: 0),
    Row(outputs: [-.infinity, 1, .infinity], best: 2),
  ])
  func theFirstOfTheLargestIsChosen(row: Row) {
    #expect(Classification.argmax(row.outputs) == row.best)
    // A slice counts from its own beginning.
    #expect(Classification.argmax(([9] + row.outputs)[1...]) == row.best)
  }

  static let outputs = Matrix<Double>(rows: 4, columns: 3, elements: [1, 2, 0, 3, 3, 1, 0, 0, 1, 2, 1, 0])

  @Test func rowsAreHeldAgainstTheirLabels() {
    #expect(Classification.classes(Self.outputs) == [1, 0, 2, 0])
    #expect(Classification.isRight(Self.outputs, labels: [1, 1, 2, 0]) == [true, false, true, true])
    #expect(Classification.accuracy(Self.outputs, labels: [1, 1, 2, 0]) == 0.75)
    #expect(Classification.accuracy(Matrix<Float>(Self.outputs), labels: [1, 0, 2, 0]) == 1)
  }

  @Test func predictorsBesideEachOtherAreCountedApart() {
    // The second predictor's outputs are the first's in reverse.
    let both = Matrix<Double>(
      rows: 4, columns: 6,
      elements: (0..<4).flatMap { Array(Self.outputs.row($0)) + Self.outputs.row($0).reversed() })
    let labels: [UInt8] = [9, 1, 0, 2, 2]
    #expect(Classification.correctCounts(both, labels: labels[1...], classes: 3) == [3, 2])
    #expect(Classification.correctCounts(Self.outputs, labels: labels[1...], classes: 3) == [3])
  }

  @Test func squaredErrorsAreMeansOverOutputsAndRows() {
    let outputs = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 3, 4])
    let targets = Matrix<Double>(rows: 2, columns: 2, elements: [0, 2, 3, 1])
    #expect(Classification.squaredError(outputs.row(1), targets.row(1)) == 4.5)
    #expect(Classification.meanSquaredError(outputs, targets) == 2.5)
  }
}
