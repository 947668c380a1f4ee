import Architectures
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import UserData
import Work

/// Training and test inputs on both sides of the origin, with targets that are numbers or labels, in files.
struct ModelExample {
  let files: UserFiles
  let x1: Matrix<Double>
  let x2: Matrix<Double>
  /// [n, 2]
  let numbers: Matrix<Double>
  let labels: [Int]
  let testLabels: [Int]
  /// Of one input.
  let extents: [Int]

  /// Whether the kernel is x·x′/d and a bias: of inputs on both sides of the origin it has both signs.
  let isLinear: Bool

  static let classes = [-7, 3, 900]

  init(training n: Int = 30, test m: Int = 9, extents: [Int] = [4], isLinear: Bool = false) throws {
    files = try UserFiles()
    self.isLinear = isLinear
    self.extents = extents
    var random = SplitMix64(seed: UInt64(n))
    let d = extents.reduce(1, *)
    func inputs(_ count: Int) -> Matrix<Double> {
      Matrix(rows: count, columns: d, elements: (0..<count * d).map { _ in random.normal() })
    }
    var training = inputs(n)
    // Nearly opposite to one another.
    for j in 0..<d { training[n - 1, j] = -training[0, j] * (1 + 1e-9) }
    (x1, x2) = (training, inputs(m))
    func label(_ x: ArraySlice<Double>) -> Int {
      let x = Array(x.prefix(2))
      return Self.classes[x[0] > 0.4 ? 0 : x[1] > 0 ? 1 : 2]
    }
    labels = (0..<n).map { [x1] in label(x1.row($0)) }
    testLabels = (0..<m).map { [x2] in label(x2.row($0)) }
    numbers = Matrix(
      rows: n, columns: 2, elements: (0..<n).flatMap { [x1] i in [x1[i, 0] * x1[i, 1], x1[i, 2] + 0.3] })
  }

  var isOfImages: Bool { extents.count == 3 }

  var architecture: Architecture {
    get throws {
      if isLinear {
        return try Architecture(layers: [.dense(weightVariance: 1.5, biasVariance: 0.05, trainable: true)])
      }
      guard isOfImages else { return files.architecture }
      return try Architecture(layers: [
        .convolution(kernelSize: 3, padding: .zero, weightVariance: 1.8, biasVariance: 0.1, trainable: true),
        .activation(.relu), .globalAveragePooling, .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      ])
    }
  }

  /// Arrays by name: x1, x2, y1 (numbers or labels), y2 (labels).
  func write(_ names: [String], asClasses: Bool = false, to url: URL? = nil) throws {
    let file = try HDF5File.create(url ?? files.inputs)
    for name in names {
      switch (name, asClasses) {
      case ("x1", _): try write(x1, name, file)
      case ("x2", _): try write(x2, name, file)
      case ("y1", true): try file.root.createDataset(name, of: Int.self, shape: [labels.count]).write(labels)
      case ("y1", false):
        try file.root.createDataset(name, of: Double.self, shape: [numbers.rows, 2]).write(numbers.elements)
      default: try file.root.createDataset(name, of: Int.self, shape: [testLabels.count, 1]).write(testLabels)
      }
    }
    try file.close()
  }

  private func write(_ inputs: Matrix<Double>, _ name: String, _ file: HDF5File) throws {
    try file.root.createDataset(name, of: Double.self, shape: [inputs.rows] + extents).write(inputs.elements)
  }

  @discardableResult
  func fit(_ change: (inout FitFile) -> Void = { _ in }) throws -> [String] {
    var file = FitFile(architecture: try architecture, inputs: files.inputs, output: files.model)
    change(&file)
    return try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  /// From the model, into `K.h5`.
  @discardableResult
  func predict(_ change: (inout ModelPredictionFile) -> Void = { _ in }) throws -> [String] {
    var file = ModelPredictionFile(model: files.model, inputs: files.inputs, output: files.output)
    change(&file)
    return try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  /// Without a model, into `P.h5`.
  @discardableResult
  func predictAnew(_ change: (inout PredictionFile) -> Void = { _ in }) throws -> [String] {
    var file = PredictionFile(architecture: try architecture, inputs: files.inputs, output: files.file("P.h5"))
    change(&file)
    return try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  func bits(_ name: String, in url: URL) throws -> [UInt64] {
    try HDF5File.open(url).root.dataset(name).read(as: Double.self).map(\.bitPattern)
  }

  func attribute(_ name: String, in url: URL) throws -> Double {
    try HDF5File.open(url).root.numberAttribute(name, as: Double.self)[0]
  }
}
