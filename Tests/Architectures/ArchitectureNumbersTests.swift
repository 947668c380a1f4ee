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

  static let short = """
    { "layers": [
      {"convolution": {"kernelSize": [3, 1], "weightVariance": 1.5}}, {"activation": "gaussian"},
      {"parallel": {"join": "concatenation", "branches": [["selfAttention"],
        [{"convolution": {"kernelSize": 1, "weightVariance": 1, "stride": [1, 1]}}]]}},
      {"averagePooling": {"window": [2, 1]}}, {"convolution": {"kernelSize": 1, "weightVariance": 1}},
      {"activation": {"monomial": {"degree": 3}}}, "flatten" ] }
    """

  @Test func numbersWithADefaultNeedNotStandInTheFile() throws {
    let network = try Architecture(json: Data(Self.short.utf8), source: "test")
    let branch = "layers/2/parallel/branches/0/0/selfAttention/"
    let expected: [String: Double] = [
      "layers/0/convolution/stride": 1, "layers/0/convolution/biasVariance": 0, "layers/1/activation/gaussian/a": 1,
      "layers/1/activation/gaussian/b": -1, "layers/2/parallel/widths/0": 1, "layers/2/parallel/widths/1": 1,
      branch + "queryVariance": 1, branch + "keyVariance": 1, branch + "valueVariance": 1, branch + "outputVariance": 1,
      branch + "biasVariance": 0, "layers/3/averagePooling/stride/0": 2, "layers/3/averagePooling/stride/1": 1,
    ]
    let numbers = Dictionary(uniqueKeysWithValues: try network.numbers.map { ($0.path, $0) })
    for (path, value) in expected {
      #expect(numbers[path]?.value == value, "\(path)")
      // It can be set, and what else is left out stays left out but for the other one of a pair.
      let changed = try network.setting([path], to: 2)
      #expect(try changed.numbers.first { $0.path == path }?.value == 2)
      #expect(try changed.json().count < network.json().count + 120)
      #expect(try network.setting([path], to: value).numbers.map(\.value) == network.numbers.map(\.value))
    }
    let whole = try network.numbers.filter(\.isWhole).map(\.path)
    #expect(whole.contains("layers/5/activation/monomial/degree") && whole.contains("layers/0/convolution/stride"))
    #expect(whole.contains("layers/3/averagePooling/stride/1") && !whole.contains(branch + "keyVariance"))
    #expect(throws: ArchitectureFailure.self) { try network.setting(["layers/5/activation/monomial/degree"], to: 2.5) }
  }

  /// A stride that the file leaves out goes on being the window's.
  @Test func whatIsLeftOutFollowsWhatIsSet() throws {
    let network = try Architecture(layers: [.averagePooling(window: 2)])
    let window = "layers/0/averagePooling/window"
    let stride = "layers/0/averagePooling/stride"
    #expect(try network.setting([window], to: 3).layers == [.averagePooling(window: 3)])
    #expect(try network.setting([window: 3, stride: 1]).layers == [.averagePooling(window: 3, stride: 1)])
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
