import Architectures
import Datasets
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform

extension Chart {
  /// Table 2's row MNIST 10k: from bytes to the posterior of all 10,000 test images.
  static let wholeModel = Chart(
    title: "MNIST 10k, ReLU depth 7: kernel, factor, mean and variance of 10,000 test images"
  ) {
    context in
    let data = try DatasetStore.load(.mnist, from: URL(fileURLWithPath: context.datasets))
    let indices = try Subset.balanced(labels: data.training.labels, count: 10_000, seed: 0, root: 0)
    let training = data.training.subset(indices)
    let targets = Targets.centredOneHot(training.labels, classes: 10)
    let kernel = try Architecture.fullyConnected(
      depth: 7, nonlinearity: .relu, weightVariance: 0.61, biasVariance: 0.07
    ).infiniteWidth
    func pairs(_ rows: ByteImages, _ columns: ByteImages? = nil) -> ImagePairs {
      ImagePairs(rows: rows, columns: columns, shift: .ownMean, unitVariance: true)
    }
    Machine.resetPeakMemory()
    var accuracy = 0.0
    let time = try Measurement(runs: 1, warmUp: false) {
      guard let matrix = try kernel.matrices(of: pairs(training.images)).nngp else { return }
      let process = try GaussianProcess(trainingKernel: matrix, targets: targets, noise: .absolute(first: 1e-10))
      let prior = try kernel.selfCovariances(inputVariances: [1])[0].nngp
      var correct = 0
      // In parts: the whole cross kernel would be another 800 MB.
      for part in TileGrid.pieces(0..<data.test.images.count, 2500) {
        guard let cross = try kernel.matrices(of: pairs(data.test.images.subset(part), training.images)).nngp else {
          return
        }
        let mean = process.mean(crossKernel: cross)
        let variance = process.variance(crossKernel: cross, testVariances: Array(repeating: prior, count: part.count))
        for (k, i) in part.enumerated() where variance[k] >= 0 {
          let row = mean.row(k)
          if row.indices.max(by: { row[$0] < row[$1] }).map({ $0 - row.startIndex }) == Int(data.test.labels[i]) {
            correct += 1
          }
        }
      }
      accuracy = Double(correct) / Double(data.test.images.count)
    }
    let n = 10_000.0
    return [
      Figure(
        name: "all of it", value: time.seconds, unit: "s", limit: .atMost(15),
        ratio: context.share(ofDouble: n * n * n / 3 + n * n * n, in: time.seconds)),
      Figure(name: "peak memory, data set included", value: Machine.peakMemory * 1e-9, unit: "GB", limit: .atMost(2.5)),
      Figure(name: "test accuracy (paper: 0.9765)", value: accuracy, unit: ""),
    ]
  }

  /// What it costs to say what a posterior's numbers are worth: ends of the spectrum, exact residuals, weights.
  static let checkedPosterior = Chart(title: "Posterior that says what it is worth, 4,000 inputs, 10 outputs") { _ in
    let (n, m) = (4000, 1000)
    func kernel(_ rows: Range<Int>) -> Matrix<Double> {
      Matrix<Double>(rows: rows.count, columns: n) { target in
        for (k, i) in rows.enumerated() {
          for j in 0..<n { target[k * n + j] = 1 / (1 + Double(abs(i - j))) + (i == j ? 0.01 : 0) }
        }
      }
    }
    let (training, cross) = (kernel(0..<n), kernel(n..<n + m))
    let targets = Matrix<Double>(rows: n, columns: 10, elements: (0..<10 * n).map { sin(Double($0)) })
    let own = [Double](repeating: 1.01, count: m)
    let plain = try Measurement(runs: 3) {
      let process = try GaussianProcess(trainingKernel: training, targets: targets, noise: .given(1e-10))
      _ = process.mean(crossKernel: cross)
      _ = process.variance(crossKernel: cross, testVariances: own)
    }
    let checked = try Measurement(runs: 3) {
      var accuracy = PredictionAccuracy()
      _ = try CheckedPosterior(.init(targets: targets, noise: .given(1e-10), meanDiagonal: 1.01), kernel: training)
        .predict(crossKernel: cross, testVariances: own, accuracy: &accuracy)
    }
    return [
      Figure(name: "as a GaussianProcess", value: plain.seconds, unit: "s"),
      Figure(
        name: "as a CheckedPosterior", value: checked.seconds / plain.seconds, unit: "times", limit: .atMost(1.5),
        ratio: "\(Table.number(checked.seconds)) s"),
    ]
  }

  static let factor = Chart(title: "Cholesky factor of order 8,000, float64") { context in
    let n = 8000
    let operations = Double(n * n * n) / 3
    let matrix = Matrix<Double>(rows: n, columns: n) { target in
      for i in 0..<n { for j in 0..<n { target[i * n + j] = 1 / (1 + Double(abs(i - j))) + (i == j ? 1 : 0) } }
    }
    let time = try Measurement(runs: 3) { _ = try CholeskyFactor.factor(matrix, shifts: [0]) }
    var figures = [
      Figure(
        name: "WideLimit (a copy of the matrix included)", value: operations / time.seconds * 1e-9, unit: "GFLOP/s",
        ratio: context.share(ofDouble: operations, in: time.seconds))
    ]
    if let peers = context.peers {
      let seconds = try peers.seconds("cholesky.py", ["\(n)"])
      figures.append(
        Figure(
          name: "PyTorch", value: operations / seconds * 1e-9, unit: "GFLOP/s",
          ratio: "\(Table.number(seconds / time.seconds)) × our time"))
    }
    return figures
  }
}
