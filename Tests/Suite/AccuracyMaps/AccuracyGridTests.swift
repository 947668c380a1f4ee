import Foundation
import Results
import Suite
import Testing

@Suite("Where accuracy falls along a map")
struct AccuracyGridTests {
  private static func grid(_ column: [Double], depths: [Double] = [0, 10, 20, 30]) -> AccuracyGrid {
    AccuracyGrid(weightVariances: [1], depths: depths, values: [column])
  }

  /// Half-way from 0.5 to 0.1 is 0.3.
  @Test func theBoundaryIsHalfWayToChance() throws {
    for (column, expected) in [
      ([0.2, 0.5, 0.5, 0.1], 25.0), ([0.5, 0.1, 0.4, 0.2], 25),
      // Without a predictor accuracy is chance.
      ([0.5, 0.5, .nan, .nan], 15),
    ] {
      let boundary = try #require(Self.grid(column).boundary(column: 0))
      #expect((boundary - expected).magnitude < 1e-12)
    }
    // A tenth of the way is 0.14.
    let end = try #require(Self.grid([0.5, 0.5, 0.5, 0.1]).boundary(column: 0, share: 0.1))
    #expect((end - 29).magnitude < 1e-12)
    #expect(Self.grid([0.1, 0.2, 0.5, 0.4]).boundary(column: 0) == nil)
    // At a level of one's own: 0.3 between 0.9 and 0.1.
    let fall = AccuracyGrid.boundary(depths: [2, 4, 6], accuracies: [0.95, 0.9, 0.1], level: 0.3)
    #expect((try #require(fall) - 5.5).magnitude < 1e-12)
    #expect(AccuracyGrid.boundary(depths: [2, 4], accuracies: [0.2, 0.1], level: 0.3) == nil)
  }

  /// erf, σ_b² = 0.18: ξ₁ = 5.47382 at σ_w² = 1.25, ξ_* = 7.90655 at 2 and 2.37303 at 3.
  @Test func multiplesAreOfTheDepthScale() throws {
    let depths = (0...40).map { Double(3 * $0) }
    // 0.9 up to a depth, then chance: the boundary is half a step further.
    func falling(at depth: Double) -> [Double] { depths.map { $0 <= depth ? 0.9 : 0.1 } }
    let grid = AccuracyGrid(
      weightVariances: [1.25, 2, 3], depths: depths, values: [falling(at: 60), falling(at: 30), falling(at: 120)])
    let ordered = try grid.multiple(of: DepthGuide(side: .ordered, multiple: 8, biasVariance: 0.18))
    #expect(ordered.columns == 1 && ordered.unreached == 0 && !ordered.isLowerBound)
    #expect(ordered.words == "median of 1 columns")
    #expect((ordered.median - 61.5 / 5.47382).magnitude < 1e-5)
    let chaotic = try grid.multiple(of: DepthGuide(side: .chaotic, multiple: 8, biasVariance: 0.18))
    #expect(chaotic.columns == 2 && chaotic.unreached == 1)
    #expect((chaotic.lowest - 31.5 / 7.90655).magnitude < 1e-5)
    #expect((chaotic.highest - 120 / 2.37303).magnitude < 1e-4)
    #expect((chaotic.median - (chaotic.lowest + chaotic.highest) / 2).magnitude < 1e-12)
    #expect(chaotic.isLowerBound && chaotic.words == "lower bound of the median of 2 columns, 1 beyond the grid")
    // Half the difference of two, which is s/√2.
    let error = try #require(chaotic.standardError)
    #expect((error - (chaotic.highest - chaotic.lowest) / 2).magnitude < 1e-12 && ordered.standardError == nil)
    #expect(grid.bestWeightVariance(fromDepth: 20) == 3)
    let none = try Self.grid([1, 1, 1, 1]).multiple(of: DepthGuide(side: .chaotic, multiple: 8, biasVariance: 0.18))
    #expect(none.columns == 0 && none.median.isNaN)
  }

  @Test func cellsLieWithinTheMultiples() throws {
    let guide = DepthGuide(side: .ordered, multiple: 8, biasVariance: 0.18)
    let grid = AccuracyGrid(
      weightVariances: [1.25, 2], depths: [1, 11, 30], values: [[0.3, 0.2, .nan], [0.4, 0.4, 0.4]])
    let cells = try grid.cells(along: guide, 2...20)
    #expect(cells.map(\.accuracy) == [0.2, 0.1])
    #expect((cells[0].multiple - 11 / 5.47382).magnitude < 1e-5)
    #expect(try grid.mean(along: guide, 2...20) == (0.2 + 0.1) / 2)
    #expect(try grid.mean(along: guide, 100...200).isNaN)
  }

  private static let split = Axis<String>("split", "split")

  /// A table of two maps, in the second of which σ_w² and depth l have the accuracy σ_w² − 1 + l/100. A cell is a σ_w²,
  /// or a split and a σ_w².
  @Test(arguments: [true, false]) func mapsAreReadByAxisValue(splitFirst: Bool) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "maps-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (splits, weightVariances, depths) = (["training", "test"], [1.0, 1.5, 2], [1, 4])
    let axes: [Coordinate] = [AccuracyGrid.weightVariance(weightVariances)]
    let split = Self.split(splits)
    let column =
      splitFirst
      ? AccuracyGrid.testAccuracy.over(AccuracyGrid.depth)
      : AccuracyGrid.testAccuracy.over(AccuracyGrid.depth, Self.split)
    let layout = Sweep(
      cells: splitFirst ? [split] + axes : axes,
      within: splitFirst ? [AccuracyGrid.depth(depths)] : [AccuracyGrid.depth(depths), split], columns: [column]
    ) { _, _ in Row() }.layout
    let provenance = Provenance(
      title: "Maps", references: "arXiv:0", experiment: "test/maps", tier: "quick", rootSeed: 0, threads: 1)
    let url = folder.appending(path: "maps.h5")
    let file = try SweepFile(destination: url, layouts: [layout], provenance: provenance)
    for point in layout.points {
      let (weightVariance, own) = (
        try point[AccuracyGrid.weightVariance], splitFirst ? [try point[Self.split]] : splits
      )
      let row = Row(
        column
          => depths.flatMap { depth in
            own.map { ($0 == "test" ? weightVariance - 1 : -1) + Double(depth) / 100 }
          })
      try file.write(cell: point.cell, group: "/", values: row.values, status: row.status)
    }
    try file.finish(provenance)
    let table = Table(try ResultsFile(url), layout)
    let grid = try AccuracyGrid(AccuracyGrid.testAccuracy, of: table, Self.split == "test")
    #expect(grid.weightVariances == weightVariances && grid.depths == [1, 4])
    #expect(grid.values == [0, 0.5, 1].map { [$0 + 1.0 / 100, $0 + 4.0 / 100] })
    // Two maps are none.
    #expect(throws: SweepFailure.self) { try AccuracyGrid(AccuracyGrid.testAccuracy, of: table) }
  }

  @Test func unknownCellsHaveNoValue() throws {
    let grid = AccuracyGrid(weightVariances: [1, 2], depths: [1, 4], values: [[0.3, 0.2], [0.9, 0.8]])
    let known = grid.known([[true, false], [false, true]])
    #expect(known.values[0][0] == 0.3 && known.values[0][1].isNaN && known.values[1][0].isNaN)
    #expect(known.best == 0.8)
  }
}
