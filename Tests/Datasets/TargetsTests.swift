import Datasets
import Testing

@Suite struct TargetsTests {
  @Test func aRowIsCentredOneHot() {
    let targets = Targets.centredOneHot([3, 0], classes: 10)
    #expect((targets.rows, targets.columns) == (2, 10))
    #expect(targets.elements[..<10] == [-0.1, -0.1, -0.1, 0.9, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1])
    #expect(targets[1, 0] == 0.9)
  }
}
