import Foundation
import Inference
import LinearAlgebra
import Testing

@Suite("Conventions of training time") struct TrainingTimeTests {
  private func flowTime(_ time: TrainingTime) throws -> Double {
    try time.flowTime(inputs: 256, outputs: 10, largestEigenvalue: 50)
  }

  @Test("each convention becomes the flow's")
  func conversions() throws {
    #expect(try flowTime(.flow(3)) == 3)
    // The notebook's last time: 4096 of a mean over 2,560 numbers.
    #expect(try flowTime(.meanLoss(4096)) == 1.6)
    // 100 steps at half of 2/50.
    #expect(abs(try flowTime(.steps(100, fractionOfLargestRate: 0.5)) - 2) < 4 * .ulpOfOne)
    #expect(try flowTime(.meanLoss(.infinity)) == .infinity)
  }

  @Test("what is no time or no rate is refused")
  func refusals() {
    #expect(throws: DynamicsError.time(-0.5)) { try flowTime(.flow(-0.5)) }
    #expect(throws: DynamicsError.time(-1)) { try flowTime(.meanLoss(-2560)) }
    #expect(throws: DynamicsError.self) { try flowTime(.flow(.nan)) }
    #expect(throws: DynamicsError.learningRate(0)) { try flowTime(.steps(1, fractionOfLargestRate: 0)) }
  }
}
