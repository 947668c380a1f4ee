import Inference
import LinearAlgebra
import Testing

@Suite("Inputs turned towards the anchor") struct AnchoredInputsTests {
  /// c of 0.75, −0.5 and, carried as −(1 + c), −0.9.
  private let inputs = AnchoredInputs(roots: [1, 2, 4], separations: [0.25, 1.5, -0.1])

  @Test func areTurned() {
    #expect(inputs.signs == [1, -1, -1] && inputs.separations == [0.25, 0.5, 0.1])
    #expect(inputs.components == [0.75, 1, 3.6] && inputs[1..<3].separations == [0.5, 0.1])
    #expect(inputs.spread == 0.75 && inputs.variances[1] == 3)
  }

  /// S = s s′ K − u u′, in both storages.
  @Test func remaindersAreThoseOfTurnedFunctions() throws {
    // ε = 1 − c, or −(1 + c), of pairs: c = −0.25, −0.8 and 0.6.
    let pairs = Matrix<Double>(rows: 3, columns: 3, elements: [0, 1.25, -0.2, 1.25, 0, 0.4, -0.2, 0.4, 0])
    let cosines: [Double] = [1, -0.25, -0.8, -0.25, 1, 0.6, -0.8, 0.6, 1]
    var square = pairs
    try Anchor.remainders(&square, rows: inputs, columns: inputs)
    var packed = try PackedSymmetricMatrix(order: 3) {
      $0.write(Tile(rows: 0..<3, columns: 0..<3), pairs.elements)
    }
    Anchor.remainders(&packed, inputs)
    let u = inputs.components
    for i in 0..<3 {
      for j in 0...i {
        let k = inputs.signs[i] * inputs.signs[j] * cosines[3 * i + j] * inputs.roots[i] * inputs.roots[j]
        #expect(abs(square[i, j] - (k - u[i] * u[j])) < 1e-14 && packed[i, j] == square[i, j])
      }
    }
  }

  /// 1 + c of 1e-30: of ε = 2 − 1e-30 nothing would be left.
  @Test func nearlyOppositeInputsKeepTheirDigits() throws {
    let pair = AnchoredInputs(roots: [1], separations: [-1e-30])
    #expect(abs(pair.variances[0] / 2e-30 - 1) < 1e-15)
    var entry = Matrix<Double>(rows: 1, columns: 1, elements: [-4e-30])
    try Anchor.remainders(&entry, rows: pair, columns: AnchoredInputs(roots: [1], separations: [1e-30]))
    #expect(abs(entry[0, 0] / -2e-30 - 1) < 1e-15)
  }
}
