import ExperimentSupport
import Lee2018
import Plotting
import Suite
import Testing

@Suite("Choosing by the evidence") struct EvidenceSelectionTests {
  /// A made-up file: validation accuracy falls with the distance from the grid's point (2, 1), evidence with that from
  /// (1, 1), the leave-one-out error is lowest where validation is best. Test accuracy is 0.8 less a hundredth of the
  /// line; what line k has right of the test images are all but the first 100 k.
  private static func finished(
    _ bench: Bench, missing isMissing: @escaping (_ cell: [Int]) -> Bool = { _ in false }
  ) throws -> FinishedExperiment {
    let correct = (0..<30).map { line in CorrectImages((0..<10_000).map { $0 >= 100 * line }).text }
    return try bench.filled(
      experiments["lee2018/evidence"], missing: { isMissing($1.cell) },
      text: { $0.hasSuffix("test_correct") ? correct[$1.cell[2]] : nil }
    ) { column, point, bias in
      let line = point.cell[2]
      func distance(_ place: Int) -> Double { Double(abs(line - place) + abs(bias - 1)) }
      return switch column {
      case "validation_accuracy": 0.9 - 0.01 * distance(2)
      case "log_marginal_likelihood": -100 * distance(1)
      case "leave_one_out_mse": 0.01 + 0.01 * distance(2)
      case "test_accuracy": 0.8 - 0.01 * Double(line)
      case "cholesky_attempts": 1
      default: 0.03
      }
    }
  }

  @Test func choicesAreComparedOnTheSameImages() throws {
    let finished = try Self.finished(try Bench(tier: .paper))
    let values = try scoreValues(finished)
    for row in ["mnist/1000/relu", "mnist/1000/tanh", "cifar10/1000/relu", "cifar10/1000/tanh"] {
      #expect(values["\(row)/validation/test_accuracy"] == 0.78)
      #expect(values["\(row)/evidence/test_accuracy"] == 0.79)
      // Line 1 has 100 images more right than line 2, and none less.
      #expect(values["\(row)/evidence/lead"].map { abs($0 - 0.01) < 1e-12 } == true)
      let error = ((100 - 100.0 * 100 / 10_000) / 1e8).squareRoot()
      #expect(values["\(row)/evidence/lead_in_errors"].map { abs($0 - 0.01 / error) < 1e-9 } == true)
      // The same point: no image is right with one alone.
      #expect(values["\(row)/leave_one_out/lead_in_errors"] == 0)
      // Evidence and test accuracy both fall with the line beyond line 1.
      #expect(values["\(row)/evidence/rank_correlation_accuracy"].map { $0 > 0.3 && $0 < 1 } == true)
      #expect(values["\(row)/validation/rank_correlation_accuracy"].map { $0 > 0.3 && $0 < 1 } == true)
    }
    let judged = values.keys.filter {
      $0.hasSuffix("lead_in_errors") || $0.hasSuffix("evidence/rank_correlation_accuracy")
    }
    #expect(judged.count == 24)
    #expect(Set(judged).isSubset(of: try ReferenceNumbers("lee2018/evidence").keys))
  }

  /// A row is judged, and can be recorded, when its grid is complete: the others follow hours later.
  @Test func theFinishedRowsOfAnUnfinishedRunAreJudged() throws {
    let whole = try scoreValues(Self.finished(try Bench(tier: .paper)))
    // The run has ended in the last line of the second row's tanh.
    let partial = try Self.finished(try Bench(tier: .paper)) { cell in
      cell[0] > 1 || cell[0] == 1 && cell[1] == 1 && cell[2] == 29
    }
    let found = try scoreValues(partial)
    let rows = Set(found.keys.map { $0.split(separator: "/").prefix(3).joined(separator: "/") })
    #expect(rows == ["mnist/1000/relu", "mnist/1000/tanh", "mnist/5000/relu"], "\(rows)")
    #expect(found.allSatisfy { whole[$0.key] == $0.value })
    #expect(found.count == whole.keys.count { key in rows.contains { key.hasPrefix($0 + "/") } })
    #expect(throws: SuiteFailure.self) { try Self.finished(try Bench(tier: .paper)) { $0[2] == 0 } }
  }

  @Test func everyNumberHasATitleOfItsOwn() throws {
    let titles = try Self.finished(try Bench(tier: .paper)).scores.map(\.title)
    #expect(Set(titles).count == titles.count)
  }

  @Test func whatWasExpectedStandsBeforeTheNumbers() throws {
    let text = try Self.finished(try Bench()).narrative
    #expect(text.hasPrefix("Expected before the first run: "))
    #expect(text.contains("| MNIST:200 | ReLU |"))
  }

  @Test func mapsStandSideBySide() throws {
    let finished = try Self.finished(try Bench())
    let figure = try #require(try finished.figure)
    #expect(figure.panels.count == 8)
    #expect(figure.panels.map(\.title).prefix(2) == ["MNIST, ReLU: evidence", "MNIST, ReLU: validation"])
  }
}
