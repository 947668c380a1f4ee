import Testing

@Suite("Matrices over ranks", .serialized) struct RankChecksTests {
  /// Six ranks are the smallest grid of several rows with another number of columns.
  @Test("tiles, factors, solves and failures are those of one process", arguments: [1, 2, 3, 4, 6])
  func checks(ranks: Int) throws {
    let outcome = try Job().run("RankChecks", ranks: ranks)
    #expect(outcome.status == 0)
    let failed = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("passed") }
    #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
    #expect(outcome.output.split(separator: "\n").count > 100)
  }
}
