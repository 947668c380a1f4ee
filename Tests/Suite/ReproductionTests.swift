import Failures
import Foundation
import Suite
import Testing

@Suite struct ReproductionTests {
  static func reproduction(_ laboratory: Laboratory, freeMemory: Int = 1_000_000) -> Reproduction {
    Reproduction(
      runner: laboratory.runner(freeMemory: freeMemory), references: nil,
      progress: laboratory.transcript.progress(.lines))
  }

  @Test func aViewIsShownFromWhatItsSourceComputedWhateverTheirOrder() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    let outcome = try Self.reproduction(laboratory).run([CountingView(), experiment])
    #expect(outcome.exitStatus == .done)
    #expect(outcome.verdicts.map(\.id) == ["test/view", "test/counting"])
    #expect(outcome.verdicts[1].verdicts.first?.score.value == 36)
    #expect(laboratory.transcript.lines == ["test/counting: 12 cells in under 1 s"])
  }

  @Test func anExperimentThatFailsDoesNotStopTheOthersAndItsViewIsSilent() throws {
    let laboratory = try Laboratory()
    let large = CountingExperiment(megabytes: 9)
    let outcome = try Self.reproduction(laboratory).run([large, CountingView(), OtherExperiment()])
    #expect(outcome.failures.map(\.id) == ["test/counting"])
    #expect(outcome.exitStatus == .doesNotFit)
    #expect(outcome.verdicts.map(\.id) == ["test/other"])
    #expect(laboratory.transcript.lines.first?.hasPrefix("Error: test/counting: needs 9.0 MB of memory") == true)
  }

  @Test func anInterruptionEndsEverything() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    laboratory.interruption.request()
    #expect(throws: SuiteFailure.interrupted(experiment: "test/counting", left: 12)) {
      try Self.reproduction(laboratory).run([experiment, OtherExperiment()])
    }
    #expect(experiment.computed.isEmpty)
  }
}
