import Testing
import UserData

@Suite struct SelectionAxisTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    var isWhole = false
    let values: [Double]
    var testDescription: String { text }
  }

  @Test(arguments: [
    Example(text: "a=1:3:5", values: [1, 1.5, 2, 2.5, 3]), Example(text: "a=3,1,2,1", values: [1, 2, 3]),
    Example(text: "a=2.5", values: [2.5]), Example(text: "a=0:8", values: [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    Example(text: "a=2:2", values: [2]), Example(text: "a=2:5:1", values: [2]),
    Example(text: "a=log:1:8:4", values: [1, 2, 4, 8]), Example(text: "a=-1:1:3", values: [-1, 0, 1]),
    Example(text: "a=1:4", isWhole: true, values: [1, 2, 3, 4]),
    Example(text: "a=1:10:4", isWhole: true, values: [1, 4, 7, 10]),
    Example(text: "a=1:3:9", isWhole: true, values: [1, 2, 3]),
    Example(text: "a=log:1:1000:4", isWhole: true, values: [1, 10, 100, 1000]),
    Example(text: "layers/1/repeat/count=5", isWhole: true, values: [5]),
  ]) func valuesAscendEachOnce(example: Example) throws {
    let found = try SelectionAxis(example.text).values(isWhole: example.isWhole)
    #expect(found.count == example.values.count)
    for (one, other) in zip(found, example.values) { #expect(abs(one - other) <= 1e-12 * abs(other)) }
    // Ends as they were written.
    #expect(found.first == example.values.first && found.last == example.values.last)
  }

  @Test(arguments: [
    "weightVariance", "=1:2", "a=", "a=1:", "a=x", "a=1:2:3:4", "a=2:1", "a=log:0:1:3", "a=log:1", "a=1:2:0",
    "a=1:2:2.5",
    "a=nan", "a=1,,2", "a=inf", "a=1:2:1e9",
  ]) func whatIsNoneIsRefused(text: String) {
    #expect(throws: SelectionFailure.self) { try SelectionAxis(text) }
  }

  @Test func countsAreWhole() throws {
    let axis = try SelectionAxis("depth=1,2.5")
    #expect(throws: SelectionFailure.notWhole(axis: "depth", value: 2.5)) { try axis.values(isWhole: true) }
    let long = try SelectionAxis("depth=1:1000000")
    #expect(throws: SelectionFailure.self) { try long.values(isWhole: true) }
  }
}
