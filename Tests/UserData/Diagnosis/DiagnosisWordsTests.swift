import LinearAlgebra
import Testing
import UserData

/// What is said of depths at which a number is known by theory.
@Suite struct DiagnosisWordsTests {
  /// In the ordered phase κ grows like χ₁^{−l}/l: float32 ends before float64 does, and both where κ says.
  @Test func orderedNetworksEndInFloat32First() throws {
    let x1 = DiagnosisExample.directions(10, 30, seed: 3)
    let y1 = Matrix(rows: 10, columns: 1, elements: (0..<10).map { Double($0 % 2) })
    func diagnosis(_ depths: [Int]) throws -> DiagnosisExample {
      try DiagnosisExample(
        DiagnosisExample.network(.erf, 0.9, 0.2, count: 8), [("x1", x1), ("y1", y1)], depths: depths)
    }
    let depths = Array(4...120)
    let found = try diagnosis(depths)
    let condition = try found.numbers("ntk_condition_number")
    let single = try #require(depths.indices.last { condition[$0] < 0x1p24 })
    let double = try #require(depths.indices.last { condition[$0] < .infinity })
    try #require(single > 0 && double > single && double < depths.count - 1)
    let said =
      "trainable to depth \(depths[single]) in float32, to depth \(depths[double]) in float64 (tested: 4 to 120)"
    #expect(found.lines[0].hasPrefix(said), "\(found.lines[0])")
    let few = try diagnosis([4, 8, 16, 32, 64, 120])
    #expect(few.lines[0].hasPrefix("trainable to depth \(depths[single]) in float32, "), "\(few.lines[0])")
    // Left-out inputs are not known where Θ is singular to rounding.
    let error = try found.numbers("ntk_left_out_error")
    #expect(error[double].isFinite && error[double + 1].isNaN)
    #expect(found.lines[1].contains("(not known where κ is beyond float64)"), "\(found.lines[1])")
  }

  /// In the chaotic phase P(Θ)Y falls, and with it ends what generalises.
  @Test func chaoticNetworksEndToGeneralise() throws {
    let (x1, x2) = (DiagnosisExample.directions(30, 3, seed: 3), DiagnosisExample.directions(9, 3, seed: 4))
    let y1 = Matrix(rows: 30, columns: 1, elements: (0..<30).map { x1[$0, 0] })
    func diagnosis(_ depths: [Int]) throws -> DiagnosisExample {
      try DiagnosisExample(
        DiagnosisExample.network(.erf, 4, 0.05, count: 5), [("x1", x1), ("y1", y1), ("x2", x2)], depths: depths)
    }
    let depths = Array(1...20)
    let found = try diagnosis(depths)
    let size = try found.numbers("ntk_mean_predictor_x2")
    let last = try #require(depths.indices.last { size[$0] >= 0.1 })
    try #require(last > 0 && last < 19 && depths.indices.allSatisfy { (size[$0] >= 0.1) == ($0 <= last) })
    #expect(
      found.lines[1].hasPrefix(
        "generalises to depth \(depths[last]): P(Θ)Y on x2 has a tenth of Y's size or more there; the error on "
          + "left-out inputs is least at depth "),
      "\(found.lines[1])")
    let few = try diagnosis([1, 20])
    #expect(few.lines[1].hasPrefix("generalises to depth \(depths[last]): "), "\(few.lines[1])")
    #expect(found.lines[2].contains("the first 10 eigenvectors of Θ at depth 5 hold "), "\(found.lines[2])")
  }
}
