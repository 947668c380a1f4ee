import Architectures
import Foundation
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

/// A file of `Golden/GradientFlow/`: predictions of infinite ensembles by neural-tangents, from inputs to variances.
struct GradientFlowFile: Decodable, CustomTestStringConvertible {
  struct Prediction: Decodable {
    /// [times][test inputs][outputs]
    let mean: [[[Double]]]
    /// [times][test inputs]
    let variance: [[Double]]
  }

  let name: String
  let architecture: Architecture
  let x1: [[Double]]
  let y1: [[Double]]
  let x2: [[Double]]
  /// null is infinity.
  let times: [Double?]
  let gradientFlow: Prediction
  let readout: Prediction

  var testDescription: String { name }

  static func all() throws -> [GradientFlowFile] {
    try GoldenFolder.read(Bundle.module.url(forResource: "Golden/GradientFlow", withExtension: nil))
  }

  static func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
  }
}

@Suite("Gradient flow against neural-tangents") struct GradientFlowGoldenTests {
  @Test("every file is read")
  func filesAreRead() throws {
    #expect(try GradientFlowFile.all().count == 6)
    for file in try GradientFlowFile.all() { #expect(file.times.count == 5 && file.times.last == .some(nil)) }
  }

  /// Condition numbers are below 36 and numbers of order one: both sides' rounding is below 1e-13. The peer's own
  /// kernels differ by up to 1e-10.
  @Test(
    "mean and variance at five times, all layers or the last one trained: 1e-8", arguments: try GradientFlowFile.all())
  func agrees(file: GradientFlowFile) throws {
    let (x1, x2) = (GradientFlowFile.matrix(file.x1), GradientFlowFile.matrix(file.x2))
    let kernel = try file.architecture.infiniteWidth
    let training = try kernel.matrices(of: VectorPairs(rows: x1), get: .both)
    let pairs = try VectorPairs(rows: x2, columns: x1)
    let cross = try kernel.matrices(of: pairs, get: .both)
    let prior = try kernel.selfCovariances(inputVariances: pairs.rowVariances).map(\.nngp)
    let times = file.times.map { $0 ?? .infinity }
    let (k, theta) = (try #require(training.nngp), try #require(training.ntk))
    let (crossK, crossTheta) = (try #require(cross.nngp), try #require(cross.ntk))
    for (peer, dynamics, over) in [(file.gradientFlow, theta, crossTheta), (file.readout, k, crossK)] {
      let flow = try GradientFlow(kernel: dynamics, targets: GradientFlowFile.matrix(file.y1))
      let means = try flow.means(crossKernel: over, at: times)
      let variances = try GradientFlowVariance(flow, trainingCovariance: k).variances(
        crossKernel: over, crossCovariance: crossK, testVariances: prior, at: times)
      var worst = (mean: 0.0, variance: 0.0)
      for p in times.indices {
        for i in 0..<x2.rows {
          for j in 0..<means[p].columns { worst.mean = max(worst.mean, abs(means[p][i, j] - peer.mean[p][i][j])) }
          worst.variance = max(worst.variance, abs(variances[p][i] - peer.variance[p][i]))
        }
      }
      print("\(file.name): worst error of the mean \(worst.mean), of the variance \(worst.variance)")
      #expect(worst.mean < 1e-8 && worst.variance < 1e-8, "\(worst)")
    }
  }
}
