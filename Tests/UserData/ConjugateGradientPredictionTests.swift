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
    // τ ‖t‖ √K**/σ with targets and variances of some units, ‖t‖ below 20.
    let found = try means(output)
    #expect(found.count == expected.count && found != expected)
    for (a, b) in zip(found, expected) {
      #expect(abs(a - b) <= setting.residual * 20 * 3 / setting.noise.squareRoot())
    }
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
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-10 * 20 * 3 / Self.noise.squareRoot()) }
    let root = try HDF5File.open(files.model).root
    #expect(try !root.hasAttribute("log_marginal_likelihood") && !root.contains("leave_one_out_mean"))
    // α = (K + σ² I)⁻¹ y1 in x1's order.
    let kernel = try #require(try Kernel(example.architecture).matrices(rows: example.x1).nngp)
    var weights = example.numbers.transposed
    try CholeskyFactor.factor(kernel, shifts: [Self.noise]).factor.solve(&weights)
    let written = try root.dataset("weights").read(as: Double.self)
    for (a, b) in zip(written, weights.transposed.elements) { #expect(abs(a - b) <= 1e-10 * 20 * 3 / Self.noise) }
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
