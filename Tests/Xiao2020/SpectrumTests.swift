import Foundation
import Results
import Suite
import Testing

@Suite("Spectra of images by depth")
struct XiaoSpectrumTests {
  /// λ_min falls by 100 a depth from 1, so that with m = 200 the eighth value, 1e-14, is beyond 1/(m ε) = 2.3e13 with
  /// λ_max = 1.
  private static func values(depths: Int) -> CellValues {
    let smallest = (0..<2 * depths).map { pow(0.01, Double($0 % depths)) }
    return CellValues(
      numbers: [
        "lambda_max": smallest.map { _ in 1 }, "lambda_bulk": smallest.map { 2 * $0 }, "lambda_min": smallest,
      ], integers: ["trusted": smallest.map { 1 / $0 * 200 * .ulpOfOne < 1 ? 1 : 0 }])
  }

  @Test func measurementsEndWhereRoundingBegins() throws {
    let layout = try #require(try Bench.experiment("xiao2020/spectrum").layouts(.quick).first)
    let depths = try #require(layout.coordinates.first { $0.name == "depth" })
    guard case .integers(let list) = depths.values else { throw CocoaError(.coderInvalidValue) }
    let finished = try Bench().finished("xiao2020/spectrum") { _ in Self.values(depths: list.count) }
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
    #expect(values.count == 3 * 2 * 3)
    #expect(values["fcn/critical/nngp/deepest_trusted_depth"] == Double(list[6]))
    // 1 / 0.01⁶ and half of it, seven products.
    let kappa = try #require(values["fcn/ordered/ntk/kappa_at_deepest"])
    #expect((kappa / 1e12 - 1).magnitude < 1e-14)
    #expect(try #require(values["fcn/ordered/ntk/bulk_kappa_at_deepest"]) == kappa / 2)
    #expect(try ReferenceNumbers("xiao2020/spectrum").keys.isSubset(of: Set(values.keys)))
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
