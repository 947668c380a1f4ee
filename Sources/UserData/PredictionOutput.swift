import HDF5
import Inference
import LinearAlgebra

/// The datasets of a posterior's predictions: `mean` [time, n₂, k] and `variance` [time, n₂] over the coordinates
/// `time` (∞ alone), `row` and `output`.
///
/// Of K classes the coordinate is `class`, the classes' labels, and beside `mean` there are `label` [n₂], that of the
/// largest mean, and `probability` [n₂, K], how probable it is that a class has the largest output (`LargestOutput`).
/// Without variances there are neither they nor probabilities.
struct PredictionOutput {
  private let mean: HDF5Dataset
  private let variance: HDF5Dataset?
  private let classes: [Int]?
  private var label: HDF5Dataset?
  private var probability: HDF5Dataset?
  private let width: Int
  /// Test inputs whose label is known, and those of them that got it.
  private var known = 0
  private var right = 0

  init(in root: HDF5Group, count: Int, outputs: Int, classes: [Int]?, hasVariances: Bool) throws {
    (self.classes, width) = (classes, outputs)
    let time = try root.createScale("time", [Double.infinity], longName: "training time; inf: trained to the end")
    let row = try root.createScale("row", Array(0..<count), longName: "row of x2")
    let column = try root.outputScale(count: outputs, classes: classes)
    mean = try root.createVariable("mean", over: [time, row, column], longName: "posterior mean")
    variance =
      !hasVariances
      ? nil : try root.createVariable("variance", over: [time, row], longName: "posterior variance of an output")
    guard classes != nil else { return }
    let label = try root.createDataset("label", of: Int.self, shape: [count], storage: .unfilled)
    try label.attach(scale: row, axis: 0)
    try label.setAttribute("units", "1")
    try label.setAttribute("long_name", "class of the largest mean")
    self.label = label
    guard hasVariances else { return }
    probability = try root.createVariable(
      "probability", over: [row, column], longName: "posterior probability that the class has the largest output")
  }

  /// - Parameter labels: of all test inputs, if they are known.
  mutating func write(
    _ rows: Range<Int>, means: Matrix<Double>, variances: [Double]?, labels: ClassLabels?
  ) throws {
    try means.elements.withUnsafeBufferPointer {
      try mean.write(offset: [0, rows.lowerBound, 0], extent: [1, rows.count, width], from: $0)
    }
    if let variances {
      try variances.withUnsafeBufferPointer {
        try variance?.write(offset: [0, rows.lowerBound], extent: [1, rows.count], from: $0)
      }
      if let probability {
        try LargestOutput.probabilities(means, variances: variances).elements.withUnsafeBufferPointer {
          try probability.writeRows(rows, from: $0)
        }
      }
    }
    guard let label, let classes else { return }
    let found = Classification.classes(means).map { classes[$0] }
    try found.withUnsafeBufferPointer { try label.writeRows(rows, from: $0) }
    guard let labels else { return }
    known += rows.count
    right += zip(found, labels.labels[rows]).count { $0 == $1 }
  }

  /// Where labels are known, the share that is right, as an attribute and a line.
  func finish(_ root: HDF5Group) throws -> [String] {
    guard known > 0 else { return [] }
    let accuracy = Double(right) / Double(known)
    try root.setAttribute("accuracy", accuracy)
    return ["accuracy \(accuracy.formatted(decimals: 4)): \(right) of \(known) test inputs"]
  }
}

extension HDF5Group {
  /// The coordinate of outputs: their number, or the classes' labels.
  func outputScale(count: Int, classes: [Int]?) throws -> HDF5Dataset {
    guard let classes else { return try createScale("output", Array(0..<count), longName: "column of y1") }
    return try createScale("class", classes, longName: "label of the class in y1")
  }
}
