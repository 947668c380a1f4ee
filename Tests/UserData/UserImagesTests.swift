import Architectures
import Failures
import Foundation
import HDF5
import InfiniteWidth
import Inputs
import LinearAlgebra
import Testing
import UserData
import Work

/// The commands on a user's own images, whose architectures work on positions.
@Suite struct UserImagesTests {
  private func network(_ layers: [Layer]) throws -> Architecture {
    try Architecture(
      layers: [
        .convolution(kernelSize: 3, padding: .zero, weightVariance: 1.8, biasVariance: 0.1, trainable: true),
        .activation(.relu),
      ] + layers)
  }

  private func images(_ name: String, _ files: UserFiles, size: (Int, Int, Int, Int)) throws -> Matrix<Double> {
    let dataset = try HDF5File.open(files.inputs).root.dataset(name)
    return Matrix(rows: size.0, columns: size.1 * size.2 * size.3, elements: try dataset.read(as: Double.self))
  }

  @Test func kernelsOfImagesAreThoseOfTheLibrary() throws {
    let files = try UserFiles()
    try files.write([("x1", [5, 4, 6, 2]), ("x2", [3, 4, 6, 2])])
    let network = try network([.globalAveragePooling, .dense(weightVariance: 1, biasVariance: 0, trainable: true)])
    try KernelFile(architecture: network, inputs: files.inputs, output: files.output)
      .write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    let pairs = try PixelPairs(
      rows: images("x1", files, size: (5, 4, 6, 2)), columns: images("x2", files, size: (3, 4, 6, 2)), height: 4,
      width: 6, channels: 2)
    let kernels = try Kernel(network, inputShape: .image(height: 4, width: 6, channels: 2)).matrices(
      of: pairs, get: .both)
    #expect(try files.matrix("nngp", in: files.output) == kernels.nngp)
    #expect(try files.matrix("ntk", in: files.output) == kernels.ntk)
  }

  /// A process without noise returns its targets.
  @Test func predictionsOfTrainingImagesAreTheirTargets() throws {
    let files = try UserFiles()
    let shape = [6, 4, 4, 1]
    let file = try HDF5File.create(files.inputs)
    let pixels = (0..<96).map { k in (Double(k + 1) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1) - 0.4 }
    for name in ["x1", "x2"] { try file.root.createDataset(name, of: Double.self, shape: shape).write(pixels) }
    try file.root.createDataset("y1", of: Double.self, shape: [6, 1]).write([1, -1, 2, 0, 3, -2])
    try file.close()
    let network = try network([.flatten, .dense(weightVariance: 1, biasVariance: 0, trainable: true)])
    try PredictionFile(architecture: network, inputs: files.inputs, output: files.output)
      .write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    let means = try HDF5File.open(files.output).root.dataset("mean").read(as: Double.self)
    // The noise variance of 1e-10 moves a mean by that over the smallest eigenvalue, some hundredths.
    for (mean, target) in zip(means, [1, -1, 2, 0, 3, -2]) { #expect(abs(mean - Double(target)) < 1e-6) }
    var flow = FlowPredictionFile(
      architecture: network, inputs: files.inputs, output: files.output, method: .gradientFlow, times: [0, .infinity])
    flow.threads = 2
    try flow.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    let trained = try HDF5File.open(files.output).root.dataset("mean").read(as: Double.self)
    #expect(trained.prefix(6).allSatisfy { $0 == 0 })
    for (mean, target) in zip(trained.suffix(6), [1, -1, 2, 0, 3, -2]) { #expect(abs(mean - Double(target)) < 1e-6) }
  }

  @Test func inputsWithoutPositionsAreRefusedNamingTheLayer() throws {
    let files = try UserFiles()
    try files.write([("x1", [5, 48])])
    let failure = #expect(throws: ArchitectureFailure.self) {
      try KernelFile(architecture: network([.flatten]), inputs: files.inputs, output: files.output)
        .write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
    #expect(failure?.message.contains("layers[0].convolution: the input is a vector") == true)
    #expect(try files.leftovers == ["X.h5"])
  }

  @Test func imagesOfTwoSizesAreRefused() throws {
    let files = try UserFiles()
    try files.write([("x1", [5, 4, 4, 1]), ("x2", [5, 4, 5, 1])])
    let failure = #expect(throws: UserDataFailure.self) {
      try KernelFile(architecture: network([.flatten]), inputs: files.inputs, output: files.output)
        .write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
    #expect(failure?.message.contains("[4, 4, 1], those of x2 [4, 5, 1]") == true)
  }
}
