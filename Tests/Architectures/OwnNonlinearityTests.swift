import Architectures
import Nonlinearities
import Testing

@Suite("A φ of one's own in a file") struct OwnNonlinearityTests {
  private static func layers(_ activation: String) -> String {
    #"{"dense": {"weightVariance": 1}}, {"activation": \#(activation)}, {"dense": {"weightVariance": 1}}"#
  }

  @Test(arguments: [
    (
      #"{"expression": "x*tanh(log(1+exp(x)))"}"#, #"{"activation":{"expression":"x*tanh(log(1+exp(x)))"}}"#
    ),
    (#"{"expression": {"text": "max(x, 0)"}}"#, #"{"activation":{"expression":"max(x, 0)"}}"#),
    (
      #"{"table": {"x": [-1, 0, 0.1], "y": [0, 1e-300, 0.30000000000000004]}}"#,
      #"{"activation":{"table":{"x":[-1,0,0.1],"y":[0,1e-300,0.30000000000000004]}}}"#
    ),
  ])
  func readsAndWrites(_ file: String, _ written: String) throws {
    let network = try parse(#"{"layers": [\#(Self.layers(file))]}"#)
    let json = try network.json()
    #expect(json.filter { !$0.isWhitespace }.contains(written.filter { !$0.isWhitespace }), "\(json)")
    #expect(try parse(json) == network)
  }

  @Test func equalOnesAreEqual() throws {
    let own = try Architecture.fullyConnected(
      depth: 2, nonlinearity: .expression("tanh(x)"), weightVariance: 1, biasVariance: 0)
    #expect(try parse(try own.json()) == own)
    let points = try Nonlinearity.table(x: [0, 1, 2], y: [0, 1, 1])
    let other = try Nonlinearity.table(x: [0, 1, 2], y: [0, 1, 1.5])
    #expect(points != other)
    #expect(
      try Architecture(layers: [dense, .activation(points), dense])
        != Architecture(layers: [dense, .activation(other), dense]))
  }

  /// With the whole message.
  @Test(arguments: [
    (
      #"{"expression": "x*tanh("}"#,
      #"net.json: layers[1].activation: expression "x*tanh(": expected an expression at column 8"#
    ),
    (
      #"{"expression": "1/x"}"#,
      #"net.json: layers[1].activation: expression "1/x": the denominator is 0 at x = 0.0: choose one that is smooth or "#
        + "has kinks alone"
    ),
    (#""expression""#, #"net.json: layers[1].activation: "text" is missing; give a text"#),
    (#"{"expression": 3}"#, #"net.json: layers[1].activation: "text" is 3; give a text"#),
    (#"{"expression": {"x": 3}}"#, #"net.json: layers[1].activation: unknown key "x"; use one of text"#),
    (
      #"{"table": {"x": [0, 1]}}"#, #"net.json: layers[1].activation: "y" is missing; give a list of numbers"#
    ),
    (
      #"{"table": {"x": [0, "1"], "y": [0, 1]}}"#,
      #"net.json: layers[1].activation: "x" is a list; give a list of numbers"#
    ),
    (
      #"{"table": {"x": [0, 1, 1], "y": [0, 1, 2]}}"#,
      #"net.json: layers[1].activation: "x" is a list with 1.0 before 1.0; give numbers that ascend"#
    ),
    (
      #"{"table": {"x": [0, 1], "y": [0, 1, 2]}}"#,
      #"net.json: layers[1].activation: "y" is a list of 3; give one number for each of the 2 x"#
    ),
  ])
  func refused(_ activation: String, _ expected: String) {
    #expect(message(layers: Self.layers(activation)) == expected)
  }

  @Test func nestingIsRefusedWithoutACrash() {
    let text = String(repeating: "(", count: 10_000)
    let found = message(layers: Self.layers(#"{"expression": "\#(text)"}"#))
    #expect(found?.hasSuffix("it is longer than 1000 characters") == true)
    #expect((found ?? "").count < 300)
  }
}
