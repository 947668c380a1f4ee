import ExperimentSupport
import Schoenholz2017
import Testing

@Suite("Networks of Figure 5 that are trained") struct TrainabilityTrainingTests {
  /// At a rate beyond single precision every loss is infinite or not a number after the first step.
  @Test(arguments: [(1e-3, false), (1e40, true)]) func divergenceIsRecorded(rate: Double, diverges: Bool) throws {
    let looks = [Trainability.Look(steps: 3), Trainability.Look(steps: 6, reach: 2)]
    let map = Trainability.Map(.mnist, .sgd, columns: 4, depths: [2, 6, 9, 40], looks: looks)
    var settings = Trainability.Settings(maps: [map], width: 20, images: 40, scored: 40, batch: 10)
    settings.sgdRate = rate
    let values = try settings.row(map, column: 0, Bench().context(of: "schoenholz2017/figure5")).values
    let accuracies = try #require(values.numbers["training_accuracy"])
    let steps = try #require(values.integers["diverged_step"])
    // ξ_c = 3.6: two networks within 2 ξ_c, the control at 9 layers, and one that is not trained on.
    #expect(accuracies.map(\.isNaN) == [false, false, false, false, false, false, false, true])
    #expect(steps.count == 4 && steps.allSatisfy { diverges ? (1...3).contains($0) : $0 == 0 })
    if diverges { #expect(accuracies.prefix(7).allSatisfy { $0 == 0.1 }) }
  }
}
