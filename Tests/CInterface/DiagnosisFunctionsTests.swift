import Architectures
import CWideLimit
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import Testing
import UserData
import Work

/// A diagnosis as it is told.
private struct DiagnosisText: Decodable {
  struct Variable: Decodable {
    let longName: String
    let values: Value

    enum CodingKeys: String, CodingKey {
      case longName = "long_name"
      case values
    }
  }

  indirect enum Value: Decodable {
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try container.decode([Value].self))
      }
    }

    /// Those of lists, one after another.
    var all: [Value] { if case .list(let values) = self { values.flatMap(\.all) } else { [self] } }
  }

  let depths: [Int]
  let lines, warnings: [String]
  let variables: [String: Variable]
}

@Suite struct DiagnosisFunctionsTests {
  private let inputs = CallerExample.inputs(20, 3)
  private let tests = CallerExample.inputs(6, 3, seed: 5)
  private var targets: [Double] { (0..<20).map { inputs[$0, 0] * inputs[$0, 1] } }

  /// What the tool writes of the same arrays.
  private func written(withTargets: Bool) throws -> HDF5Group {
    let folder = try ScratchFolder()
    let (input, output) = (folder.url.appending(path: "X.h5"), folder.url.appending(path: "D.h5"))
    let file = try HDF5File.create(input)
    try file.root.createDataset("x1", of: Double.self, shape: [20, 3]).write(inputs.elements)
    if withTargets {
      try file.root.createDataset("y1", of: Double.self, shape: [20, 1]).write(targets)
      try file.root.createDataset("x2", of: Double.self, shape: [6, 3]).write(tests.elements)
    }
    try file.close()
    var diagnosis = DiagnosisFile(
      architecture: try CallerExample.architecture(CallerExample.dense), inputs: input, output: output)
    (diagnosis.depths, diagnosis.drawsPicture) = ([1, 3], false)
    _ = try diagnosis.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    // What is open stays there.
    return try withExtendedLifetime(folder) { try HDF5File.open(output).root }
  }

  @Test("the JSON has the variables that the tool writes", arguments: [false, true])
  func variables(withTargets: Bool) throws {
    let (x1, x2) = (CallerNumbers([20, 3], filled: inputs.elements), CallerNumbers([6, 3], filled: tests.elements))
    let y1 = CallerNumbers([20, 1], filled: targets)
    let depths: [Int64] = [1, 3]
    let json = try #require(
      text { json in
        withTargets
          ? widelimit_diagnose(
            CallerExample.dense, &x1.array, &y1.array, &x2.array, 2, depths, nil, json, nil)
          : widelimit_diagnose(CallerExample.dense, &x1.array, nil, nil, 2, depths, nil, json, nil)
      })
    // Foundation's other reader of JSON rounds numbers.
    let found = try JSONDecoder().decode(DiagnosisText.self, from: Data(json.utf8))
    #expect(found.depths == [1, 3] && found.lines.count == 3 && found.warnings.isEmpty)
    let root = try written(withTargets: withTargets)
    let coordinates: Set = ["depth", "mode", "row", "test_row"]
    #expect(try Set(root.members.map(\.name)).subtracting(coordinates) == Set(found.variables.keys))
    for (name, variable) in found.variables {
      let dataset = try root.dataset(name)
      #expect(try variable.longName == dataset.textAttribute("long_name"))
      let (numbers, values) = (try dataset.read(as: Double.self), variable.values.all)
      #expect(values.count == numbers.count)
      for (value, number) in zip(values, numbers) {
        switch value {
        case .flag(let flag): #expect(name.hasSuffix("_trusted") && flag == (number == 1))
        case .text(let text): #expect(text == (number.isNaN ? "nan" : "inf") && !number.isFinite)
        case .number(let value): #expect(value == number)
        case .list: Issue.record("a list in a list in a list")
        }
      }
    }
  }

  @Test("depths by themselves, and arrays that do not fit together")
  func others() throws {
    let x1 = CallerNumbers([20, 3], filled: inputs.elements)
    let json = try #require(text { widelimit_diagnose(CallerExample.dense, &x1.array, nil, nil, 0, nil, nil, $0, nil) })
    let found = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((found["depths"] as? [Int])?.last == 16)
    let short = CallerNumbers([19], filled: [Double](repeating: 1, count: 19))
    var unused: UnsafeMutablePointer<CChar>?
    let rows = answer {
      widelimit_diagnose(CallerExample.dense, &x1.array, &short.array, nil, 0, nil, nil, &unused, $0)
    }
    #expect(rows.status == 65 && rows.message.contains("19"))
    #expect(
      answer { widelimit_diagnose(CallerExample.dense, &x1.array, nil, nil, -1, nil, nil, &unused, $0) }.status == 64)
    #expect(unused == nil)
  }
}
