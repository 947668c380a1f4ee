import Architectures
import HDF5
import TestSupport
import Testing
import UserData

@Suite struct InputsDigestTests {
  /// What the formula in Python gives.
  @Test func isThatOfShapeAndNumbers() throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    let numbers = [1.0, -2, 3.5, 4, 5, 6.25]
    try file.root.createDataset("x1", of: Double.self, shape: [2, 3]).write(numbers)
    try file.root.createDataset("float", of: Float.self, shape: [2, 3]).write(numbers.map { Float($0) })
    try file.root.createDataset("other", of: Double.self, shape: [3, 2]).write(numbers)
    func digest(_ name: String) throws -> String { try InputsDigest.sha256(of: UserArray(name, in: file)) }
    #expect(try digest("x1") == Self.python)
    #expect(try digest("float") == Self.python)
    #expect(try digest("other") != Self.python)
  }

  private static let python = "b03b4124a4192e19af437ed20e583d8a089c54599e4f1c5c60e6d1d029a6ad06"

  @Test func anArchitectureIsKnownByItsText() throws {
    let one = Architecture.fullyConnected(depth: 2, nonlinearity: .relu, weightVariance: 1.5, biasVariance: 0.1)
    let two = Architecture.fullyConnected(depth: 3, nonlinearity: .relu, weightVariance: 1.5, biasVariance: 0.1)
    #expect(try InputsDigest.sha256(of: one) == InputsDigest.sha256(of: one))
    #expect(try InputsDigest.sha256(of: one) != InputsDigest.sha256(of: two))
    #expect(try InputsDigest.sha256(of: one).count == 64)
  }
}
