import Failures
import Foundation
import HDF5
import InfiniteWidth
import LinearAlgebra
import Platform
import Testing
import UserData
import Work

/// Predictions without a factor beside those by it, of vectors (one input taken out) and of images.
@Suite struct ConjugateGradientPredictionTests {
  private static let noise = 0.02

  private func means(_ url: URL) throws -> [Double] {
    try HDF5File.open(url).root.dataset("mean").read(as: Double.self)
  }

  /// τ ‖t‖ √K**/σ: what the iteration, and the factor's rounding of the same size, may leave of a mean.
  private func error(_ example: ModelExample, residual: Double, noise: Double) throws -> Double {
    let kernel =
      example.isOfImages
      ? try Kernel(example.architecture, inputShape: .image(height: 4, width: 4, channels: 2))
      : try Kernel(example.architecture)
    let variances = try kernel.selfCovariances(rows: example.x2, get: .nngp).map(\.nngp)
    return 2 * residual * length(example) * ((variances.max() ?? 0) / noise).squareRoot()
  }

  private func length(_ example: ModelExample) -> Double {
    example.numbers.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// In memory, and computed again at every step; down to a noise with which products in float64 give no residual below
  /// some 1e-10.
  @Test(arguments: [[4], [4, 4, 2]], [(0.1, Int.max, 1e-10), (1e-3, 95_000_000, 1e-10), (1e-6, Int.max, 1e-8)])
  func meansAreThoseOfTheFactor(extents: [Int], setting: (noise: Double, memory: Int, residual: Double)) throws {
    let example = try ModelExample(extents: extents)
    try example.write(["x1", "y1", "x2"])
    let output = example.files.file("P.h5")
    try example.predictAnew { $0.noise = .given(setting.noise) }
    let (expected, memory) = (try means(output), setting.memory)
    try example.predictAnew {
      $0.noise = .given(setting.noise)
      $0.conjugateGradients = .init(rank: 8, limits: .init(residual: setting.residual))
      $0.machine = Machine(availableMemoryBytes: memory, totalMemoryBytes: memory)
      $0.overwrites = true
    }
    let (found, error) = (
      try means(output), try error(example, residual: setting.residual, noise: setting.noise)
    )
    #expect(found.count == expected.count && found != expected)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= error) }
    let root = try HDF5File.open(output).root
    #expect(try !root.contains("variance") && root.textAttribute("solver") == "conjugate gradients")
    #expect(try root.numberAttribute("cholesky_attempts", as: Int.self) == [0])
    #expect(try example.attribute("residual", in: output) <= 1e-7)
  }

  @Test func bitsDoNotDependOnThreads() throws {
    let example = try ModelExample(training: 80)
    try example.write(["x1", "y1", "x2"])
    let bits = try [1, 2].map { threads in
      try example.predictAnew {
        ($0.noise, $0.conjugateGradients) = (.given(Self.noise), .init(rank: 20))
        ($0.threads, $0.overwrites) = (threads, true)
      }
      return try example.bits("mean", in: example.files.file("P.h5"))
    }
    #expect(bits[0] == bits[1])
  }

  /// Strips of 512 rows, two or three, of which none, the first or all are kept: of images and vectors, of a kernel in
  /// a file that is square or a triangle. Weights have the same bits, and the factor's values.
  @Test(arguments: [KernelSource.vectors, .images, .square, .triangle])
  func whatMemoryHoldsChangesNoBit(source: KernelSource) throws {
    let example = try ModelExample(
      training: source == .images ? 520 : 1100, extents: source == .images ? [2, 2, 1] : [4])
    let files = example.files
    try example.write(["x1", "y1"])
    if source == .square || source == .triangle {
      var file = KernelFile(architecture: try example.architecture, inputs: files.inputs, output: files.file("G.h5"))
      (file.quantities, file.format) = (.nngp, KernelFormat(isTriangle: source == .triangle))
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
    func weights(memory: Int, residual: Double = 1e-10) throws -> [Double] {
      try example.fit {
        $0.noiseVariance = Self.noise
        $0.settings.conjugateGradients = .init(rank: 80, limits: .init(residual: residual))
        ($0.settings.machine, $0.settings.overwrites) = (
          Machine(availableMemoryBytes: memory, totalMemoryBytes: memory), true
        )
        if source == .square || source == .triangle { $0.kernel = files.file("G.h5") }
      }
      return try HDF5File.open(files.model).root.dataset("weights").read(as: Double.self)
    }
    // The least that is enough, by fits of hardly any step.
    var (low, high) = (1_000_000, 1_000_000_000)
    while high - low > 400_000 {
      let middle = (low + high) / 2
      do {
        _ = try weights(memory: middle, residual: 0.99)
        high = middle
      } catch is UserDataFailure {
        low = middle
      }
    }
    let all = try weights(memory: 1_000_000_000)
    #expect(try weights(memory: high) == all)
    #expect(try weights(memory: Int((Double(high) + 4e6) / 0.9)) == all)
    try example.fit { ($0.noiseVariance, $0.settings.overwrites) = (Self.noise, true) }
    let exact = try HDF5File.open(files.model).root.dataset("weights").read(as: Double.self)
    for (a, b) in zip(all, exact) { #expect(abs(a - b) <= 2e-10 * length(example) / Self.noise) }
  }

  enum KernelSource { case vectors, images, square, triangle }

  /// One digit of the weights is no fit to trust, whatever is predicted from it.
  @Test func aFitOfFewDigitsIsNotTrusted() throws {
    let example = try ModelExample(training: 60)
    try example.write(["x1", "y1"])
    func fit(residual: Double, isStrict: Bool) throws -> String {
      try example.fit {
        ($0.noiseVariance, $0.settings.isStrict, $0.settings.overwrites) = (Self.noise, isStrict, true)
        $0.settings.conjugateGradients = .init(rank: 4, limits: .init(residual: residual))
      }
      return try HDF5File.open(example.files.model).root.textAttribute("trusted")
    }
    #expect(try fit(residual: 0.5, isStrict: false) == "false")
    #expect(throws: UntrustedPrediction.self) { try fit(residual: 0.5, isStrict: true) }
    #expect(try fit(residual: 1e-10, isStrict: true) == "true")
  }

  /// A kernel that is none, in a file: its file is named, as where it has no factor.
  @Test func anIndefiniteKernelNamesItsFile() throws {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1", "y1"])
    var kernel = try #require(try Kernel(example.architecture).matrices(rows: example.x1).nngp)
    for i in 0..<10 { for j in 0..<10 where i != j { kernel[i, j] *= 3 } }
    let file = try HDF5File.create(files.file("G.h5"))
    try file.root.createDataset("nngp", of: Double.self, shape: [30, 30]).write(kernel.elements)
    try file.close()
    let path = files.file("G.h5").relativePath
    #expect(throws: ModelFailure.kernelNotPositiveDefinite(kernel: path, largestNoise: Self.noise)) {
      try example.fit {
        ($0.noiseVariance, $0.conjugateGradients, $0.kernel) = (Self.noise, .init(rank: 8), files.file("G.h5"))
      }
    }
  }

  /// A model from inputs or from a kernel that was there, which predicts like any other.
  @Test(arguments: [false, true]) func aModelPredicts(isGiven: Bool) throws {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1", "y1", "x2"])
    if isGiven {
      let kernel = try #require(try Kernel(example.architecture).matrices(rows: example.x1).nngp)
      let file = try HDF5File.create(files.file("G.h5"))
      try file.root.createDataset("nngp", of: Double.self, shape: [30, 30]).write(kernel.elements)
      try file.close()
    }
    let lines = try example.fit {
      ($0.noiseVariance, $0.conjugateGradients) = (Self.noise, .init(rank: 8))
      if isGiven { $0.kernel = files.file("G.h5") }
    }
    #expect(lines.count == 1 && lines[0].hasPrefix("residual "))
    try example.predict()
    try example.predictAnew { $0.noise = .given(Self.noise) }
    let (found, expected) = (try means(files.output), try means(files.file("P.h5")))
    let error = try error(example, residual: 1e-10, noise: Self.noise)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= error) }
    let root = try HDF5File.open(files.model).root
    #expect(try !root.hasAttribute("log_marginal_likelihood") && !root.contains("leave_one_out_mean"))
    // α = (K + σ² I)⁻¹ y1 in x1's order.
    let kernel = try #require(try Kernel(example.architecture).matrices(rows: example.x1).nngp)
    var weights = example.numbers.transposed
    try CholeskyFactor.factor(kernel, shifts: [Self.noise]).factor.solve(&weights)
    let written = try root.dataset("weights").read(as: Double.self)
    for (a, b) in zip(written, weights.transposed.elements) {
      #expect(abs(a - b) <= 2e-10 * length(example) / Self.noise)
    }
  }

  /// Status 1, what was reached, and no file.
  @Test func whatDoesNotConvergeLeavesNothing() throws {
    let example = try ModelExample(training: 60)
    try example.write(["x1", "y1", "x2"])
    let error = #expect(throws: (any Error).self) {
      try example.predictAnew {
        $0.noise = .given(1e-9)
        $0.conjugateGradients = .init(rank: 2, limits: .init(residual: 1e-9, iterations: 3))
      }
    }
    let description = try ErrorDescription(#require(error))
    #expect(description.exitStatus == .verdictFailed && description.message.contains("after 3 iterations"))
    #expect(try example.files.leftovers == ["X.h5"])
  }

  @Test func aFactorIsNotKeptOfNone() throws {
    let example = try ModelExample()
    try example.write(["x1", "y1"])
    #expect(throws: ModelFailure.factorNotMade(file: example.files.model.relativePath)) {
      try example.fit { ($0.noiseVariance, $0.conjugateGradients, $0.keepsFactor) = (0.1, .init(), true) }
    }
  }
}
