import ExperimentSupport
import Lee2018
import Suite
import Testing

@Suite("Remarks on a search of networks") struct RemarksOnSearchTests {
  @Test func minutesAreWhole() throws {
    let finished = try Bench(tier: .paper).filled(experiments["lee2018/table2-networks"]) { column, point, _ in
      column == "draw" ? Double(point.cell[2]) : column == "depth" ? 2 : 0.5
    }
    #expect(
      try finished.narrative.contains("the largest width at which a search takes about 40 minutes."))
  }
}
