import Architectures
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import Testing
import UserData
import Work

@Suite("Diagnoses of what is degenerate") struct DegenerateDiagnosisTests {
  @Test(arguments: [0, 3.5]) func constantTargetsSayNothing(value: Double) throws {
    let targets = Matrix(rows: 4, columns: 1, elements: [value, value, value, value])
    let found = try DiagnosisExample(
      DiagnosisExample.network(.relu, 2, 0, count: 1), [("x1", DiagnosisExample.random(4, 3)), ("y1", targets)])
    #expect(try found.numbers("ntk_target_share").allSatisfy(\.isNaN))
    #expect(try found.numbers("ntk_time_to_fit").allSatisfy(\.isNaN))
    #expect(found.lines[1] == "generalises: not known, y1 is constant over the rows taken")
  }

  @Test func oneInputHasACondition() throws {
    let found = try DiagnosisExample(
      DiagnosisExample.network(.relu, 2, 0, count: 1),
      [
        ("x1", DiagnosisExample.random(1, 3)), ("y1", DiagnosisExample.random(1, 1)),
        ("x2", DiagnosisExample.random(2, 3)),
      ])
    #expect(try found.numbers("ntk_condition_number").allSatisfy { $0 == 1 })
    #expect(try found.numbers("ntk_lambda_bulk").allSatisfy(\.isNaN))
    #expect(found.lines[0].hasPrefix("trainable at every depth tested in float32 and float64 (tested: 1 to 16)"))
  }

  /// λ_min is 0 but for rounding, at every depth.
  @Test func equalInputsHaveNoCondition() throws {
    var inputs = DiagnosisExample.random(6, 3)
    for j in 0..<3 { inputs[4, j] = inputs[1, j] }
    let found = try DiagnosisExample(
      DiagnosisExample.network(.relu, 2, 0.1, count: 1),
      [("x1", inputs), ("y1", DiagnosisExample.random(6, 1, seed: 5))])
    #expect(try found.numbers("ntk_condition_number").allSatisfy { $0 == .infinity })
    #expect(try found.numbers("ntk_trusted").allSatisfy(\.isZero))
    #expect(try found.numbers("ntk_time_to_fit").allSatisfy { $0 == .infinity })
    #expect(try found.output.root.textAttribute("repeated_rows") == "true")
    #expect(
      found.lines[0].hasPrefix(
        "trainable at no depth in float32 and float64 (tested: 1 to 16), for rows of x1 are equal: λ_min = 0 and κ = ∞"),
      "\(found.lines[0])")
    #expect(found.lines[0].hasSuffix("more than 1 % of Y is never learnt"))
    #expect(found.lines[1] == "generalises: not known without test inputs x2, κ being beyond float64")
  }

  @Test func whereNothingLearnsThereIsTheLastLayer() throws {
    let frozen = Layer.dense(weightVariance: 1.5, biasVariance: 0.1, trainable: false)
    let transcript = Transcript()
    let files = try UserFiles()
    try DiagnosisExample.write([("x1", DiagnosisExample.random(5, 3))], to: files)
    var file = DiagnosisFile(
      architecture: try Architecture(layers: [frozen, .repeated(count: 1, layers: [.activation(.erf), frozen])]),
      inputs: files.inputs, output: files.output)
    file.drawsPicture = false
    let lines = try file.write(progress: transcript.progress(.quiet), interruption: Interruption())
    let root = try HDF5File.open(files.output).root
    #expect(try !root.contains("ntk_lambda_max") && root.contains("nngp_lambda_max"))
    #expect(lines[0].contains("the last layer alone"))
    #expect(transcript.text.contains("\"trainable\": false"))
  }

  /// K grows by 10⁴ a layer.
  @Test func defaultDepthsEndWhereFloat64Does() throws {
    let files = try UserFiles()
    try DiagnosisExample.write([("x1", DiagnosisExample.random(4, 3))], to: files)
    let found = try DiagnosisExample(DiagnosisExample.network(.relu, 2e4, 0, count: 30), files)
    #expect(try found.numbers("depth").last == 64)
    #expect(throws: (any Error).self) {
      try DiagnosisExample(DiagnosisExample.network(.relu, 2e4, 0, count: 30), files) { $0.depths = [120] }
    }
    #expect(throws: (any Error).self) {
      try DiagnosisExample(DiagnosisExample.network(.relu, 2e4, 0, count: 120), files)
    }
  }
}
