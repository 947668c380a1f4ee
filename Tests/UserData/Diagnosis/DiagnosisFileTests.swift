import Architectures
import Failures
import Foundation
import HDF5
import LinearAlgebra
import Nonlinearities
import Platform
import TestSupport
import Testing
import UserData
import Work

@Suite struct DiagnosisFileTests {
  /// One dense layer: Θ = K = x·x′/d. Orthogonal inputs make it diagonal: (2, ½).
  @Test func aLinearNetworkIsAsComputedByHand() throws {
    let found = try DiagnosisExample(
      [DiagnosisExample.dense],
      [
        ("x1", DiagnosisExample.matrix([[2, 0], [0, 1]])), ("y1", DiagnosisExample.matrix([[1], [-1]])),
        ("x2", DiagnosisExample.matrix([[1, 1], [1, 1]])),
      ])
    for kernel in ["ntk", "nngp"] {
      func number(_ name: String) throws -> Double { try found.numbers("\(kernel)_\(name)")[0] }
      let expected = [
        ("lambda_max", 2), ("lambda_min", 0.5), ("lambda_bulk", 0.5), ("condition_number", 4), ("largest_rate", 1),
        ("time_to_fit_slowest", 2 * log(100)), ("trusted", 1),
        // P = Θ(x, X) Θ⁻¹ = (1, ½) diag(½, 2): ½ − 1 of targets whose root mean square is 1.
        ("mean_predictor_x2", 0.5),
        // What is left out has nothing in common with the rest.
        ("mean_predictor_left_out", 0), ("left_out_error", 1),
      ]
      for (name, value) in expected { #expect(abs(try number(name) - value) < 1e-14 * max(1, value), "\(name)") }
      let (time, steps) = (try number("time_to_fit"), try number("steps_to_fit"))
      #expect(abs((0.5 * exp(-4 * time) + 0.5 * exp(-time)).squareRoot() - 0.01) < 1e-14)
      #expect(abs(steps - 2 * time) < 1e-12)
      for (name, values) in [("eigenvalue", [2, 0.5]), ("target_share", [0.5, 0.5])] {
        for (entry, value) in zip(try found.numbers("\(kernel)_\(name)"), values) {
          #expect(abs(entry - value) < 1e-14)
        }
      }
    }
    #expect(found.lines.count == 3)
    #expect(found.lines[0].hasPrefix("trainable in float32 and float64: κ(Θ) = 4; at depth 1 the largest rate is 1 "))
    #expect(found.lines[1].hasPrefix("generalises: P(Θ)Y on x2 has 0.5 of Y's size"), "\(found.lines[1])")
    #expect(found.lines[2].hasPrefix("phase: none known"))
    #expect(found.lines[2].hasSuffix("the first 2 eigenvectors of Θ hold 100 % of Y"), "\(found.lines[2])")
    #expect(try found.output.root.textAttribute("meaning") == found.lines.joined(separator: "\n"))
    #expect(try found.files.leftovers == ["K.h5", "X.h5"])
  }

  @Test func variablesHaveCoordinatesUnitsAndNames() throws {
    let found = try DiagnosisExample(
      DiagnosisExample.network(.erf, 1.2, 0.1, count: 2),
      [("x1", DiagnosisExample.random(5, 3)), ("y1", DiagnosisExample.random(5, 2))])
    let root = try found.output.root
    #expect(try found.numbers("depth") == [1, 2, 3, 4, 6, 8, 12, 16])
    #expect(try found.numbers("mode") == [0, 1, 2, 3, 4] && found.numbers("row") == [0, 1, 2, 3, 4])
    let eigenvalues = try root.dataset("ntk_eigenvalue")
    #expect(eigenvalues.shape == [8, 5])
    #expect(try eigenvalues.isAttached(scale: root.dataset("depth"), axis: 0))
    #expect(try eigenvalues.isAttached(scale: root.dataset("mode"), axis: 1))
    for member in try root.members {
      let dataset = try root.dataset(member.name)
      #expect(try dataset.textAttribute("units") == "1" && !dataset.textAttribute("long_name").isEmpty)
    }
    #expect(try !root.contains("ntk_mean_predictor_x2") && root.contains("nngp_mean_predictor_left_out"))
    #expect(try !root.textAttribute("git_commit").isEmpty && found.number("architecture_depth") == 2)
    // Shares are of a whole; eigenvalues descend.
    let shares = try found.numbers("ntk_target_share")
    for k in 0..<8 {
      let sum: Double = shares[5 * k..<5 * k + 5].reduce(0, +)
      #expect(abs(sum - 1) < 1e-14)
    }
    let values = try found.numbers("nngp_eigenvalue")
    for k in 0..<8 { #expect(Array(values[5 * k..<5 * k + 5]) == values[5 * k..<5 * k + 5].sorted(by: >)) }
  }

  static let convolution = Layer.convolution(
    kernelSize: 3, padding: .circular, weightVariance: 1.8, biasVariance: 0.1, trainable: true)

  /// The same repetition as the last layer, which one pass serves, and inside another, of which each depth is computed.
  @Test(arguments: [[], [.flatten], [.globalAveragePooling]] as [[Layer]])
  func onePassGivesWhatEachDepthGives(head: [Layer]) throws {
    let hasImages = !head.isEmpty
    let files = try UserFiles()
    try files.write(
      hasImages ? [("x1", [7, 4, 4, 2]), ("x2", [3, 4, 4, 2])] : [("x1", [7, 5]), ("x2", [3, 5])])
    let file = try HDF5File.open(files.inputs, writable: true)
    try file.root.createDataset("y1", of: Double.self, shape: [7, 1]).write([1, 0, 1, 1, 0, 0, 2])
    try file.close()
    let read = hasImages ? Self.convolution : .dense(weightVariance: 1.8, biasVariance: 0.1, trainable: true)
    let body = Layer.repeated(count: 3, layers: [.activation(.relu), read])
    let depths = [1, 3, 4, 9]
    let swept = try DiagnosisExample([read, body] + head, files) { $0.depths = depths }
    let names = ["ntk_eigenvalue", "nngp_eigenvalue", "ntk_mean_predictor_x2", "nngp_left_out_error"]
    let first = try names.map { try swept.numbers($0) }
    let nested = try DiagnosisExample([read, .repeated(count: 1, layers: [body])] + head, files) {
      ($0.depths, $0.repetition) = (depths, LayerPlace("layers/1/repeat/layers/0"))
    }
    for (name, values) in zip(names, first) {
      let largest = values.max() ?? 0
      // Rounding of the kernels' entries, which sweeps take from other tiles, times a κ of some 100.
      for (a, b) in zip(values, try nested.numbers(name)) { #expect(abs(a - b) < 1e-12 * largest, "\(name)") }
    }
    #expect(try swept.numbers("depth") == depths.map(Double.init))
  }

  @Test(
    arguments: [
      [.residual([.activation(.relu), DiagnosisExample.dense]), .activation(.erf), DiagnosisExample.dense],
      [.layerNorm, .activation(.relu), DiagnosisExample.dense],
      [.activation(.gelu), .dropout(keepProbability: 0.8), DiagnosisExample.dense],
    ] as [[Layer]])
  func allKindsOfLayersAreDiagnosed(body: [Layer]) throws {
    let found = try DiagnosisExample(
      [DiagnosisExample.dense, .repeated(count: 2, layers: body)],
      [("x1", DiagnosisExample.random(8, 5)), ("y1", DiagnosisExample.random(8, 1, seed: 2))])
    for name in ["ntk_lambda_min", "nngp_lambda_min", "ntk_time_to_fit", "ntk_left_out_error"] {
      #expect(try found.numbers(name).allSatisfy { $0 > 0 && $0.isFinite }, "\(name)")
    }
    #expect(found.lines.count == 3 && found.lines.allSatisfy { !$0.contains("\n") })
  }

  @Test(arguments: [Layer.flatten, .globalAveragePooling]) func convolutionsWithAReadoutAreDiagnosed(head: Layer) throws
  {
    let files = try UserFiles()
    try files.write([("x1", [6, 4, 4, 1])])
    let body = Layer.repeated(count: 2, layers: [.activation(.relu), Self.convolution])
    let found = try DiagnosisExample([Self.convolution, body, .activation(.relu), head, DiagnosisExample.dense], files)
    {
      $0.depths = [1, 2, 5]
    }
    #expect(try found.numbers("ntk_lambda_max").allSatisfy { $0 > 0 })
    #expect(found.lines[1] == "generalises: not known without targets y1")
    #expect(found.lines[2].contains("no mean-field theory") && found.lines[2].hasSuffix("of its trace"))
    #expect(try !found.output.root.contains("ntk_time_to_fit"))
  }

  @Test func ofManyRowsARandomPartIsTaken() throws {
    let files = try UserFiles()
    try files.write([("x1", [3000, 4]), ("y1", [3000, 1]), ("x2", [30, 4])])
    func rows(seed: UInt64) throws -> ([Double], DiagnosisExample) {
      let found = try DiagnosisExample(DiagnosisExample.network(.erf, 1.5, 0.1, count: 1), files) {
        ($0.largestCount, $0.seed, $0.depths) = (20, seed, [1])
      }
      return (try found.numbers("row"), found)
    }
    let (first, found) = try rows(seed: 0)
    #expect(first.count == 20 && first == Set(first).sorted() && first[19] > 2000)
    #expect(try found.numbers("test_row").count == 20)
    #expect(found.lines[0].contains("20 of 3000 rows"), "\(found.lines[0])")
    // λ_max is that of these very rows.
    let x1 = try files.matrix("x1", in: files.inputs)
    let chosen = Matrix(rows: 20, columns: 4, elements: first.flatMap { x1.row(Int($0)) })
    let alone = try DiagnosisExample(
      DiagnosisExample.network(.erf, 1.5, 0.1, count: 1), [("x1", chosen)], depths: [1])
    let largest = try [found, alone].map { try $0.numbers("ntk_lambda_max")[0] }
    #expect(abs(largest[0] / largest[1] - 1) < 1e-13)
    #expect(try rows(seed: 0).0 == first && rows(seed: 1).0 != first)
  }

  @Test func thePictureIsBesideTheOutputAndNoOtherIsReplaced() throws {
    let files = try UserFiles()
    try DiagnosisExample.write(
      [("x1", DiagnosisExample.random(5, 3)), ("y1", DiagnosisExample.random(5, 1))], to: files)
    let layers = DiagnosisExample.network(.erf, 1.5, 0.1, count: 1)
    for _ in 0..<2 {
      _ = try DiagnosisExample(layers, files) { $0.drawsPicture = true }
      #expect(try files.leftovers == ["K.h5", "K.png", "X.h5"])
    }
    let picture = files.folder.appending(path: "K.png")
    #expect(try Data(contentsOf: picture).count > 10_000)
    try Data("mine".utf8).write(to: picture)
    #expect(throws: DiagnosisFailure.isAnotherPicture(file: picture.relativePath)) {
      try DiagnosisExample(layers, files) { $0.drawsPicture = true }
    }
    #expect(try Data(contentsOf: picture) == Data("mine".utf8))
    _ = try DiagnosisExample(layers, files) { ($0.drawsPicture, $0.overwrites) = (true, true) }
    #expect(try Data(contentsOf: picture).count > 10_000)
  }

  @Test func theOutputIsNoPicture() throws {
    let files = try UserFiles()
    try DiagnosisExample.write([("x1", DiagnosisExample.random(5, 3))], to: files)
    let file = DiagnosisFile(
      architecture: files.architecture, inputs: files.inputs, output: files.folder.appending(path: "D.png"))
    let error = #expect(throws: DiagnosisFailure.self) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    }
    #expect(error?.exitStatus == .usage)
    #expect(try files.leftovers == ["X.h5"])
  }

  @Test(arguments: [
    (69, "of memory"), (64, "depth 0"), (64, "no repeat at all"), (65, "x1 row 3"), (65, "y1"), (65, "[4]"),
    (130, "interrupted"),
  ]) func whatIsWrongIsSaidAndNothingIsLeft(status: Int32, part: String) throws {
    let files = try UserFiles()
    var inputs = DiagnosisExample.random(5, 3)
    if part == "x1 row 3" { inputs[3, 1] = .nan }
    var arrays = [(name: "x1", matrix: inputs), (name: "y1", matrix: DiagnosisExample.random(part == "y1" ? 4 : 5, 1))]
    if part == "[4]" { arrays.append((name: "x2", matrix: DiagnosisExample.random(2, 4))) }
    try DiagnosisExample.write(arrays, to: files)
    var file = DiagnosisFile(
      architecture: try Architecture(layers: DiagnosisExample.network(.erf, 1.5, 0.1, count: 2)), inputs: files.inputs,
      output: files.output)
    let interruption = Interruption()
    switch part {
    case "of memory": file.machine = Machine(availableMemoryBytes: 1000, totalMemoryBytes: 1000)
    case "depth 0": file.depths = [0, 1]
    case "no repeat at all": file.repetition = LayerPlace("layers/0")
    case "interrupted": interruption.request()
    default: break
    }
    let error = #expect(throws: (any Error).self) {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: interruption)
    }
    let description = try ErrorDescription(#require(error))
    #expect(description.exitStatus.rawValue == status, "\(description.message)")
    #expect(part == "no repeat at all" || description.message.contains(part), "\(description.message)")
    #expect(try files.leftovers == ["X.h5"])
  }

  @Test func aFormerDiagnosisIsReplaced() throws {
    let files = try UserFiles()
    try DiagnosisExample.write(
      [
        ("x1", DiagnosisExample.random(5, 3)), ("y1", DiagnosisExample.random(5, 1)),
        ("x2", DiagnosisExample.random(2, 3)),
      ], to: files)
    for count in [1, 2] {
      let found = try DiagnosisExample(DiagnosisExample.network(.erf, 1.5, 0.1, count: count), files)
      #expect(try found.number("architecture_depth") == Double(count))
    }
    // What somebody has added would be lost.
    let file = try HDF5File.open(files.output, writable: true)
    try file.root.createDataset("mine", of: Double.self, shape: [1]).write([1])
    try file.close()
    #expect(throws: UserDataFailure.isAnotherFile(file: files.output.relativePath)) {
      try DiagnosisExample(DiagnosisExample.network(.erf, 1.5, 0.1, count: 1), files)
    }
  }
}
