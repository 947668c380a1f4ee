import Architectures
import Failures
import Foundation
import HDF5
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Testing
import TestSupport
import UserData
import Work

@Suite struct FlowPredictionFileTests {
  static let times = [0, 0.7, .infinity]

  static func write(
    _ files: UserFiles, _ method: FlowPredictionFile.Method, _ times: [Double] = times,
    _ change: (inout FlowPredictionFile) -> Void = { _ in }
  ) throws {
    var file = FlowPredictionFile(
      architecture: files.architecture, inputs: files.inputs, output: files.output, method: method, times: times)
    change(&file)
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  /// With one training input: a = Θ*/(Θ + σ²) (1 − e^{−(Θ + σ²)t}), mean a y, variance K* + a² K − 2 a k; the readout
  /// with K for Θ.
  @Test(arguments: [FlowPredictionFile.Method.gradientFlow, .readout])
  func oneTrainingInputFollowsTheFormula(method: FlowPredictionFile.Method) throws {
    let files = try UserFiles()
    try files.write([("x1", [1, 4]), ("y1", [1, 1]), ("x2", [5, 4])])
    try Self.write(files, method) {
      $0.noiseVariance = 0.25
      $0.blockRows = 2
    }
    let (x1, x2) = (try files.matrix("x1", in: files.inputs), try files.matrix("x2", in: files.inputs))
    let kernel = try Kernel(files.architecture)
    let training = try kernel.selfCovariances(inputVariances: VectorPairs(rows: x1).rowVariances)[0]
    let test = try kernel.selfCovariances(inputVariances: VectorPairs(rows: x2).rowVariances)
    let cross = try kernel.matrices(of: VectorPairs(rows: x2, columns: x1), get: .both)
    let (prior, tangent) = (try #require(cross.nngp), try #require(cross.ntk))
    let target = try files.matrix("y1", in: files.inputs)[0, 0]
    let output = try HDF5File.open(files.output)
    let means = try output.root.dataset("mean").read(as: Double.self)
    let variances = try output.root.dataset("variance").read(as: Double.self)
    #expect(means.count == 15 && variances.count == 15)
    let learning = (method == .readout ? training.nngp : training.ntk) + 0.25
    for (p, time) in Self.times.enumerated() {
      for i in 0..<5 {
        let a = (method == .readout ? prior : tangent)[i, 0] / learning * -expm1(-learning * time)
        let variance = test[i].nngp + a * a * training.nngp - 2 * a * prior[i, 0]
        // A handful of roundings of numbers of order one.
        #expect(abs(means[5 * p + i] - a * target) < 1e-14)
        #expect(abs(variances[5 * p + i] - variance) < 1e-14)
      }
    }
    #expect(try output.root.dataset("time").read(as: Double.self) == Self.times)
    #expect(try output.root.numberAttribute("noise_variance_used", as: Double.self) == [0.25])
    #expect(try output.root.textAttribute("condition_number_trusted") == "true")
  }

  /// Trained to the end, the readout is the posterior without noise.
  @Test func theReadoutEndsAtThePosterior() throws {
    let files = try UserFiles()
    try files.write([("x1", [6, 4]), ("y1", [6, 2]), ("x2", [9, 4])])
    try Self.write(files, .readout, [.infinity])
    let output = try HDF5File.open(files.output)
    let means = try output.root.dataset("mean").read(as: Double.self)
    try output.close()
    try PredictionFileTests.write(files) { $0.noise = .given(1e-16) }
    let posterior = try HDF5File.open(files.output).root.dataset("mean").read(as: Double.self)
    // n ε κ, with the smallest eigenvalue 1e-4 here.
    for (a, b) in zip(means, posterior) { #expect(abs(a - b) < 1e-10) }
  }

  @Test func timesThatAreNoneAreRefused() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2]), ("y1", [3, 1]), ("x2", [2, 2])])
    try expectRefusal(files, .badData, "no training time", times: [])
    try expectRefusal(files, .badData, "-1", times: [0, -1])
    try expectRefusal(files, .badData, "nan", times: [.nan])
  }

  @Test("the readout is a dense layer at the end that learns")
  func architecturesWithoutAReadoutAreRefused() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2]), ("y1", [3, 1]), ("x2", [2, 2])])
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    for (last, name) in [
      (Layer.activation(.erf), "layers[1].activation"),
      (.dense(weightVariance: 1, biasVariance: 0, trainable: false), "layers[1].dense"),
      (.residual([dense]), "layers[1].residual"),
      (.parallel([[dense], [dense]], join: .concatenation()), "layers[1].parallel"),
    ] {
      var layers = [dense]
      layers.append(last)
      let architecture = try Architecture(layers: layers)
      func write(_ method: FlowPredictionFile.Method) throws {
        try FlowPredictionFile(
          architecture: architecture, inputs: files.inputs, output: files.output, method: method, times: [1]
        ).write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
      }
      #expect(throws: UserDataFailure.noReadout(layer: name)) { try write(.readout) }
      try write(.gradientFlow)
    }
  }

  /// A readout's own rates would make another kernel of it than K.
  @Test func aReadoutWithRatesOfItsOwnIsRefused() throws {
    let files = try UserFiles()
    let rated = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: .rates(weights: 3, biases: 0))
    let architecture = try Architecture(layers: [rated, .activation(.erf), rated])
    #expect(throws: UserDataFailure.readoutRates(layer: "layers[2].dense")) {
      try FlowPredictionFile(
        architecture: architecture, inputs: files.inputs, output: files.output, method: .readout, times: [1]
      ).write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
  }

  @Test func inputsThatDoNotFitAreRefused() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2]), ("y1", [4, 1]), ("x2", [2, 2])])
    try expectRefusal(files, .badData, "x1 has 3 rows and y1 4")
    try files.write([("x1", [3, 2]), ("y1", [3, 1]), ("x2", [2, 3])])
    try expectRefusal(files, .badData, "[3]")
    try files.write([("x1", [300, 2]), ("y1", [300, 1]), ("x2", [2, 2])])
    try expectRefusal(files, .doesNotFit, "memory") {
      $0.machine = Machine(availableMemoryBytes: 100_000, totalMemoryBytes: 100_000)
    }
  }

  func expectRefusal(
    _ files: UserFiles, _ status: Failures.ExitStatus, _ part: String, times: [Double] = times,
    _ change: (inout FlowPredictionFile) -> Void = { _ in }
  ) throws {
    let error = #expect(throws: (any Error).self) { try Self.write(files, .gradientFlow, times, change) }
    let description = try ErrorDescription(#require(error))
    #expect(description.exitStatus == status)
    #expect(description.message.contains(part), "\(description.message)")
    #expect(try files.leftovers == ["X.h5"])
  }

  /// Two equal rows make an eigenvalue that is rounding, which t = ∞ leaves out and long times do not: it must be said,
  /// and the mend, to those too who want no progress.
  @Test(arguments: [(0.0, true), (1e-3, false)], [ProgressDisplay.Style.lines, .quiet])
  func repeatedRowsAreTold(noise: (variance: Double, isTold: Bool), style: ProgressDisplay.Style) throws {
    let files = try UserFiles()
    let inputs = try HDF5File.create(files.inputs)
    for (name, width, values) in [("x1", 2, [1.0, 2, 1, 2, 2, 1]), ("y1", 1, [1.0, 1, 0]), ("x2", 2, [3.0, 1])] {
      try inputs.root.createDataset(name, of: Double.self, shape: [values.count / width, width]).write(values)
    }
    try inputs.close()
    var file = FlowPredictionFile(
      architecture: files.architecture, inputs: files.inputs, output: files.output, method: .gradientFlow,
      times: [.infinity])
    file.noiseVariance = noise.variance
    let transcript = Transcript()
    try file.write(progress: transcript.progress(style), interruption: Interruption())
    #expect(transcript.lines.contains { $0.contains("give --noise-variance") } == noise.isTold)
  }
}
