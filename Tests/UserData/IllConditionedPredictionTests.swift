import Architectures
import Failures
import Foundation
import HDF5
import Platform
import Testing
import TestSupport
import UserData
import Work

@Suite("Predictions by ill-conditioned kernels") struct IllConditionedPredictionTests {
  typealias Case = IllConditionedExamples.Case

  /// What a prediction left: its numbers, what it says of them, and its warnings.
  struct Outcome {
    let means, variances: [Double]
    let meanDigits, varianceDigits, clipped: Int
    let isTrusted: Bool
    let condition, residual: Double
    let warnings: [String]
  }

  private func write(_ example: Case, _ files: UserFiles) throws {
    let file = try HDF5File.create(files.inputs)
    let inputs = example.inputs
    for (name, width, values) in [
      ("x1", 4, inputs.training), ("y1", 1, IllConditionedExamples.targets), ("x2", 4, inputs.test),
    ] {
      try file.root.createDataset(name, of: Double.self, shape: [values.count / width, width]).write(values)
    }
    try file.close()
  }

  private func outcome(_ files: UserFiles, _ transcript: Transcript) throws -> Outcome {
    let root = try HDF5File.open(files.output).root
    func integer(_ name: String) throws -> Int { try root.numberAttribute(name, as: Int.self)[0] }
    func number(_ name: String) throws -> Double { try root.numberAttribute(name, as: Double.self)[0] }
    return Outcome(
      means: try root.dataset("mean").read(as: Double.self),
      variances: try root.dataset("variance").read(as: Double.self), meanDigits: try integer("mean_digits"),
      varianceDigits: try integer("variance_digits"), clipped: try integer("variances_clipped"),
      isTrusted: try root.textAttribute("trusted") == "true", condition: try number("condition_number"),
      residual: try number("residual"), warnings: transcript.lines.filter { !$0.isEmpty })
  }

  private func posterior(_ example: Case, largestSquareKernel: Int, isStrict: Bool = false) throws -> Outcome {
    let (files, transcript) = (try UserFiles(), Transcript())
    try write(example, files)
    var file = PredictionFile(architecture: example.architecture, inputs: files.inputs, output: files.output)
    (file.noise, file.isStrict) = (.given(1e-10), isStrict)
    file.largestSquareKernel = largestSquareKernel
    try file.write(progress: transcript.progress(.quiet), interruption: Interruption())
    return try outcome(files, transcript)
  }

  /// The largest target is 1.481. Without the anchor means are off by 1 and more from an offset of 1e5 on, and from a
  /// bias variance of 1e8 on.
  @Test("posteriors are right, square and packed", arguments: IllConditionedExamples.posteriors, [6, 5])
  func posteriors(example: Case, largestSquareKernel: Int) throws {
    let found = try posterior(example, largestSquareKernel: largestSquareKernel)
    // Of the largest variance: what the factor's own rounding leaves, κ ε.
    let rounding = (example.variances.max() ?? 0) * max(1e-8, 4 * found.condition * .ulpOfOne)
    for (mean, expected) in zip(found.means, example.means) {
      #expect(abs(mean - expected) <= 1.481 * max(1e-14, pow(10, -Double(found.meanDigits))), "\(found)")
      #expect(abs(mean - expected) < 1e-5)
    }
    for (variance, expected) in zip(found.variances, example.variances) {
      #expect(variance >= 0 && abs(variance - expected) <= rounding, "\(found)")
    }
    #expect(found.isTrusted == found.warnings.isEmpty && found.warnings.count <= 1)
    #expect(found.clipped == 0 && found.residual < 1e-5 && found.condition >= 1)
  }

  /// Where digits are gone, it says so, and how many are left.
  @Test(
    "flow and readout are right or say that they are not",
    arguments: [FlowPredictionFile.Method.gradientFlow, .readout])
  func flows(method: FlowPredictionFile.Method) throws {
    for example in method == .readout ? IllConditionedExamples.readouts : IllConditionedExamples.flows {
      let (files, transcript) = (try UserFiles(), Transcript())
      try write(example, files)
      var file = FlowPredictionFile(
        architecture: example.architecture, inputs: files.inputs, output: files.output, method: method,
        times: [.infinity])
      try file.write(progress: transcript.progress(.quiet), interruption: Interruption())
      let found = try outcome(files, transcript)
      #expect(found.variances.allSatisfy { $0 >= 0 } && found.isTrusted == found.warnings.isEmpty)
      #expect(found.warnings.count <= 1)
      // Bounds are of first order, and compare variances with the prior's spread.
      let meanBound = 1.481 * pow(10, -Double(found.meanDigits))
      for (mean, expected) in zip(found.means, example.means) where found.meanDigits > 0 {
        #expect(abs(mean - expected) <= meanBound, "\(example.testDescription): \(found)")
      }
      guard found.isTrusted else {
        // What needs a warning is an error where none is allowed, and leaves nothing.
        try FileManager.default.removeItem(at: files.output)
        file.isStrict = true
        let error = #expect(throws: UntrustedPrediction.self) {
          try file.write(progress: transcript.progress(.quiet), interruption: Interruption())
        }
        #expect(error?.exitStatus == .badData && error?.message.contains("--strict") == true)
        #expect(try files.leftovers == ["X.h5"])
        continue
      }
      for (variance, expected) in zip(found.variances, example.variances) {
        #expect(abs(variance - expected) <= 1e-3 * max(1, expected), "\(example.testDescription): \(found)")
      }
    }
  }

  /// With the whole kernel in their way, biases of 1e8 leave no digit of flow and readout.
  @Test("a bias variance of 1e16 leaves flow and readout their digits")
  func largeBiases() throws {
    for (method, examples) in [
      (FlowPredictionFile.Method.gradientFlow, IllConditionedExamples.flows),
      (.readout, IllConditionedExamples.readouts),
    ] {
      for example in examples where example.biasVariance >= 1e8 {
        let (files, transcript) = (try UserFiles(), Transcript())
        try write(example, files)
        try FlowPredictionFile(
          architecture: example.architecture, inputs: files.inputs, output: files.output, method: method,
          times: [.infinity]
        ).write(progress: transcript.progress(.quiet), interruption: Interruption())
        let found = try outcome(files, transcript)
        #expect(found.isTrusted == found.warnings.isEmpty && found.clipped == 0)
        for (mean, expected) in zip(found.means, example.means) {
          #expect(abs(mean - expected) < 1e-4, "\(method) \(example.testDescription): \(found)")
        }
        for (variance, expected) in zip(found.variances, example.variances) {
          #expect(abs(variance - expected) < 1e-4 * max(1, expected), "\(method) \(example.testDescription): \(found)")
        }
      }
    }
  }

  /// The default noise is a part of K's diagonal; beside a bias of 1e16 it is 1e6 and all that the targets are.
  @Test("where the noise outweighs what tells inputs apart, nothing is trusted")
  func noiseBesideSpread() throws {
    let example = try #require(IllConditionedExamples.readouts.first { $0.biasVariance == 1e16 })
    let (files, transcript) = (try UserFiles(), Transcript())
    try write(example, files)
    try PredictionFile(architecture: example.architecture, inputs: files.inputs, output: files.output)
      .write(progress: transcript.progress(.quiet), interruption: Interruption())
    let found = try outcome(files, transcript)
    #expect(!found.isTrusted && found.warnings.count == 1)
  }

  /// Inputs scaled by a power of 2 scale a ReLU network's kernel by a power of 4, and a relative noise with it.
  @Test("means do not depend on the inputs' units", arguments: [-480, -20, 0, 20, 480])
  func units(exponent: Int) throws {
    let example = IllConditionedExamples.posteriors[0]
    func means(_ exponent: Int) throws -> (means: [Double], warnings: [String]) {
      let (files, transcript) = (try UserFiles(), Transcript())
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      let inputs = try HDF5File.create(files.inputs)
      for (name, width, values) in [
        ("x1", 4, example.inputs.training.map { $0 * scale }), ("y1", 1, IllConditionedExamples.targets),
        ("x2", 4, example.inputs.test.map { $0 * scale }),
      ] {
        try inputs.root.createDataset(name, of: Double.self, shape: [values.count / width, width]).write(values)
      }
      try inputs.close()
      var found: [Double] = []
      let architecture = Architecture.fullyConnected(
        depth: 2, nonlinearity: .relu, weightVariance: 1.5, biasVariance: 0)
      try PredictionFile(architecture: architecture, inputs: files.inputs, output: files.output)
        .write(progress: transcript.progress(.quiet), interruption: Interruption())
      found += try HDF5File.open(files.output).root.dataset("mean").read(as: Double.self)
      try FlowPredictionFile(
        architecture: architecture, inputs: files.inputs, output: files.output, method: .gradientFlow,
        times: [.infinity]
      ).write(progress: transcript.progress(.quiet), interruption: Interruption())
      found += try HDF5File.open(files.output).root.dataset("mean").read(as: Double.self)
      return (found, transcript.lines)
    }
    let (here, there) = (try means(0), try means(exponent))
    #expect(here.means == there.means && there.warnings.allSatisfy(\.isEmpty))
  }

  /// K of 1e-12 beside a noise of 1e-10: told, and without it the targets are met.
  @Test("noise that outweighs the kernel is told", arguments: [nil, 1e-10, 1e-20])
  func noiseBesideTheKernel(noise: Double?) throws {
    let (files, transcript) = (try UserFiles(), Transcript())
    let inputs = try HDF5File.create(files.inputs)
    let points = IllConditionedExamples.training.map { $0 * 1e-6 }
    for (name, values) in [("x1", points), ("x2", points)] {
      try inputs.root.createDataset(name, of: Double.self, shape: [6, 4]).write(values)
    }
    try inputs.root.createDataset("y1", of: Double.self, shape: [6, 1]).write([Double](repeating: 1, count: 6))
    try inputs.close()
    var file = PredictionFile(
      architecture: .fullyConnected(depth: 1, nonlinearity: .relu, weightVariance: 1, biasVariance: 0),
      inputs: files.inputs, output: files.output)
    if let noise { file.noise = .given(noise) }
    try file.write(progress: transcript.progress(.quiet), interruption: Interruption())
    let means = try HDF5File.open(files.output).root.dataset("mean").read(as: Double.self)
    #expect(transcript.lines.contains { $0.contains("noise variance") } == (noise == 1e-10))
    if noise != 1e-10 { for mean in means { #expect(abs(mean - 1) < 1e-4) } }
  }
}
