import Failures
import Foundation
import HDF5
import Testing
import UserData
import Work

@Suite struct ClassLabelsTests {
  private func write(_ example: ModelExample, y1 values: [Double], shape: [Int]) throws {
    try example.write(["x1", "x2"])
    let file = try HDF5File.open(example.files.inputs, writable: true)
    try file.root.createDataset("y1", of: Double.self, shape: shape).write(values)
    try file.close()
  }

  @Test("labels may be any numbers that are integers, as a row or a column", arguments: [[30], [30, 1]])
  func shapes(shape: [Int]) throws {
    let example = try ModelExample()
    try write(example, y1: example.labels.map(Double.init), shape: shape)
    try example.fit { $0.predictsClasses = true }
    #expect(try HDF5File.open(example.files.model).root.dataset("class").read(as: Int.self) == ModelExample.classes)
    // The other shape is of the same labels.
    try write(example, y1: example.labels.map(Double.init), shape: shape.count == 1 ? [30, 1] : [30])
    try example.predict()
  }

  @Test(
    "what is no label is named",
    arguments: [
      (2.5, "y1 row 4 holds 2.5, which is no integer"), (.nan, "y1 row 4 holds nan"), (1e300, "y1 row 4 holds"),
    ])
  func noLabels(value: Double, part: String) throws {
    let example = try ModelExample()
    var labels = example.labels.map(Double.init)
    labels[4] = value
    try write(example, y1: labels, shape: [30])
    try expectRefusal(example, part)
  }

  @Test func oneClassIsNone() throws {
    let example = try ModelExample()
    try write(example, y1: [Double](repeating: 4, count: 30), shape: [30])
    try expectRefusal(example, "y1 has the label 4 alone")
    try write(example, y1: [Double](repeating: 4, count: 29), shape: [29])
    try expectRefusal(example, "label 4")
  }

  @Test func testLabelsAreAsManyAsTestInputs() throws {
    let example = try ModelExample()
    try example.write(["x1", "y1", "x2"], asClasses: true)
    let file = try HDF5File.open(example.files.inputs, writable: true)
    try file.root.createDataset("y2", of: Int.self, shape: [3]).write([1, 2, 3])
    try file.close()
    let error = #expect(throws: UserDataFailure.self) { try example.predictAnew { $0.predictsClasses = true } }
    #expect(error?.message.contains("x2 has 9 rows and y2 3 labels") == true)
  }

  private func expectRefusal(_ example: ModelExample, _ part: String) throws {
    let error = #expect(throws: UserDataFailure.self) { try example.fit { $0.predictsClasses = true } }
    #expect(error?.message.contains(part) == true && error?.exitStatus == .badData, "\(error?.message ?? "")")
  }
}
