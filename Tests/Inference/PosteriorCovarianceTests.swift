import Inference
import LinearAlgebra
import TestSupport
import Testing

@Suite struct PosteriorCovarianceTests {
  /// Of whatever size the kernel is.
  @Test("the covariance is the formula's, and its diagonal the variances", arguments: [1.0, 1e-6, 1e9])
  func formula(scale: Double) throws {
    var random = SplitMix64(seed: 4)
    let (n, m) = (12, 5)
    let features = Matrix(rows: n + m, columns: 20, elements: (0..<(n + m) * 20).map { _ in random.normal() })
    var all = features.multiplied(byTransposeOf: features)
    all.scale(by: scale)
    func part(_ rows: Range<Int>, _ columns: Range<Int>) -> Matrix<Double> {
      Matrix(rows: rows.count, columns: columns.count, elements: rows.flatMap { i in columns.map { all[i, $0] } })
    }
    let (own, cross, test) = (part(0..<n, 0..<n), part(n..<n + m, 0..<n), part(n..<n + m, n..<n + m))
    let targets = Matrix(rows: n, columns: 1, elements: (0..<n).map { _ in random.normal() })
    let noise = 0.3 * scale
    let posterior = try CheckedPosterior(
      .init(
        targets: targets, noise: .given(noise), meanDiagonal: own.diagonal.reduce(0, +) / Double(n)), kernel: own)
    let found = try posterior.covariance(crossKernel: cross, testKernel: test)
    let covariance = try #require(found)
    var solved = cross
    try CholeskyFactor.factor(own, shifts: [noise]).factor.solveLower(&solved)
    let known = solved.multiplied(byTransposeOf: solved)
    var accuracy = PredictionAccuracy()
    let predicted = try posterior.predict(crossKernel: cross, testVariances: test.diagonal, accuracy: &accuracy)
    let variances = try #require(predicted.variances)
    for i in 0..<m {
      for j in 0..<m {
        #expect(abs(covariance[i, j] - (test[i, j] - known[i, j])) < 1e-12 * test[i, i])
        #expect(covariance[i, j] == covariance[j, i])
      }
      #expect(abs(covariance[i, i] - variances[i]) < 1e-13 * test[i, i])
    }
    let bare = try CheckedPosterior(posterior.parts, solver: nil).covariance(crossKernel: cross, testKernel: test)
    #expect(bare == nil)
  }
}
