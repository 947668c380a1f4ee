import Architectures
import Foundation
import HDF5
import LinearAlgebra
import Platform
import Testing
import UserData
import Synchronization
import Work

/// A model says what it is of, whatever becomes of its files meanwhile.
@Suite struct ModelFitTests {
  /// Targets that are others each time they are read.
  private final class RestlessRows: UserRows {
    let numbers: Matrix<Double>
    private let reads = Atomic<Int>(0)

    init(_ numbers: Matrix<Double>) { self.numbers = numbers }

    var name: String { "y1" }
    var count: Int { numbers.rows }
    var shape: InputShape { .vector(features: numbers.columns) }
    var width: Int { numbers.columns }
    var warnings: [String] { [] }

    func rows(_ range: Range<Int>) throws -> Matrix<Double> {
      let former = Double(reads.wrappingAdd(1, ordering: .relaxed).oldValue)
      return Matrix(
        rows: range.count, columns: width, elements: range.flatMap { numbers.row($0).map { $0 + former } })
    }
  }

  @Test func theDigestIsOfTheTargetsThatWereFitted() throws {
    let example = try ModelExample()
    let inputs = try RowsInMemory("x1", example.x1, shape: .vector(features: example.x1.columns))
    let data = try TrainingInputs(
      inputs, .numbers(RestlessRows(example.numbers)), architecture: example.architecture)
    let model = try FittedModel(fitting: data, .init(), threads: 1) { _, _ in }
    try model.write(to: example.files.model, threads: 1) { _ in }
    let first = try RowsInMemory("y1", example.numbers, shape: .vector(features: 2), areInputs: false)
    let root = try HDF5File.open(example.files.model).root
    #expect(try root.textAttribute("y1_sha256") == InputsDigest.sha256(of: first))
  }

  /// A kernel of another program has no digest, and is read for the factor, the residual and more.
  /// With 0.25 for a last variance of 2 it is another one, or none at all.
  @Test(arguments: [false, true], [0.1, 1]) func aGivenKernelThatChangesIsNoticed(changes: Bool, covariance: Double)
    throws
  {
    let example = try ModelExample()
    let files = example.files
    try example.write(["x1", "y1"])
    let url = files.file("G.h5")
    let file = try HDF5File.create(url)
    let numbers = (0..<900).map { $0 % 31 == 0 ? 2 : covariance }
    try file.root.createDataset("nngp", of: Double.self, shape: [30, 30]).write(numbers)
    try file.close()
    let kernel = try ChangingFile(url)
    var fit = FitFile(architecture: try example.architecture, inputs: files.inputs, output: files.model)
    fit.kernel = url
    // What is said of it is said before its numbers are read.
    let progress = ProgressDisplay(style: .quiet) { line in
      if changes, line.contains("G.h5") { try? kernel.changeLastNumber() }
    }
    func write() throws { try fit.write(progress: progress, interruption: Interruption()) }
    guard changes else { return try write() }
    #expect(throws: UserDataFailure.changedMeanwhile(file: url.relativePath, dataset: "nngp")) { try write() }
    #expect(try files.leftovers == ["G.h5", "X.h5"])
  }
}
