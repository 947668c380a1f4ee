import Testing
import Work

@Suite struct ProgressTextTests {
  static func state() -> ProgressState {
    var state = ProgressState(title: "lee2018/table2", weights: [1, 1, 1, 1], declaredSeconds: 80, now: 0)
    state.finishCell(weight: 1, now: 20)
    state.report(stage: "kernel", fraction: 0.5, now: 20)
    return state
  }

  @Test func aBarFitsTheTerminal() {
    let bar = ProgressText.bar(Self.state(), columns: 120, now: 20)
    #expect(bar == "lee2018/table2 [======>                 ] 25 %  1/4  kernel 50 %  1 min left")
    for columns in [1, 10, 40, 80] {
      #expect(ProgressText.bar(Self.state(), columns: columns, now: 20).count < max(columns, 1))
    }
  }

  @Test func aLineIsASentenceForALog() {
    let line = ProgressText.line(Self.state(), now: 24)
    #expect(line == "lee2018/table2: 25 %, 1 of 4 cells, kernel 50 %, 56 s left")
  }

  @Test func theEndIsNotAnnouncedInNegativeSeconds() {
    let line = ProgressText.line(Self.state(), now: 500)
    #expect(!line.contains("-"))
  }
}
