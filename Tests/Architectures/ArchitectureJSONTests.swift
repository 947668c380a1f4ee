import Architectures
import Failures
import Foundation
import Nonlinearities
import Testing

@Suite struct ArchitectureJSONTests {
  @Test func theDocumentedFileIsRead() throws {
    let network = try parse(
      """
      { "layers": [
        {"convolution": {"kernelSize": 3, "padding": "circular", "weightVariance": 1.6, "biasVariance": 0.1}},
        {"activation": "relu"},
        {"repeat": {"count": 3, "layers": [
          {"convolution": {"kernelSize": 3, "weightVariance": 1.6, "trainable": false}},
          {"activation": {"leakyRelu": {"slope": 0.1}}}]}},
        "globalAveragePooling", {"flatten": {}},
        {"dense": {"weightVariance": 1.0, "biasVariance": 0.0}} ] }
      """)
    #expect(
      network.layers == [
        .convolution(kernelSize: 3, padding: .circular, weightVariance: 1.6, biasVariance: 0.1, trainable: true),
        relu,
        .repeated(
          count: 3,
          layers: [
            .convolution(kernelSize: 3, padding: .zero, weightVariance: 1.6, biasVariance: 0, trainable: false),
            .activation(.leakyRelu(slope: 0.1)),
          ]),
        .globalAveragePooling, .flatten, dense,
      ])
  }

  @Test func branchesRatesAndSumsAreRead() throws {
    let network = try parse(
      """
      { "layers": [
        {"convolution": {"kernelSize": 3, "weightVariance": 2, "learningRates": {"weights": 27, "biases": 0}}},
        {"parallel": {"branches": [[], ["layerNorm", {"convolution": {"kernelSize": 1, "weightVariance": 1}}]],
          "join": "sum"}},
        {"averagePooling": {"window": 2, "sum": true}}, {"globalAveragePooling": {"sum": true}},
        {"parallel": {"branches": [[], [{"dense": {"weightVariance": 1, "trainable": true,
          "learningRates": {"weights": 0.5, "biases": 1}}}]], "join": "concatenation", "widths": [1, 2.5]}},
        {"parallel": {"branches": [[], []], "join": "concatenation"}} ] }
      """)
    let rates = LayerLearning.rates(weights: 0.5, biases: 1)
    let projection = Layer.convolution(
      kernelSize: 1, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true)
    #expect(
      network.layers == [
        .convolution(
          kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0, trainable: .rates(weights: 27, biases: 0)),
        .parallel([[], [.layerNorm, projection]], join: .sum),
        .averagePooling(window: 2, sum: true), .globalAveragePooling(sum: true),
        .parallel(
          [[], [.dense(weightVariance: 1, biasVariance: 0, trainable: rates)]], join: .concatenation(widths: [1, 2.5])),
        .parallel([[], []], join: .concatenation()),
      ])
    #expect(network.learns)
    #expect(try parse(try network.json()) == network)
  }

  @Test(arguments: RefusedLayers.all)
  func aRefusalNamesFileLayerAndMend(layers: String, message expected: String) {
    #expect(message(layers: layers) == expected)
  }

  static let refusedFiles: [(json: String, message: String)] = [
    ("[]", "net.json: its value is a list; give an object of its settings"),
    ("{}", #"net.json: "layers" is missing; give a list of layers"#),
    (#"{"layers": {}}"#, #"net.json: "layers" is an object; give a list of layers"#),
    (#"{"layer": []}"#, #"net.json: unknown key "layer"; did you mean "layers"?"#),
    (
      "{\"layers\": [{\"dense\": {\"weightVariance\": 1,\n\"weightVariance\": 2}}]}",
      "net.json: line 2: the key \"weightVariance\" is given twice in one object; keep one of them, and put every layer into "
        + "an object of its own"
    ),
    (
      #"{"layers": [{"dense": {"weightVariance": 1}, "dense": {"weightVariance": 2}}]}"#,
      "net.json: line 1: the key \"dense\" is given twice in one object; keep one of them, and put every layer into an object "
        + "of its own"
    ),
    (
      #"{"layers": [{"dense": {"weightVariance": 1,}}]}"#,
      "net.json: not JSON (line 1: \"}\" where a key in quotation marks is expected); an architecture file is "
        + "{ \"layers\": [ … ] }"
    ),
    (
      "{\"layers\": [\n\"flatten\",]}",
      "net.json: not JSON (line 2: \"]\" where a value is expected); an architecture file is { \"layers\": [ … ] }"
    ),
  ]

  @Test(arguments: refusedFiles)
  func aRefusalNamesTheFile(json: String, message expected: String) { #expect(message(file: json) == expected) }

  @Test(arguments: [
    "", "{", "{\"layers\": [}", "\u{FEFF}x", "{\"layers\": [{\"dense\": {\"weightVariance\": 1e999}}]}",
  ])
  func whatIsNotJSONIsRefusedInOneLine(json: String) throws {
    let text = try #require(message(file: json))
    #expect(text.hasPrefix("net.json: not JSON ("))
    #expect(text.hasSuffix("); an architecture file is { \"layers\": [ … ] }"))
    #expect(!text.contains("\n"))
  }

  /// Names from a file cannot break the one line of a message, nor make it endless.
  @Test func namesAreQuotedOnOneLine() {
    #expect(
      message(layers: #""den\nse\u0007""#)?.hasPrefix("net.json: layers[0]: unknown layer \"den\u{FFFD}se\u{FFFD}\";")
        == true)
    let long = message(layers: "\"" + String(repeating: "x", count: 100_000) + "\"") ?? ""
    #expect(long.contains("unknown layer \"\(String(repeating: "x", count: 40))…\";"))
    #expect(long.count < 300)
  }

  /// Damaged files: whatever a changed, lost or doubled character makes of a valid file, it is read or refused by name.
  @Test func damagedFilesAreReadOrRefusedInOneLine() throws {
    let file =
      Array(
        #"{"layers":[{"dense":{"weightVariance":1}},{"residual":{"layers":["layerNorm",{"activation":{"leakyRelu":"#
          .utf8)
      + Array(#"{"slope":0.1}}},{"dense":{"weightVariance":2e0,"trainable":true}}]}}]}"#.utf8)
    #expect(try Architecture(json: Data(file), source: "net.json").layers.count == 2)
    let replacements = Array("}],\"9-".utf8)
    var refused = 0
    for position in file.indices {
      for replacement in replacements {
        var (changed, doubled, lost) = (file, file, file)
        changed[position] = replacement
        doubled.insert(replacement, at: position)
        lost.remove(at: position)
        for damaged in [changed, doubled, lost] {
          do {
            _ = try Architecture(json: Data(damaged), source: "net.json")
          } catch {
            refused += 1
            #expect(error is ArchitectureFailure)
            #expect(!"\(error)".contains("\n") && "\(error)".hasPrefix("net.json: "))
          }
        }
      }
    }
    #expect(refused > file.count)
  }

  /// Nested lists, objects and layers far deeper than any stack would bear if each took a call.
  @Test(arguments: [33, 200, 600, 100_000])
  func deepNestingIsRefusedWithoutACrash(depth: Int) {
    let opening = String(repeating: #"{"residual": {"layers": ["#, count: depth)
    let closing = String(repeating: "]}}", count: depth)
    #expect(message(layers: opening + closing) != nil)
    #expect(message(file: String(repeating: "[", count: depth)) != nil)
    #expect(message(layers: String(repeating: "[", count: depth) + String(repeating: "]", count: depth)) != nil)
  }

  @Test func filesThatCannotBeReadSaySo() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "architectures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "net.json")
    #expect(throws: ArchitectureFileFailure.missing(file.path)) { try Architecture(contentsOf: file) }
    #expect(throws: ArchitectureFileFailure.isFolder(folder.path)) { try Architecture(contentsOf: folder) }
    try Data(#"{"layers": ["dence"]}"#.utf8).write(to: file)
    let failure = #expect(throws: ArchitectureFailure.self) { try Architecture(contentsOf: file) }
    #expect(failure?.message == "\(file.path): layers[0]: unknown layer \"dence\"; did you mean \"dense\"?")
    try Data(#"{"layers": [{"dense": {"weightVariance": 1}}]}"#.utf8).write(to: file)
    #expect(try Architecture(contentsOf: file).layers == [dense])
  }
}
