import Inference
import Testing

@Suite struct PredictionPlanTests {
  @Test func blocksCoverAllInOrderAndFitTheirBytes() {
    for (n, test) in [(10, 4_500), (20_000, 10_000), (50_000, 10_000), (50_000, 1)] {
      let plan = PredictionPlan(training: n, test: test, width: 784, varianceCount: 0)
      #expect(plan.blocks.flatMap { Array($0) } == Array(0..<test))
      #expect(plan.blocks.allSatisfy { $0.count <= 2_000 && $0.count * n * 8 <= PredictionPlan.blockBytes })
    }
    // A single input always is a block.
    #expect(PredictionPlan(training: 1 << 40, test: 2, width: 1, varianceCount: 0).blocks == [0..<1, 1..<2])
    #expect(PredictionPlan(training: 5, test: 20, width: 1, varianceCount: 0, largestBlock: 15).blocks.count == 2)
  }

  @Test func theFractionRisesWithTheWork() {
    // Blocks of 800; the first 1,000 inputs have variances, which cost n/d = 100 times their kernel.
    let plan = PredictionPlan(training: 50_000, test: 2_000, width: 500, varianceCount: 1_000)
    #expect(plan.blocks.map(\.count) == [800, 800, 400])
    let all = 2_000.0 + 100 * 1_000
    #expect(plan.done(block: 0, kernelFraction: 0) == 0)
    // Ratios of sums of a few rounded products.
    #expect(abs(plan.done(block: 0, kernelFraction: 0.5) - 400 / all) < 1e-14)
    #expect(abs(plan.done(block: 1, kernelFraction: 0) - 80_800 / all) < 1e-14)
    #expect(abs(plan.done(block: 2, kernelFraction: 1) - 1) < 1e-14)
  }
}
