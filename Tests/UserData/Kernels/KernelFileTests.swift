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

@Suite struct KernelFileTests {
  static func write(_ files: UserFiles, blockBytes: Int? = nil, _ change: (inout KernelFile) -> Void = { _ in }) throws
  {
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    if let blockBytes { file.blockBytes = blockBytes }
    file.overwrites = true
    change(&file)
    try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
  }

  /// One tile is the smallest block: 600 inputs make three blocks along each side.
  @Test func blocksGiveWhatTheWholeMatrixGives() throws {
    let files = try UserFiles()
    try files.write([("x1", [600, 5]), ("x2", [300, 5])])
    try Self.write(files, blockBytes: 1)
    let pairs = try VectorPairs(
      rows: files.matrix("x1", in: files.inputs), columns: files.matrix("x2", in: files.inputs))
    let whole = try Kernel(files.architecture).matrices(of: pairs, get: .both)
    #expect(try files.matrix("nngp", in: files.output) == whole.nngp)
    #expect(try files.matrix("ntk", in: files.output) == whole.ntk)
    #expect(try files.leftovers == ["K.h5", "X.h5"])
  }

  @Test func withoutSecondInputsTheKernelsAreSymmetricToTheBit() throws {
    let files = try UserFiles()
    try files.write([("x1", [600, 5])])
    try Self.write(files, blockBytes: 1)
    for name in ["nngp", "ntk"] {
      let matrix = try files.matrix(name, in: files.output)
      #expect(matrix == matrix.transposed)
    }
    let whole = try Kernel(files.architecture)
      .matrices(of: VectorPairs(rows: files.matrix("x1", in: files.inputs)), get: .both)
    #expect(try files.matrix("nngp", in: files.output) == whole.nngp)
  }

  /// Inputs of one norm have a faster way to a large kernel, which rounds differently: it must not depend on the
  /// blocks.
  @Test func blocksChangeNoBitOfInputsOfOneNorm() throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    let signs = (0..<7200).map { (k: Int) -> Double in (k * k / 7 + k / 12).isMultiple(of: 2) ? -1 : 1 }
    try file.root.createDataset("x1", of: Double.self, shape: [600, 12]).write(signs)
    try file.close()
    let kernels = try [1, 1 << 30].map { bytes in
      try Self.write(files, blockBytes: bytes)
      return try files.matrix("nngp", in: files.output)
    }
    #expect(kernels[0] == kernels[1])
  }

  @Test func theFileSaysWhatItIs() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2]), ("x2", [4, 2])])
    try Self.write(files) { $0.quantities = .ntk }
    let file = try HDF5File.open(files.output)
    #expect(try !file.contains("/nngp"))
    let kernel = try file.root.dataset("ntk")
    #expect(kernel.shape == [3, 4])
    for (axis, name) in ["row", "column"].enumerated() {
      #expect(try kernel.isAttached(scale: file.root.dataset(name), axis: axis))
    }
    let json = Data(try file.root.textAttribute("architecture").utf8)
    #expect(try Architecture(json: json, source: "attribute") == files.architecture)
    #expect(try file.root.textAttribute("git_commit").isEmpty == false)
  }

  @Test func integersAndImagesAreInputsToo() throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    try file.root.createDataset("x1", of: Int.self, shape: [2, 2, 2, 1]).write([1, 2, 3, 4, 5, 6, 7, 9])
    try file.close()
    let layers = [Layer.flatten] + files.architecture.layers
    let kernel = KernelFile(
      architecture: try Architecture(layers: layers), inputs: files.inputs, output: files.output)
    try kernel.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    #expect(try files.matrix("nngp", in: files.output).rows == 2)
  }

  @Test(arguments: [[3], [3, 2, 2, 1, 1], [0, 5], [4, 0], [2, 2, 2, 1]]) func shapesThatAreNoInputsAreRefused(
    shape: [Int]
  )
    throws
  {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    _ = try file.root.createDataset("x1", of: Double.self, shape: shape)
    try file.close()
    // [2, 2, 2, 1] is an image, which the dense layer refuses, naming flatten.
    try expectRefusal(files, status: 65, containing: shape.count == 4 ? "flatten" : "x1")
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatIsNotFiniteIsRefusedNamingItsRow(value: Double) throws
  {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    try file.root.createDataset("x1", of: Double.self, shape: [2, 2]).write([1, 2, 3, 4])
    try file.root.createDataset("x2", of: Double.self, shape: [3, 2]).write([1, 2, 3, 4, value, 6])
    try file.close()
    try expectRefusal(files, status: 65, containing: "x2 row 2 ")
  }

  @Test func inputsOfTwoDimensionsAreRefused() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2]), ("x2", [3, 4])])
    try expectRefusal(files, status: 65, containing: "[2]", "[4]")
  }

  @Test func textIsNoInput() throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    _ = try file.root.createTextDataset("x1", length: 4, shape: [2, 2])
    try file.close()
    try expectRefusal(files, status: 65, containing: "holds no numbers")
  }

  @Test func missingAndDamagedFilesAreRefused() throws {
    let files = try UserFiles()
    try expectRefusal(files, status: 66, containing: "X.h5")
    try Data("no HDF5".utf8).write(to: files.inputs)
    try expectRefusal(files, status: 65, containing: "X.h5")
    try files.write([("y", [3, 2])])
    try expectRefusal(files, status: 65, containing: "x1")
  }

  /// One block of work, seconds long: it is broken off inside, once its output has been begun. The request comes from a
  /// thread of its own: a queue may find no thread while other tests hold them all.
  @Test func aBlockIsBrokenOffWhenThatIsAskedFor() throws {
    let files = try UserFiles()
    try files.write([("x1", [768, 4])])
    let deep = Architecture.fullyConnected(depth: 3000, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1)
    let interruption = Interruption()
    Thread.detachNewThread {
      while (try? files.leftovers) == ["X.h5"] { usleep(1000) }
      interruption.request()
    }
    let file = KernelFile(architecture: deep, inputs: files.inputs, output: files.output)
    #expect(throws: UserDataFailure.interrupted(file: files.output.relativePath)) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    }
    #expect(try files.leftovers == ["X.h5"])
  }

  @Test func theInputsAreNeverOverwritten() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2])])
    let file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.inputs)
    let error = #expect(throws: UserDataFailure.self) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
    #expect(error?.exitStatus == .usage)
    #expect(try files.matrix("x1", in: files.inputs).rows == 3)
  }

  /// The output takes its name at the end: on a device that would put a file in the device's place.
  @Test func whatIsNoFileIsNeverReplaced() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2])])
    try #require(mkfifo(files.output.path, 0o600) == 0)
    let error = #expect(throws: UserDataFailure.self) { try Self.write(files) }
    #expect(error == .isNoFile(file: files.output.relativePath))
    #expect(try files.leftovers == ["K.h5", "X.h5"])
  }

  @Test func anInterruptionLeavesNoOutput() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2])])
    let interruption = Interruption()
    interruption.request()
    let file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: files.output)
    let error = #expect(throws: UserDataFailure.self) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    }
    #expect(error?.exitStatus == .interrupted)
    #expect(try files.leftovers == ["X.h5"])
  }

  @Test("an NTK that is 0 because nothing learns is no answer to a question for it alone")
  func untrainedLayersHaveNoTangentKernel() throws {
    let files = try UserFiles()
    try files.write([("x1", [3, 2])])
    let frozen = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: false)
    var file = KernelFile(
      architecture: try Architecture(layers: [frozen, .activation(.erf), frozen]), inputs: files.inputs,
      output: files.output)
    for quantities in [KernelQuantities.ntk, .nngp, .both] {
      file.quantities = quantities
      do {
        try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
        #expect(quantities != .ntk)
      } catch let failure as UserDataFailure {
        #expect(quantities == .ntk && failure.message.contains("--get nngp"))
      }
    }
  }

  @Test func inputsWhoseSquareUnderflowsAreRefused() throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    try file.root.createDataset("x1", of: Double.self, shape: [2, 2]).write([1, 2, 1e-160, 0])
    try file.close()
    try expectRefusal(files, status: 65, containing: "X.h5", "x1 row 1", "underflows")
  }

  /// The kernel is refused in one line that contains all of `parts`, and nothing is left of the output.
  func expectRefusal(_ files: UserFiles, status: Int32, containing parts: String...) throws {
    let error = #expect(throws: (any Error).self) { try Self.write(files) }
    let description = try ErrorDescription(#require(error))
    #expect(description.exitStatus.rawValue == status, "\(description.message)")
    for part in parts { #expect(description.message.contains(part), "\(description.message)") }
    #expect(try files.leftovers.filter { $0 != "X.h5" }.isEmpty)
  }
}
