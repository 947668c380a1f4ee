import Testing
import Work

@Suite struct ProgressStateTests {
  /// Cells of cost 1, 1, 2 at 5 s a unit, so 20 s, declared as 40 s.
  @Test func timeLeftComesFromTheDeclarationFirstAndFromTheCellsAfterwards() throws {
    var state = ProgressState(title: "paper/table", weights: [1, 1, 2], declaredSeconds: 40, now: 100)
    // 0.1 · 40 s / 0.1 is not exactly 40 in binary, hence a microsecond of slack throughout.
    func check(_ seconds: Double, now: Double) throws {
      #expect(try abs(#require(state.secondsLeft(now: now)) - seconds) < 1e-6)
    }
    try check(38, now: 102)
    state.finishCell(weight: 1, now: 105)
    #expect(state.fraction == 0.25)
    // (5 s + 0.1 · 40 s) / (0.25 + 0.1) for the whole, three quarters of which are left.
    try check(9 / 0.35 * 0.75, now: 105)
    try check(9 / 0.35 * 0.75 - 3, now: 108)
    state.finishCell(weight: 1, now: 110)
    try check(14 / 0.6 * 0.5, now: 110)
    state.finishCell(weight: 2, now: 120)
    #expect(state.fraction == 1)
    try check(0, now: 121)
  }

  @Test func nothingIsClaimedWithoutADeclaration() {
    var state = ProgressState(title: "K.h5", weights: [1, 1], declaredSeconds: 0, now: 0)
    #expect(state.secondsLeft(now: 5) == nil)
    state.finishCell(weight: 1, now: 10)
    #expect(state.secondsLeft(now: 10) == 10)
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
