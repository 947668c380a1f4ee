import Inference
import Testing

@Suite("Noise ladders") struct NoiseLadderTests {
  private func close(_ found: [Double], _ expected: [Double]) -> Bool {
    // Repeated products of ten.
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 / $1 - 1) < 1e-14 }
  }

  @Test("the papers' is absolute, whatever the kernel", arguments: [1e-300, 1, 1e300])
  func absolute(meanDiagonal: Double) throws {
    let rungs = [1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
    #expect(close(try NoiseLadder.absolute(first: 1e-10).values(meanDiagonal: meanDiagonal), rungs))
    let fromZero = try NoiseLadder.absolute(first: 0).values(meanDiagonal: meanDiagonal)
    #expect(fromZero[0] == 0 && close(Array(fromZero.dropFirst()), rungs))
    #expect(try NoiseLadder.absolute(first: 0.5).values(meanDiagonal: meanDiagonal) == [0.5])
  }

  @Test("a relative one is in the kernel's units", arguments: [1e-280, 1, 1e18, 1e300])
  func relative(meanDiagonal m: Double) throws {
    let values = try NoiseLadder.relative(first: 1e-10).values(meanDiagonal: m)
    #expect(values[0] == 1e-10 * m)
    #expect(close(values, (0..<10).map { [1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1][$0] * m }))
    #expect(try NoiseLadder.relative(first: 0).values(meanDiagonal: m) == [0])
  }

  @Test("what a user gave comes first, and there is a rung above it for any kernel")
  func given() throws {
    let values = try NoiseLadder.given(1e-10).values(meanDiagonal: 1e18)
    #expect(values[0] == 1e-10 && close(Array(values.dropFirst().prefix(1)), [1e4]))
    #expect(abs((values.last ?? 0) / 1e17 - 1) < 1e-13)
    #expect(try NoiseLadder.given(3).values(meanDiagonal: 1) == [3])
    for ladder in [NoiseLadder.given(-1), .absolute(first: .nan), .relative(first: .infinity)] {
      #expect(throws: GaussianProcessError.self) { try ladder.values(meanDiagonal: 1) }
    }
  }
}
