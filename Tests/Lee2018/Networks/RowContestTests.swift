import ExperimentSupport
import Foundation
import Lee2018
import Results
import Suite
import Testing

@Suite("Process and network of a row on the same test images") struct RowContestTests {
  /// The first half of the test images are right by ReLU's process, and of those all but 30 and 20 others by its
  /// network in the first row, all but 1,000 in the rest; tanh has less of both. All draws and subsets are alike, so
  /// that nothing is random but the test images.
  private static let finished = Result { () throws -> FinishedExperiment in
    func right(_ point: Point) -> Range<Int> {
      let (row, isTanh) = (point.cell[0], point.cell[1] == 1)
      guard point.layout.group != "/gaussian_process" else { return isTanh ? 0..<4_900 : 0..<5_000 }
      return isTanh ? 1_500..<5_000 : row == 0 ? 30..<5_020 : 1_000..<5_000
    }
    return try Bench(tier: .standard).filled(
      experiments["lee2018/table2-networks"], isOfPapersImages: true,
      text: { column, point in
        column == "test_correct" ? CorrectImages((0..<10_000).map { right(point).contains($0) }).text : nil
      }
    ) { column, point, _ in
      switch column {
      case "test_accuracy": Double(right(point).count) / 10_000
      case "draw": Double(point.cell.count > 2 ? point.cell[2] : 0)
      case "depth": 2
      case "diverged_step", "end": 0
      default: 0.5
      }
    }
  }

  private static func distance(_ error: Double?, _ variance: Double) -> Double {
    ((error ?? .nan) - variance.squareRoot()).magnitude
  }

  private static func score(_ key: String) throws -> Score {
    try #require(finished.get().scores.first { $0.key == key }, "\(key)")
  }

  /// Against the paper half of the variance counts, for the judge counts both sides.
  @Test func imagesThatOneAloneHasRightCount() throws {
    let close = try Self.score("mnist/100/gp_minus_network")
    #expect((close.value - 0.001).magnitude < 1e-12)
    #expect(Self.distance(close.standardError, 0.5 * 49.99e-8) < 1e-12)
    let clear = try Self.score("mnist/200/gp_minus_network")
    #expect((clear.value - 0.1).magnitude < 1e-12)
    #expect(Self.distance(clear.standardError, 0.5 * 900e-8) < 1e-12)
    // The network is held against the paper's by the same images.
    let network = try Self.score("mnist/200/relu/network_test_accuracy")
    #expect(network.value == 0.4)
    #expect(Self.distance(network.standardError, 0.5 * 900e-8) < 1e-12)
  }

  /// Only the first row could turn: Φ(0.001/√(4.999 · 10⁻⁷)) = 0.9214.
  @Test func closeRowsMayTurn() throws {
    let share = try Self.score("networks/rows_12/gp_wins_fraction")
    let chance = 0.5 * erfc(-0.001 / (2 * 49.99e-8).squareRoot())
    #expect((chance - 0.9214).magnitude < 1e-3)
    #expect(share.value == 1)
    #expect(Self.distance(share.standardError, chance * (1 - chance) / 144) < 1e-6)
    let mean = try Self.score("networks/rows_12/gp_minus_network")
    #expect((mean.value - (0.001 + 11 * 0.1) / 12).magnitude < 1e-12)
    let variance = 0.5 * (49.99e-8 + 11 * 900e-8)
    #expect(Self.distance(mean.standardError, variance / 144) < 1e-12)
  }

  @Test func whoWinsBeyondChanceIsSaid() throws {
    #expect(try Self.finished.get().narrative.contains("95 % in each row by itself) it is above in 11 and below in 0."))
  }
}
