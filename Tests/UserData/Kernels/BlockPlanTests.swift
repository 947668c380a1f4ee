import LinearAlgebra
import Testing
import UserData

@Suite struct BlockPlanTests {
  private static let vectors = BlockPlan.Demand(width: 784, kernels: 2, secondsPerPair: 1e-12)

  @Test func whatFitsIsOneTile() {
    let plan = BlockPlan(rows: 1000, columns: 700, isSymmetric: false, Self.vectors, memoryBytes: 1_000_000_000)
    #expect(plan.count == 1)
    #expect(plan[0] == Tile(rows: 0..<1000, columns: 0..<700))
    #expect(plan.edge == 1024)
  }

  @Test(arguments: [1_000_000, 50_000_000, 400_000_000], [1, 2]) func tilesKeepToTheirMemory(bytes: Int, kernels: Int) {
    var demand = Self.vectors
    demand.kernels = kernels
    let plan = BlockPlan(rows: 20_000, columns: 9_000, isSymmetric: false, demand, memoryBytes: bytes)
    #expect(plan.edge % BlockPlan.tile == 0)
    // A tile of each kernel, and two copies of the inputs on both sides.
    #expect(8 * (kernels * plan.edge * plan.edge + 4 * 784 * plan.edge) <= bytes || plan.edge == BlockPlan.tile)
  }

  /// Of what a kill loses.
  @Test(arguments: [(1e-9, 256), (1e-6, 256), (1e-3, 16), (1e-2, 16)]) func tilesTakeTwoSeconds(
    seconds: Double, unit: Int
  ) {
    let plan = BlockPlan(
      rows: 100_000, columns: 100_000, isSymmetric: true,
      .init(width: 1, kernels: 1, secondsPerPair: seconds, unit: unit), memoryBytes: .max)
    let (edge, next) = (Double(plan.edge), Double(plan.edge + unit))
    #expect(edge * edge * seconds <= 2 || plan.edge == unit)
    #expect(next * next * seconds > 2 && plan.edge.isMultiple(of: unit))
  }

  @Test func noMemoryStillGivesOneTile() {
    #expect(BlockPlan(rows: 600, columns: 600, isSymmetric: true, Self.vectors, memoryBytes: 0).edge == 256)
  }

  /// Every pair is in one tile, of a symmetric kernel in one below the diagonal, and tiles come row by row.
  @Test(arguments: [(700, 700, true), (700, 300, false), (300, 700, false), (1, 1, true)], [256, 512, 1024])
  func tilesCoverTheKernel(size: (rows: Int, columns: Int, isSymmetric: Bool), edge: Int) {
    let plan = BlockPlan(rows: size.rows, columns: size.columns, isSymmetric: size.isSymmetric, edge: edge)
    var times = Matrix<Double>(rows: size.rows, columns: size.columns)
    for number in 0..<plan.count {
      for i in plan[number].rows { for j in plan[number].columns { times[i, j] += 1 } }
    }
    for i in 0..<size.rows {
      for j in 0..<(size.isSymmetric ? i + 1 : size.columns) where times[i, j] != 1 {
        Issue.record("(\(i), \(j)) is in \(times[i, j]) tiles")
      }
    }
    let pairs = (0..<plan.count).reduce(0) { $0 + plan.pairs($1) }
    #expect(Int(pairs) == (size.isSymmetric ? size.rows * (size.rows + 1) / 2 : size.rows * size.columns))
  }

  @Test func largeKernelsAreNumberedExactly() {
    let plan = BlockPlan(rows: 1 << 28, columns: 1 << 28, isSymmetric: true, edge: 256)
    for row in [0, 1, 2, 999_999, (1 << 20) - 1] {
      let first = row * (row + 1) / 2
      #expect(plan[first].rows.lowerBound == row * 256 && plan[first].columns.lowerBound == 0)
      #expect(plan[first + row].rows == plan[first + row].columns)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 16, 100], [true, false]) func partsAreOfEqualCost(parts: Int, isSymmetric: Bool) {
    let plan = BlockPlan(
      rows: 20_000, columns: 20_000, isSymmetric: isSymmetric, parts: parts, Self.vectors, memoryBytes: 500_000_000)
    let runs = (1...parts).map { plan.run(ofPart: $0, of: parts) }
    #expect(runs.first?.lowerBound == 0 && runs.last?.upperBound == plan.count)
    for (one, next) in zip(runs, runs.dropFirst()) { #expect(one.upperBound == next.lowerBound) }
    let costs = runs.map { $0.reduce(0) { $0 + plan.pairs($1) } }
    let mean = costs.reduce(0, +) / Double(parts)
    let tile = Double(plan.edge * plan.edge)
    for cost in costs { #expect(abs(cost - mean) <= tile) }
    // One tile is little of a part, where the unit allows it.
    #expect(parts == 1 || tile <= mean / 32 || plan.edge == BlockPlan.tile)
  }

  @Test(arguments: 1...10) func asManyPartsAsTilesHaveOneEach(parts: Int) {
    let plan = BlockPlan(rows: 900, columns: 900, isSymmetric: true, edge: 256)
    #expect(plan.count == 10)
    #expect((1...parts).allSatisfy { !plan.run(ofPart: $0, of: parts).isEmpty })
  }

  /// Processes that share a kernel all have tiles, and more than one each.
  @Test(arguments: [2, 4, 16]) func everyProcessHasTiles(processes: Int) {
    let demand = BlockPlan.Demand(width: 10, kernels: 2, secondsPerPair: 1e-9)
    let alone = BlockPlan(rows: 20_000, columns: 20_000, isSymmetric: true, demand, memoryBytes: 100_000_000_000)
    let shared = BlockPlan(
      rows: 20_000, columns: 20_000, isSymmetric: true, processes: processes, demand, memoryBytes: 100_000_000_000)
    #expect(alone.count == 1 && shared.count >= 8 * processes && shared.edge % 256 == 0)
  }
}
