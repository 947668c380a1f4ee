import Architectures
import Foundation
import Testing

@Suite struct ArchitectureNumbersTests {
  static let network = """
    { "layers": [
      {"dense": {"weightVariance": 1.5}}, {"activation": {"leakyRelu": {"slope": 0.1}}}, {"dropout": {"keepProbability": 0.5}},
      {"repeat": {"count": 3, "layers": [
        {"dense": {"weightVariance": 2, "biasVariance": 0.25}},
        {"residual": {"layers": [{"dense": {"weightVariance": 1}}, {"activation": "relu"}, {"dense": {"weightVariance": 1}}]}},
        {"activation": "tanh"}]}},
      {"dense": {"weightVariance": 1}} ] }
    """

  private func architecture() throws -> Architecture {
    try Architecture(json: Data(Self.network.utf8), source: "test")
  }

  @Test func placesAreThoseOfTheFile() throws {
    let numbers = try architecture().numbers
    #expect(
      numbers.prefix(6).map(\.path) == [
        "layers/0/dense/biasVariance", "layers/0/dense/weightVariance", "layers/1/activation/leakyRelu/slope",
        "layers/2/dropout/keepProbability", "layers/3/repeat/count", "layers/3/repeat/layers/0/dense/biasVariance",
      ])
    #expect(numbers.prefix(6).map(\.value) == [0, 1.5, 0.1, 0.5, 3, 0.25])
    #expect(numbers.filter(\.isWhole).map(\.name) == ["count"])
    #expect(numbers.count { $0.name == "weightVariance" } == 5)
  }

  /// Every number can be set, and nothing else changes.
  @Test func settingChangesOneNumber() throws {
    let before = try architecture().numbers
    for (index, number) in before.enumerated() {
      let value = number.isWhole ? 7 : 0.75
      let after = try architecture().setting([number.path], to: value).numbers
      #expect(after.map(\.path) == before.map(\.path))
      for (k, other) in after.enumerated() { #expect(other.value == (k == index ? value : before[k].value)) }
    }
  }

  @Test func settingKeepsTheRules() throws {
    let network = try architecture()
    #expect(throws: ArchitectureFailure.self) { try network.setting(["layers/0/dense/weightVariance"], to: -1) }
    #expect(throws: ArchitectureFailure.self) { try network.setting(["layers/3/repeat/count"], to: 1.5) }
    let weights = try network.numbers.filter { $0.name == "weightVariance" }.map(\.path)
    #expect(
      try network.setting(weights, to: 3).numbers.filter { $0.name == "weightVariance" }.allSatisfy { $0.value == 3 })
  }
}
