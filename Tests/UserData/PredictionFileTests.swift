import Failures
import Foundation
import HDF5
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import Testing
import UserData
import Work

@Suite struct PredictionFileTests {
  static func write(_ files: UserFiles, _ change: (inout PredictionFile) -> Void = { _ in }) throws {
    var file = PredictionFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    change(&file)
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  /// Test inputs that are training inputs: without noise the posterior repeats the targets and is certain.
  @Test("training inputs are interpolated, square and packed", arguments: [6, 5])
  func theTrainingInputsAreRepeated(largestSquareKernel: Int) throws {
    let files = try UserFiles()
    try files.write([("x1", [6, 4]), ("y1", [6, 3])])
    let (x, y) = (try files.matrix("x1", in: files.inputs), try files.matrix("y1", in: files.inputs))
    let file = try HDF5File.open(files.inputs, writable: true)
    try file.root.createDataset("x2", of: Double.self, shape: [6, 4]).write(x.elements)
    try file.close()
    try Self.write(files) {
      $0.blockRows = 4
      $0.largestSquareKernel = largestSquareKernel
    }
    let output = try HDF5File.open(files.output)
    let mean = try output.root.dataset("mean")
    #expect(mean.shape == [1, 6, 3])
    // σ_ε² (K + σ_ε² I)⁻¹ y is the difference: 1e-10 over the smallest eigenvalue, 1e-4 here, with a factor of ten to
    // spare.
    for (found, target) in zip(try mean.read(as: Double.self), y.elements) { #expect(abs(found - target) < 1e-5) }
    let variance = try output.root.dataset("variance")
    #expect(variance.shape == [1, 6])
    for value in try variance.read(as: Double.self) { #expect(value >= 0 && value < 1e-8) }
    #expect(try output.root.dataset("time").read(as: Double.self) == [.infinity])
    let own = try Kernel(files.architecture).selfCovariances(inputVariances: VectorPairs(rows: x).rowVariances).map(
      \.nngp)
    #expect(
      try output.root.numberAttribute("noise_variance_used", as: Double.self) == [1e-10 * (own.reduce(0, +) / 6)])
    #expect(try output.root.textAttribute("trusted") == "true")
    // Targets below 1, and weights that are right to the last digits.
    #expect(try output.root.numberAttribute("residual", as: Double.self)[0] < 1e-12)
    // λ_min is 1e-4 here, λ_max some 6.
    let condition = try output.root.numberAttribute("condition_number", as: Double.self)[0]
    #expect(condition > 1 && condition < 1e6)
    #expect(try output.root.numberAttribute("cholesky_attempts", as: Int.self) == [1])
  }

  /// One training input has a posterior that can be written down: mean k y / (K + σ²), variance K* − k² / (K + σ²).
  @Test("one training input follows the formula, square and packed", arguments: [1, 0])
  func oneTrainingInputFollowsTheFormula(largestSquareKernel: Int) throws {
    let files = try UserFiles()
    try files.write([("x1", [1, 4]), ("y1", [1, 1]), ("x2", [5, 4])])
    try Self.write(files) {
      $0.noise = .given(0.5)
      $0.blockRows = 2
      $0.largestSquareKernel = largestSquareKernel
    }
    let (x1, x2) = (try files.matrix("x1", in: files.inputs), try files.matrix("x2", in: files.inputs))
    let kernel = try Kernel(files.architecture)
    let cross = try #require(try kernel.matrices(of: VectorPairs(rows: x2, columns: x1)).nngp)
    let training = try #require(try kernel.matrices(of: VectorPairs(rows: x1)).nngp)[0, 0]
    let test = try #require(try kernel.matrices(of: VectorPairs(rows: x2)).nngp)
    let target = try files.matrix("y1", in: files.inputs)[0, 0]
    let output = try HDF5File.open(files.output)
    let means = try output.root.dataset("mean").read(as: Double.self)
    let variances = try output.root.dataset("variance").read(as: Double.self)
    for i in 0..<5 {
      // A handful of roundings of numbers of order one.
      #expect(abs(means[i] - cross[i, 0] * target / (training + 0.5)) < 1e-14)
      #expect(abs(variances[i] - (test[i, i] - cross[i, 0] * cross[i, 0] / (training + 0.5))) < 1e-14)
    }
  }

  @Test func targetsThatDoNotMatchAreRefused() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2]), ("y1", [4, 1]), ("x2", [2, 2])])
    try expectRefusal(files, .badData, "x1 has 3 rows and y1 4")
    try files.write([("x1", [3, 2]), ("y1", [3, 2, 2, 1]), ("x2", [2, 2])])
    try expectRefusal(files, .badData, "y1 has the shape")
    try files.write([("x1", [3, 2]), ("x2", [2, 2])])
    try expectRefusal(files, .badData, "y1")
    try files.write([("x1", [3, 2]), ("y1", [3, 1]), ("x2", [2, 3])])
    try expectRefusal(files, .badData, "[3]")
  }

  @Test func whatDoesNotFitIntoMemoryIsRefused() throws {
    let files = try UserFiles()
    try files.write([("x1", [300, 2]), ("y1", [300, 1]), ("x2", [2, 2])])
    try expectRefusal(files, .doesNotFit, "memory") {
      $0.machine = Machine(availableMemoryBytes: 100_000, totalMemoryBytes: 100_000)
    }
  }

  /// Memory is the limit, and how much is missing is said: 66,000 rows take 17.4 GB packed, 20,000 take 1.6.
  @Test func largeTrainingSetsAreRefusedBeforeAnythingIsRead() throws {
    let files = try UserFiles()
    try files.write([("x1", [66_000, 1]), ("y1", [66_000, 1]), ("x2", [1, 1])])
    try expectRefusal(files, .doesNotFit, "needs 18 GB of memory, 1.0 GB are free") {
      $0.machine = Machine(availableMemoryBytes: 1_000_000_000, totalMemoryBytes: 1_000_000_000)
    }
    try files.write([("x1", [20_000, 1]), ("y1", [20_000, 1]), ("x2", [1, 1])])
    try expectRefusal(files, .doesNotFit, "needs 1.9 GB of memory, 1.0 GB are free") {
      $0.machine = Machine(availableMemoryBytes: 1_000_000_000, totalMemoryBytes: 1_000_000_000)
    }
  }

  func expectRefusal(
    _ files: UserFiles, _ status: Failures.ExitStatus, _ part: String,
    _ change: (inout PredictionFile) -> Void = { _ in }
  ) throws {
    let error = #expect(throws: (any Error).self) { try Self.write(files, change) }
    let description = try ErrorDescription(#require(error))
    #expect(description.exitStatus == status)
    #expect(description.message.contains(part), "\(description.message)")
    #expect(try files.leftovers == ["X.h5"])
  }
}
