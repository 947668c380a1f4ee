import Architectures
import Foundation
import HDF5
import Inference
import InfiniteWidth
import LinearAlgebra
import UserData
import Work

extension Chart {
  /// What predicting from a fitted model costs beside the kernel of test and training inputs, which nothing can do
  /// without: reading and comparing the inputs, taking the anchor out, means, bounds of their errors, writing. The
  /// training inputs are `--largest` many.
  static let modelPredictions = Chart(
    title: "Predictions from a model, ReLU depth 3, 784 float64 numbers an input, 10 outputs"
  ) { context in
    let (n, m, d) = (context.largest, min(10_000, context.largest / 2), 784)
    let name = "widelimit-bench-\(ProcessInfo.processInfo.processIdentifier)"
    let folder = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (inputs, model) = (folder.appending(path: "X.h5"), folder.appending(path: "M.h5"))
    // Far enough apart for a kernel of full rank, and without structure that anything could use.
    func matrix(_ rows: Int, _ columns: Int, _ seed: Double) -> Matrix<Double> {
      Matrix(rows: rows, columns: columns) { target in
        for k in 0..<rows * columns { target[k] = sin(seed + 1e-3 * Double(k) * Double(k % 1009 + 1)) }
      }
    }
    let (x1, x2) = (matrix(n, d, 1), matrix(m, d, 2))
    let file = try HDF5File.create(inputs)
    for (name, array) in [("x1", x1), ("x2", x2), ("y1", matrix(n, 10, 3))] {
      try file.root.createDataset(name, of: Double.self, shape: [array.rows, array.columns]).write(array.elements)
    }
    try file.close()
    let network = Architecture.fullyConnected(depth: 3, nonlinearity: .relu, weightVariance: 1.8, biasVariance: 0.1)
    let quiet = ProgressDisplay(style: .quiet)
    var fit = FitFile(architecture: network, inputs: inputs, output: model)
    (fit.noiseVariance, fit.leavesOneOut) = (1e-3, false)
    let fitting = try Measurement(runs: 1, warmUp: false) {
      try fit.write(progress: quiet, interruption: Interruption())
    }
    let kernel = try network.infiniteWidth
    let alone = try Measurement(runs: 3) {
      for rows in PredictionPlan(training: n, test: m, width: d, varianceCount: 0, largestBlock: 4096).blocks {
        let part = Matrix(
          rows: rows.count, columns: d, elements: Array(x2.elements[rows.lowerBound * d..<rows.upperBound * d]))
        _ = try kernel.matrices(rows: part, columns: x1, path: .recursion)
      }
    }
    let predictions = try Measurement(runs: 3) {
      try ModelPredictionFile(model: model, inputs: inputs, output: folder.appending(path: "P.h5")).write(
        progress: quiet, interruption: Interruption())
    }
    return [
      Figure(name: "fit of \(n) inputs, without leaving one out", value: fitting.seconds, unit: "s"),
      Figure(name: "kernel of \(m) test inputs alone", value: alone.seconds, unit: "s"),
      Figure(name: "predictions, from file to file", value: predictions.seconds, unit: "s"),
      Figure(
        name: "their ratio", value: predictions.seconds / alone.seconds, unit: "times", limit: .atMost(1.3)),
    ]
  }
}
