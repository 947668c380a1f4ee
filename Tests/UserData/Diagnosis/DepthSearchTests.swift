import Architectures
import HDF5
import LinearAlgebra
import Testing
import UserData

/// The lines name the depths at which something ends, however few depths were tested.
@Suite struct DepthSearchTests {
  /// "trainable to depth 23 in float32, to depth 47 in float64" as two numbers; nil where it says anything else.
  private static func ends(_ found: DiagnosisExample) -> [Int]? {
    let parts = found.lines[0].split(separator: " (")[0].split(separator: ", ")
    let names = ["float32", "float64"]
    guard parts.count == 2, zip(parts, names).allSatisfy({ $0.hasSuffix(" in \($1)") }) else { return nil }
    return parts.compactMap { part in
      part.split(separator: "to depth ").last.flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }
    }
  }

  /// Vectors and images have all depths of a round from one pass, a repetition inside another each from its own.
  @Test(arguments: [[], [.flatten], [.globalAveragePooling]] as [[Layer]], [false, true])
  func theLastDepthIsThatOfEveryDepthTested(head: [Layer], isNested: Bool) throws {
    let files = try UserFiles()
    try files.write([("x1", head.isEmpty ? [6, 5] : [6, 4, 4, 2])])
    func weights(_ weight: Double, _ bias: Double) -> Layer {
      head.isEmpty
        ? .dense(weightVariance: weight, biasVariance: bias, trainable: true)
        : .convolution(
          kernelSize: 3, padding: .circular, weightVariance: weight, biasVariance: bias, trainable: true)
    }
    // Of the ordered phase, in which κ grows exponentially.
    let body = Layer.repeated(count: 3, layers: [.activation(.erf), weights(0.9, 0.2)])
    let layers = [weights(1, 0), isNested ? .repeated(count: 1, layers: [body]) : body] + head
    func found(_ depths: [Int]) throws -> DiagnosisExample {
      try DiagnosisExample(layers, files) {
        $0.depths = depths
        if isNested { $0.repetition = LayerPlace("layers/1/repeat/layers/0") }
      }
    }
    let whole = try #require(try Self.ends(found(Array(1...140))))
    try #require(1 < whole[0] && whole[0] < whole[1] && whole[1] < 139)
    let few = try found([1, 2, 140])
    let searched = try #require(Self.ends(few), "\(few.lines[0])")
    #expect(searched[0] == whole[0])
    // There λ_min is of the size of rounding, which is another in tiles of other depths.
    #expect(abs(searched[1] - whole[1]) <= 1)
    #expect(few.lines[0].contains("(tested: 1 to 140)"), "\(few.lines[0])")
    #expect(try few.numbers("depth") == [1, 2, 140] && few.numbers("ntk_lambda_max").count == 3)
  }

  /// In the chaotic phase κ falls to that of the identity: what holds begins at a depth.
  @Test func theFirstDepthIsFoundToo() throws {
    let near = DiagnosisExample.directions(8, 3, seed: 3)
    var inputs = near
    // One more that is next to the first.
    for j in 0..<3 { inputs[7, j] = near[0, j] * (j == 0 ? 1 + 1e-5 : 1) }
    func found(_ depths: [Int]) throws -> DiagnosisExample {
      try DiagnosisExample(DiagnosisExample.network(.erf, 4, 0.05, count: 2), [("x1", inputs)], depths: depths)
    }
    let whole = try found(Array(1...60))
    let condition = try whole.numbers("ntk_condition_number")
    let first = try #require(condition.firstIndex { $0 < 0x1p24 }) + 1
    try #require(first > 2 && condition[(first - 1)...].allSatisfy { $0 < 0x1p24 })
    #expect(whole.lines[0].hasPrefix("trainable from depth \(first) on in float32, "), "\(whole.lines[0])")
    #expect(try found([1, 60]).lines[0].hasPrefix("trainable from depth \(first) on in float32, "))
  }

  /// An architecture without a repetition is cut at every depth in between.
  @Test func truncationsAreTriedToo() throws {
    let body = [Layer.activation(.erf), .dense(weightVariance: 0.9, biasVariance: 0.2, trainable: true)]
    let layers = [DiagnosisExample.dense] + (0..<90).flatMap { _ in body }
    func found(_ depths: [Int]) throws -> DiagnosisExample {
      try DiagnosisExample(layers, [("x1", DiagnosisExample.directions(6, 20, seed: 5))], depths: depths)
    }
    let whole = try #require(try Self.ends(found(Array(1...90))))
    let few = try found([1, 90])
    let searched = try #require(Self.ends(few), "\(few.lines[0])")
    #expect(searched[0] == whole[0] && abs(searched[1] - whole[1]) <= 1)
  }
}
