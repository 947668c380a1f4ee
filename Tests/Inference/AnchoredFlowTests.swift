import Foundation
import Inference
import LinearAlgebra
import Testing

@Suite struct AnchoredFlowTests {
  private let example = FlowExample()
  private let times = [0, 0.3, 2, .infinity]

  /// Kernels of the example with its last training input as the anchor.
  private func anchored(isReadout: Bool) -> (training: AnchoredRows.Training, test: AnchoredRows) {
    let (k, crossK) = (example.covariance, example.crossCovariance)
    let (theta, crossTheta) = (example.kernel, example.crossKernel)
    let (n, m) = (3, crossK.rows)
    let root = k[n, n].squareRoot()
    func parts(_ k: Matrix<Double>, _ theta: Matrix<Double>, rows: Int, own: (Int) -> Double, common: [Double])
      -> (u: [Double], variances: [Double], s: Matrix<Double>, deeper: Matrix<Double>)
    {
      let u = (0..<rows).map { k[$0, n] / root }
      var (s, deeper) = (Matrix<Double>(rows: rows, columns: n), Matrix<Double>(rows: rows, columns: n + 1))
      for i in 0..<rows {
        for j in 0..<n { s[i, j] = k[i, j] - u[i] * (common.isEmpty ? u : common)[j] }
        for j in 0...n { deeper[i, j] = theta[i, j] - k[i, j] }
      }
      return (u, (0..<rows).map { own($0) - u[$0] * u[$0] }, s, deeper)
    }
    let own = parts(k, theta, rows: n, own: { k[$0, $0] }, common: [])
    let test = parts(crossK, crossTheta, rows: m, own: { example.testVariances[$0] }, common: own.u)
    let corner = (0...n).map { theta[n, $0] - k[n, $0] }
    func deeper(_ matrix: Matrix<Double>) -> AnchoredRows.Deeper? {
      isReadout ? nil : AnchoredRows.Deeper(kernel: matrix, anchor: corner)
    }
    return (
      AnchoredRows.Training(
        root: root, common: own.u, variances: own.variances, remainders: own.s, deeper: deeper(own.deeper)),
      AnchoredRows(
        root: root, common: test.u, variances: test.variances, remainders: test.s, trainingCommon: own.u,
        deeper: deeper(test.deeper))
    )
  }

  @Test("as gradient flow, with an input taken out", arguments: [false, true], [0, 0.25])
  func isAsTheFlow(isReadout: Bool, noise: Double) throws {
    let kernel = isReadout ? example.covariance : example.kernel
    let cross = isReadout ? example.crossCovariance : example.crossKernel
    let plain = try GradientFlow(kernel: kernel, targets: example.targets, noiseVariance: noise)
    let means = try plain.means(crossKernel: cross, at: times)
    let variances = try GradientFlowVariance(plain, trainingCovariance: example.covariance).variances(
      crossKernel: cross, crossCovariance: example.crossCovariance, testVariances: example.testVariances, at: times)
    let (training, test) = anchored(isReadout: isReadout)
    let targets = example.targets
    let flow = try #require(
      try AnchoredFlow(
        training: training, targets: Matrix(rows: 3, columns: 2, elements: Array(targets.elements.prefix(6))),
        anchorTargets: Array(targets.row(3)), noiseVariance: noise, meanDiagonal: kernel[0, 0],
        entryError: PredictionAccuracy.entryError))
    var accuracy = PredictionAccuracy()
    let found = try flow.predict(
      test, testVariances: example.testVariances, at: times, entryError: 0, accuracy: &accuracy)
    #expect(accuracy.isTrusted && accuracy.meanDigits >= 10 && flow.residual < 1e-13 && flow.isConditionTrusted)
    #expect(abs(flow.conditionNumber / plain.conditionNumber - 1) < 1e-10)
    for p in times.indices {
      // κ ε of numbers of order one.
      for (a, b) in zip(found.means[p].elements, means[p].elements) { #expect(abs(a - b) < 1e-12) }
      for (a, b) in zip(found.variances[p], variances[p]) { #expect(abs(a - max(0, b)) < 1e-12) }
    }
    #expect(throws: DynamicsError.self) {
      try flow.predict(test, testVariances: example.testVariances, at: [-1], entryError: 0, accuracy: &accuracy)
    }
  }

  @Test("a kernel that is singular to rounding has none") func singular() throws {
    let training = AnchoredRows.Training(
      root: 1, common: [1, 1], variances: [1, 1], remainders: Matrix(rows: 2, columns: 2, repeating: 1), deeper: nil)
    let flow = try AnchoredFlow(
      training: training, targets: Matrix(rows: 2, columns: 1, repeating: 1), anchorTargets: [1], noiseVariance: 0,
      meanDiagonal: 2, entryError: PredictionAccuracy.entryError)
    #expect(flow == nil)
  }
}
