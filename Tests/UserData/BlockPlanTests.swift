import Testing
import UserData

@Suite struct BlockPlanTests {
  @Test func whatFitsIsOneBlock() {
    let plan = BlockPlan(rows: 1000, columns: 700, width: 10, kernels: 2, memoryBytes: 1_000_000_000)
    #expect(plan.rowBlocks == [0..<1000])
    #expect(plan.columnBlocks == [0..<700])
  }

  @Test(arguments: [1_000_000, 50_000_000, 400_000_000], [1, 2]) func blocksKeepToTheirMemory(bytes: Int, kernels: Int)
  {
    let plan = BlockPlan(rows: 20_000, columns: 9_000, width: 784, kernels: kernels, memoryBytes: bytes)
    #expect(plan.edge % BlockPlan.tile == 0)
    #expect(plan.rowBlocks.map(\.count).reduce(0, +) == 20_000)
    #expect(plan.columnBlocks.last?.upperBound == 9_000)
    // Two copies of each kernel's block and of the inputs on both sides.
    let taken = 8 * (2 * kernels * plan.edge * plan.edge + 4 * 784 * plan.edge)
    #expect(taken <= bytes || plan.edge == BlockPlan.tile)
  }

  @Test func noMemoryStillGivesOneTile() {
    #expect(BlockPlan(rows: 600, columns: 600, width: 1_000_000, kernels: 2, memoryBytes: 0).edge == 256)
  }
}
