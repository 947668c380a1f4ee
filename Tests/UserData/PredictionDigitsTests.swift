import Architectures
import Foundation
import HDF5
import Platform
import Testing
import TestSupport
import UserData
import Work

/// A random search for predictions that claim more digits than they have, judged without rounding.
@Suite("Digits that predictions claim") struct PredictionDigitsTests {
  enum Method: CaseIterable { case gaussianProcess, readout, gradientFlow }

  private static let problemsPerRun = 60

  /// What was written, and how far off it is.
  private struct Outcome {
    let meanDigits, varianceDigits: Int
    let isTrusted: Bool
    var meanError = 0.0
    var varianceError = 0.0

    var claimsTooMuch: Bool {
      // Digits end at 15, float64 itself a little behind.
      meanDigits > 0 && meanError > pow(10, -Double(meanDigits))
        || varianceDigits > 0 && varianceError > pow(10, -Double(varianceDigits))
        || isTrusted && !(meanError <= 1e-6 && varianceError <= 1e-4)
    }
  }

  /// - Returns: nil where the command refuses, or where there is no answer.
  private func outcome(_ problem: PredictionProblem, _ method: Method) throws -> Outcome? {
    let files = try UserFiles()
    let inputs = try HDF5File.create(files.inputs)
    for (name, rows) in [("x1", problem.x1), ("x2", problem.x2), ("y1", problem.y1.map { [$0] })] {
      try inputs.root.createDataset(name, of: Double.self, shape: [rows.count, rows[0].count]).write(
        rows.flatMap { $0 })
    }
    try inputs.close()
    let architecture = try Architecture(layers: [
      .dense(weightVariance: problem.weightVariance, biasVariance: problem.biasVariance, trainable: true)
    ])
    let progress = ProgressDisplay(style: .quiet)
    switch method {
    case .gaussianProcess:
      var file = PredictionFile(architecture: architecture, inputs: files.inputs, output: files.output)
      if let noise = problem.noise { file.noise = .given(noise) }
      try file.write(progress: progress, interruption: Interruption())
    case .readout, .gradientFlow:
      var file = FlowPredictionFile(
        architecture: architecture, inputs: files.inputs, output: files.output,
        method: method == .readout ? .readout : .gradientFlow, times: [.infinity])
      file.noiseVariance = problem.noise ?? 0
      try file.write(progress: progress, interruption: Interruption())
    }
    let root = try HDF5File.open(files.output).root
    let noise = try root.numberAttribute("noise_variance_used", as: Double.self)[0]
    guard let exact = ExactPrediction(problem, noise: noise) else { return nil }
    let means = try root.dataset("mean").read(as: Double.self)
    let variances = try root.dataset("variance").read(as: Double.self)
    var result = Outcome(
      meanDigits: try root.numberAttribute("mean_digits", as: Int.self)[0],
      varianceDigits: try root.numberAttribute("variance_digits", as: Int.self)[0],
      isTrusted: try root.textAttribute("trusted") == "true")
    let largest = problem.y1.reduce(0) { max($0, $1.magnitude) }
    for i in problem.x2.indices {
      let mean = exact.mean(i)
      let variance = method == .gaussianProcess ? exact.variance(i) : exact.flowVariance(i)
      result.meanError = max(result.meanError, (means[i] - mean).magnitude / max(largest, mean.magnitude))
      let scale = max(exact.spread(i), variance)
      if scale > 0 { result.varianceError = max(result.varianceError, (variances[i] - variance).magnitude / scale) }
    }
    return result
  }

  @Test("no answer claims more digits than it has", arguments: 0..<5, Method.allCases)
  func claims(run: Int, method: Method) throws {
    var trusted = 0
    for k in 0..<Self.problemsPerRun {
      let problem = PredictionProblem(seed: UInt64(1000 * run + k))
      guard let found = try outcome(problem, method) else { continue }
      if found.isTrusted { trusted += 1 }
      #expect(!found.claimsTooMuch, "\(method) \(found) of \(problem)")
    }
    // To trust nothing would be no art.
    #expect(trusted > Self.problemsPerRun / 3, "\(trusted)")
  }

  /// One input nearly opposite the longest: ε ≈ 2 beside it.
  @Test("inputs on both sides of the origin keep their digits", arguments: Method.allCases, [1, 1e3, 1e6])
  func bothSides(method: Method, scale: Double) throws {
    var problem = PredictionProblem(seed: 0, weightVariance: 1, biasVariance: 0.1, noise: 1e-8)
    problem.x1 = [[-1200.7 * scale], [400.3 * scale], [900.1 * scale]]
    problem.x2 = [[700.9 * scale], [-300.2 * scale]]
    problem.y1 = [1, -0.5, 0.7]
    let found = try #require(try outcome(problem, method))
    #expect(found.meanError < 1e-7 && found.varianceError < 1e-13 && !found.claimsTooMuch, "\(found)")
  }
}
