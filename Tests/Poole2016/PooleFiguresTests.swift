import Foundation
import Results
import Suite
import Testing

@Suite("Poole et al. 2016")
struct PooleFiguresTests {
  /// Files as if networks had followed the theory: ratios are 1, differences 0, whatever the theory is.
  @Test(
    "every measurement has its reference number, and the picture is drawn",
    arguments: [
      "poole2016/figure1", "poole2016/figure2",
    ])
  func referenceAndPicture(id: String) throws {
    let bench = try Bench()
    let layouts = try Bench.experiment(id).layouts(.quick)
    let finished = try bench.finished(id) { cell in
      // Cells of the plane have one index, those of networks two.
      let layout = layouts[cell.count - 1]
      let numbers = layout.variables.map { variable in
        let count = variable.dimensions.dropFirst(cell.count).reduce(1) { count, name in
          count * (layout.coordinates.first { $0.name == name }?.count ?? 1)
        }
        return (variable.name, [Double](repeating: 0.5, count: count))
      }
      return CellValues(numbers: Dictionary(uniqueKeysWithValues: numbers))
    }
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0) })
    let reference = try ReferenceNumbers(id)
    #expect(Set(values.keys) == reference.keys)
    // What does not come from networks is the theory's, and the reference has it from another program.
    for (key, measurement) in values where key.hasSuffix("/fixed_variance") || key.hasSuffix("/chi1") {
      let expected = try #require(reference[key]?.value)
      #expect((measurement.value - expected).magnitude < 1e-9)
    }
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
