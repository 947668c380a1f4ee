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

  @Test func ratesAndWidthsAreNumbers() throws {
    let text = """
      { "layers": [
        {"parallel": {"join": "concatenation", "widths": [1, 3], "branches": [[],
          [{"dense": {"weightVariance": 2, "biasVariance": 1, "learningRates": {"weights": 64, "biases": 0.5}}}]]}} ] }
      """
    let network = try Architecture(json: Data(text.utf8), source: "test")
    let place = "layers/0/parallel/branches/1/0/dense/"
    let numbers = try network.numbers
    #expect(
      numbers.map(\.path) == [
        place + "biasVariance", place + "learningRates/biases", place + "learningRates/weights",
        place + "weightVariance",
        "layers/0/parallel/widths/0", "layers/0/parallel/widths/1",
      ])
    #expect(numbers.map(\.value) == [1, 0.5, 64, 2, 1, 3])
    for (k, number) in numbers.enumerated() {
      var expected = numbers.map(\.value)
      expected[k] = 7
      #expect(try network.setting([number.path], to: 7).numbers.map(\.value) == expected)
    }
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
