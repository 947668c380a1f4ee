import Failures
import Foundation
import HDF5
import LinearAlgebra
import Platform
import Synchronization
import Testing
import UserData
import Work

@Suite struct ModelPredictionFileTests {
  /// Square and packed, vectors (with an anchor) and images (without).
  @Test("with its factor a model predicts the bits of a posterior anew", arguments: [[4], [4, 4, 1]], [30, 29])
  func sameBits(extents: [Int], largestSquareKernel: Int) throws {
    let example = try ModelExample(extents: extents)
    let files = example.files
    try example.write(["x1", "y1", "x2"])
    try example.fit {
      ($0.keepsFactor, $0.largestSquareKernel) = (true, largestSquareKernel)
    }
    try example.predict { ($0.blockRows, $0.largestSquareKernel) = (4, largestSquareKernel) }
    try example.predictAnew { ($0.blockRows, $0.largestSquareKernel) = (4, largestSquareKernel) }
    for name in ["mean", "variance"] {
      #expect(try example.bits(name, in: files.output) == example.bits(name, in: files.file("P.h5")), "\(name)")
    }
    for name in [
      "noise_variance_used", "cholesky_attempts", "condition_number", "residual", "mean_digits", "variance_digits",
    ] {
      #expect(
        try example.attribute(name, in: files.output) == example.attribute(name, in: files.file("P.h5")), "\(name)")
    }
  }

  @Test(
    "without its factor it has the same means and no variances; kept inputs need not come again",
    arguments: [false, true])
  func meansAlone(keepsInputs: Bool) throws {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1", "y1", "x2"])
    try example.fit { $0.keepsInputs = keepsInputs }
    try example.predictAnew()
    if keepsInputs { try example.write(["x2"]) }
    for _ in 0..<2 {
      try example.predict()
      #expect(try example.bits("mean", in: files.output) == example.bits("mean", in: files.file("P.h5")))
    }
    let root = try HDF5File.open(files.output).root
    #expect(try !root.contains("variance") && !root.hasAttribute("variance_digits"))
    let (bound, digits) = (
      try example.attribute("mean_digits", in: files.output),
      try example.attribute("mean_digits", in: files.file("P.h5"))
    )
    #expect(bound > 6 && bound <= digits)
    #expect(try root.textAttribute("trusted") == "true" && root.textAttribute("model").hasSuffix("M.h5"))
  }

  @Test("classes have labels, probabilities and an accuracy, with and without a model")
  func classes() throws {
    let example = try ModelExample(training: 60, test: 20)
    let files = example.files
    try example.write(["x1", "y1", "x2", "y2"], asClasses: true)
    let fitted = try example.fit { ($0.keepsFactor, $0.keepsInputs, $0.predictsClasses) = (true, true, true) }
    #expect(fitted.count == 2 && fitted[1].contains("accuracy"))
    let anew = try example.predictAnew { $0.predictsClasses = true }
    try example.write(["x2", "y2"])
    let lines = try example.predict()
    #expect(lines == anew && lines.count == 1)
    for name in ["mean", "variance", "label", "probability"] {
      #expect(try example.bits(name, in: files.output) == example.bits(name, in: files.file("P.h5")), "\(name)")
    }
    let root = try HDF5File.open(files.output).root
    #expect(try root.dataset("class").read(as: Int.self) == ModelExample.classes)
    let (means, labels) = (
      try root.dataset("mean").read(as: Double.self), try root.dataset("label").read(as: Int.self)
    )
    let probabilities = try root.dataset("probability").read(as: Double.self)
    for i in labels.indices {
      let row = means[3 * i..<3 * i + 3]
      #expect(ModelExample.classes[row.firstIndex(of: row.max() ?? 0).map { $0 - 3 * i } ?? 0] == labels[i])
      let sum: Double = probabilities[3 * i..<3 * i + 3].reduce(0, +)
      #expect(abs(sum - 1) < 1e-13)
    }
    let right = zip(labels, example.testLabels).count { $0 == $1 }
    #expect(try example.attribute("accuracy", in: files.output) == Double(right) / 20)
    #expect(lines[0].hasSuffix(": \(right) of 20 test inputs") && right > 10)
    // Targets of three classes have the mean 0 in every row.
    #expect(try example.attribute("leave_one_out_accuracy", in: files.model) > 0.5)
    // From means alone there are labels, and no probabilities.
    try example.write(["x1", "y1", "x2", "y2"], asClasses: true)
    try example.fit { $0.predictsClasses = true }
    #expect(try example.predict() == lines)
    #expect(try !HDF5File.open(files.output).root.contains("probability"))
  }

  @Test func whatTheModelWasNotFittedToIsRefused() throws {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1", "y1", "x2"])
    try example.fit()
    try example.write(["x2"])
    try expectRefusal(example, .badData, "has no x1")
    try change(example, "x1", ["x1", "x2"])
    try expectRefusal(example, .badData, "x1 is not what")
    try change(example, "y1", ["x1", "x2", "y1"])
    try expectRefusal(example, .badData, "y1 is not what")
    let wide = try ModelExample(extents: [5])
    try wide.write(["x2"], to: files.inputs)
    let file = try HDF5File.open(files.inputs, writable: true)
    try file.root.createDataset("x1", of: Double.self, shape: [30, 4]).write(example.x1.elements)
    try file.close()
    try expectRefusal(example, .badData, "[5]")
    try example.write(["x1", "x2"])
    try Data(#"{"layers": [{"dense": {"weightVariance": 1.7}}]}"#.utf8).write(to: files.file("A.json"))
    try expectRefusal(example, .badData, "another architecture") { $0.architecture = files.file("A.json") }
    try Data(example.architecture.json().utf8).write(to: files.file("A.json"))
    try example.predict { $0.architecture = files.file("A.json") }
  }

  @Test func whatIsNoModelIsRefused() throws {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1", "y1", "x2"], to: files.model)
    try example.write(["x1", "y1", "x2"])
    try expectRefusal(example, .badData, "is no fitted model")
    try FileManager.default.removeItem(at: files.model)
    try example.fit { $0.keepsFactor = true }
    func edit(_ body: (HDF5Group) throws -> Void) throws {
      let file = try HDF5File.open(files.model, writable: true)
      try body(file.root)
      try file.close()
    }
    try edit { try $0.setAttribute("widelimit_model", 3) }
    try expectRefusal(example, .badData, "a model of format 3")
    try edit { try $0.setAttribute("widelimit_model", 1) }
    try edit { try $0.setAttribute("input_shape", [1, 2, 2, 1]) }
    try expectRefusal(example, .badData, "no complete model: input_shape")
    try edit { try $0.setAttribute("input_shape", 4) }
    try edit { try $0.setAttribute("anchor_row", 31) }
    try expectRefusal(example, .badData, "no complete model: its arrays")
    try edit { try $0.setAttribute("anchor_row", 0) }
    try expectRefusal(example, .doesNotFit, "memory") {
      $0.machine = Machine(availableMemoryBytes: 1000, totalMemoryBytes: 1000)
    }
    for name in ["factor", "solution"] {
      func put(_ change: (inout [Double]) -> Void) throws {
        try edit {
          var values = try $0.dataset(name).read(as: Double.self)
          change(&values)
          try $0.dataset(name).write(values)
        }
      }
      let last = try HDF5File.open(files.model).root.dataset(name).read(as: Double.self).last ?? 0
      try put { $0[$0.count - 1] = .nan }
      try expectRefusal(example, .badData, "no complete model: \(name) holds a NaN")
      try put { $0[$0.count - 1] = last }
    }
    let whole = try Data(contentsOf: files.model)
    for part in [0.3, 0.6, 0.95] {
      try whole.prefix(Int(part * Double(whole.count))).write(to: files.model)
      try expectRefusal(example, .badData, "M.h5")
    }
  }

  @Test func theFileOfAnX1ThatWasChangedIsNamed() throws {
    let example = try ModelExample()
    try example.write(["x1", "y1", "x2"])
    try example.fit { $0.keepsInputs = true }
    try example.write(["x2"])
    let file = try HDF5File.open(example.files.model, writable: true)
    try file.root.dataset("x1").write(example.x1.elements.map { $0 + 1 })
    try file.close()
    try expectRefusal(example, .badData, "M.h5: is no complete model: its x1")
  }

  @Test func labelsThatNoInputWasFittedToAreWarnedOf() throws {
    let example = try ModelExample(training: 60, test: 20)
    try example.write(["x1", "y1", "x2", "y2"], asClasses: true)
    try example.fit { $0.predictsClasses = true }
    func warnings() throws -> [String] {
      let found = Mutex<[String]>([])
      let display = ProgressDisplay(style: .quiet) { text in found.withLock { $0.append(text) } }
      let files = example.files
      try ModelPredictionFile(model: files.model, inputs: files.inputs, output: files.output)
        .write(progress: display, interruption: Interruption())
      return found.withLock { $0 }
    }
    #expect(try warnings().isEmpty)
    let file = try HDF5File.open(example.files.inputs, writable: true)
    try file.root.dataset("y2").write(example.testLabels.map { $0 + 1 })
    try file.close()
    #expect(try warnings().contains { $0.contains("y2 has no label of y1") })
  }

  /// The arrays, one number of one of them changed.
  private func change(_ example: ModelExample, _ name: String, _ names: [String]) throws {
    try example.write(names)
    let file = try HDF5File.open(example.files.inputs, writable: true)
    let dataset = try file.root.dataset(name)
    var values = try dataset.read(as: Double.self)
    values[values.count - 1] += 1e-9
    try dataset.write(values)
    try file.close()
  }

  private func expectRefusal(
    _ example: ModelExample, _ status: Failures.ExitStatus, _ part: String,
    _ change: (inout ModelPredictionFile) -> Void = { _ in }
  ) throws {
    let before = try example.files.leftovers
    let error = #expect(throws: (any Error).self) { try example.predict(change) }
    let description = try ErrorDescription(#require(error))
    #expect(description.exitStatus == status, "\(description.message)")
    #expect(description.message.contains(part), "\(description.message)")
    #expect(try example.files.leftovers == before)
  }
}
