import Arora2019
import ExperimentSupport
import LinearAlgebra
import Results
import Suite
import Testing

/// Ways to the same regression: in one piece, from a packed triangle, and from rows that were kept.
@Suite("Convolutional regression by parts")
struct AllImagesRegressionTests {
  private static func context() throws -> (Bench, RunContext) {
    let bench = try Bench()
    return (bench, bench.context(of: "arora2019/table1"))
  }

  @Test func aPackedKernelClassifiesLikeASquareOne() throws {
    let (bench, context) = try Self.context()
    let setting = TangentKernelSetting.flattened(training: 60, test: 40, depths: [3, 4])
    let square = try TangentKernelRegression(setting, .vanilla, context: context).isRight(size: 60)
    let found = try AllImagesRegression(setting, context: context).found()
    #expect(found.map(\.isRight) == square && found.allSatisfy { $0.ridge == 0 })
    _ = bench
  }

  /// Tiles of 8 × 8 pixels: the kernel that is put together from them is the one in one piece.
  @Test func storedRowsAreTheKernel() throws {
    let (bench, context) = try Self.context()
    var setting = TangentKernelSetting.pooled(depths: [3, 4], part: "4")
    (setting.block, setting.training, setting.test, setting.tile) = (4, 20, 10, nil)
    let whole = try TangentKernelRegression(setting, .pooled, context: context)
    setting.tile = 10
    let sweep = StoredKernelRows.sweep(setting, tile: 10)
    let cells = try sweep.layout.points.map {
      try #require(try sweep.run($0, context).values.numbers["tangent_kernel"])
    }
    #expect(cells.count == 3 && cells.allSatisfy { $0.count == 2 * 10 * 20 })
    // The first tile has nothing right of the diagonal, the last one has everything.
    #expect(cells[0][10] == 0 && cells[1][10] != 0 && cells[2].allSatisfy { $0 > 0 })
    for (depth, own) in whole.own.enumerated() {
      for i in 0..<20 {
        for j in 0...i {
          let entry = cells[i / 10][depth * 200 + i % 10 * 20 + j]
          #expect((entry - own[i, j]).magnitude < 1e-12 * own[i, i])
        }
      }
    }
    _ = bench
  }
}
