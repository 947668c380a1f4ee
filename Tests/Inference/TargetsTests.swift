import Inference
import LinearAlgebra
import Testing

@Suite struct TargetsTests {
  @Test func aRowIsCentredOneHot() {
    let targets = Targets.centredOneHot([3, 0], classes: 10)
    #expect((targets.rows, targets.columns) == (2, 10))
    #expect(targets.elements[..<10] == [-0.1, -0.1, -0.1, 0.9, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1])
    #expect(targets[1, 0] == 0.9)
  }

  @Test func aRowIsOneHot() {
    #expect(Targets.oneHot([2, 0], classes: 3) == Matrix(rows: 2, columns: 3, elements: [0, 0, 1, 1, 0, 0]))
  }

  /// Class 0 has half of the labels, class 1 and class 2 a quarter each.
  @Test func columnsHaveTheMeanZero() {
    let expected = [0.5, -0.25, -0.25, -0.5, 0.75, -0.25, 0.5, -0.25, -0.25, -0.5, -0.25, 0.75]
    let targets = Targets.zeroMeanOneHot([0, 1, 0, 2], classes: 3)
    #expect(targets == Matrix(rows: 4, columns: 3, elements: expected))
    let both = Targets.zeroMeanBesideOneHot([0, 1, 0, 2], classes: 3)
    #expect((both.rows, both.columns) == (4, 6))
    #expect(Array(both.row(1)) == [-0.5, 0.75, -0.25, 0, 1, 0])
  }

  @Test func twoClassesAreSigns() {
    #expect(Targets.signs([1, 0, 1]) == Matrix(rows: 3, columns: 1, elements: [1, -1, 1]))
    #expect(Targets.signs([7, 3], positive: 3).elements == [-1, 1])
  }
}
