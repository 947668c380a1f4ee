import Suite
import Testing

@Suite struct ProgressStateTests {
  /// Cells of cost 1, 1, 2 at 5 s a unit, with a declared cost of 40 s that turns out twice too long.
  @Test func timeLeftComesFromTheDeclarationFirstAndFromTheCellsAfterwards() {
    var state = ProgressState(title: "paper/table", weights: [1, 1, 2], declaredSeconds: 40, now: 100)
    #expect(state.secondsLeft(now: 102) == 38)
    state.finishCell(weight: 1, now: 105)
    #expect(state.fraction == 0.25)
    #expect(state.secondsLeft(now: 105) == 15)
    #expect(state.secondsLeft(now: 108) == 12)
    state.finishCell(weight: 1, now: 110)
    #expect(state.secondsLeft(now: 110) == 10)
    state.finishCell(weight: 2, now: 120)
    #expect(state.fraction == 1)
    #expect(state.secondsLeft(now: 121) == 0)
  }

  @Test func aStageIsTimedFromItsOwnBeginning() {
    var state = ProgressState(title: "paper/table", weights: [1], declaredSeconds: 0, now: 0)
    state.report(stage: "kernel", fraction: 0, now: 10)
    #expect(state.stageSecondsLeft(now: 15) == nil, "a stage that has not moved tells nothing")
    state.report(stage: "kernel", fraction: 0.25, now: 20)
    #expect(state.stageSecondsLeft(now: 20) == 30)
    #expect(state.secondsLeft(now: 20) == 30, "the sweep takes at least as long as its stage")
    state.report(stage: "factor", fraction: 0.5, now: 30)
    #expect(state.stageSecondsLeft(now: 34) == 4)
    state.report(stage: "factor", fraction: 0.1, now: 40)
    #expect(state.stageSecondsLeft(now: 42) == 18, "a stage that starts over is timed anew")
  }

  @Test func fractionsOutsideTheirRangeAreCut() {
    var state = ProgressState(title: "paper/table", weights: [1], declaredSeconds: 0, now: 0)
    state.report(stage: "kernel", fraction: 1.5, now: 0)
    #expect(state.stage?.fraction == 1)
  }
}
