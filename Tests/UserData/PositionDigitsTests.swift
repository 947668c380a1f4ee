import Architectures
import HDF5
import Platform
import Testing
import UserData
import Work

/// Kernels of positions carry covariances: beside a large bias they have lost what distinguishes inputs, whichever
/// layer has it.
@Suite("Digits that predictions with positions claim") struct PositionDigitsTests {
  private static let bias = 1e6
  private static let convolution = Layer.convolution(
    Convolution(kernelSize: 1, weightVariance: 1, biasVariance: bias))
  /// On one position attention weights are 1, so that K′ = σ_O² σ_V² K + σ_b² as of the convolution.
  private static let attention = Layer.selfAttention(SelfAttention(biasVariance: bias))
  private static let dense = Layer.dense(Dense(weightVariance: 1, biasVariance: bias))
  private static let readout = Layer.dense(Dense(weightVariance: 1))
  private static let identity = Layer.convolution(Convolution(kernelSize: 1, weightVariance: 1))

  /// Decimal digits of means and variances, and the means.
  private func digits(_ layers: [Layer], flows: Bool) throws -> (mean: Int, variance: Int, means: [Double]) {
    let files = try UserFiles()
    let inputs = try HDF5File.create(files.inputs)
    let x1 = [1.0, 0.5, -0.25, 1.25, 0.75, -1]
    try inputs.root.createDataset("x1", of: Double.self, shape: [3, 1, 1, 2]).write(x1)
    try inputs.root.createDataset("x2", of: Double.self, shape: [1, 1, 1, 2]).write([0.5, 0.5])
    try inputs.root.createDataset("y1", of: Double.self, shape: [3, 1]).write([1, -1, 0.5])
    try inputs.close()
    let progress = ProgressDisplay(style: .quiet)
    let architecture = try Architecture(layers: layers)
    if flows {
      var file = FlowPredictionFile(
        architecture: architecture, inputs: files.inputs, output: files.output, method: .gradientFlow,
        times: [.infinity])
      file.noiseVariance = 1e-3
      try file.write(progress: progress, interruption: Interruption())
    } else {
      var file = PredictionFile(architecture: architecture, inputs: files.inputs, output: files.output)
      file.noise = .given(1e-3)
      try file.write(progress: progress, interruption: Interruption())
    }
    let root = try HDF5File.open(files.output).root
    return (
      try root.numberAttribute("mean_digits", as: Int.self)[0],
      try root.numberAttribute("variance_digits", as: Int.self)[0],
      try root.dataset("mean").read(as: Double.self)
    )
  }

  @Test("are as many whichever layer has the bias", arguments: [false, true])
  func biases(flows: Bool) throws {
    let expected = try digits([Self.convolution, .flatten, Self.readout], flows: flows)
    let free = try digits([Self.identity, .flatten, Self.readout], flows: flows)
    #expect(expected.variance < free.variance)
    for layers in [
      [Self.attention, .flatten, Self.readout], [Self.identity, .flatten, Self.dense],
      [Self.identity, .parallel([[Self.identity], [Self.attention]], join: .sum), .flatten, Self.readout],
    ] {
      let found = try digits(layers, flows: flows)
      #expect(found.mean == expected.mean && found.variance == expected.variance, "\(layers): \(found), \(expected)")
    }
  }
}
