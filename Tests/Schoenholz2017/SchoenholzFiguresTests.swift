import Foundation
import Results
import Suite
import Testing

@Suite("Schoenholz et al. 2017")
struct SchoenholzFiguresTests {
  @Test("figure 2 runs, every number has its reference, fitted depth scales are the theory's")
  func figure2() throws {
    let finished = try Bench().finished("schoenholz2017/figure2")
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
    #expect(Set(values.keys) == (try ReferenceNumbers("schoenholz2017/figure2").keys))
    for (key, value) in values
    where key.hasSuffix("variance_depth_scale_ratio") || key.hasSuffix("correlation_depth_scale_ratio") {
      // Residuals between 1e-3 and 1e-10 of the first.
      #expect((value - 1).magnitude < 1e-3, "\(key)")
    }
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }

  @Test("a growth that is linear in σ_w² is 1 where the line says")
  func figure1() throws {
    let id = "schoenholz2017/figure1"
    let layouts = try Bench.experiment(id).layouts(.quick)
    let finished = try Bench().finished(id) { cell in
      if cell.count == 1 {
        let points = layouts[0].coordinates.reduce(1) { $0 * $1.count }
        return CellValues(numbers: [
          "chi1": .init(repeating: 1, count: points), "fixed_correlation": .init(repeating: 1, count: points),
        ])
      }
      let networks = layouts[1].coordinates[2].count
      // Distances −0.3, −0.15 … : 1 at +0.1.
      return CellValues(numbers: [
        "growth": .init(repeating: 1 + 0.3 * (0.15 * Double(cell[1] - 2) - 0.1), count: networks)
      ])
    }
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
    #expect(Set(values.keys) == (try ReferenceNumbers(id).keys))
    for (key, value) in values where key.hasSuffix("measured_boundary_distance") {
      #expect((value - 0.1).magnitude < 1e-12, "\(key)")
    }
  }

  @Test("gradients that grow by χ₁ a layer have the ratio 1 whatever their size")
  func figure3() throws {
    let id = "schoenholz2017/figure3"
    let layers = try Bench.experiment(id).layouts(.quick)[0].coordinates[2].count
    let finished = try Bench().finished(id) { _ in
      let norms = (0..<layers).map { pow(0.5, Double($0)) }
      return CellValues(numbers: ["bias_gradient": norms, "weight_gradient": norms])
    }
    let values = try finished.measurements
    #expect(Set(values.map(\.key)) == (try ReferenceNumbers(id).keys))
    // Each layer has twice the next one's: 2/χ₁, and χ₁ grows with σ_w².
    #expect(zip(values, values.dropFirst()).allSatisfy { $0.value > $1.value })
    #expect(values.allSatisfy { $0.value > 1.3 && $0.value < 2.7 })
  }
}
