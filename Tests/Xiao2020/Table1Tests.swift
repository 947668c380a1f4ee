import ExperimentSupport
import Foundation
import MeanField
import Results
import Suite
import Testing
import Xiao2020

@Suite("Table 1 of Xiao et al. 2020")
struct Table1Tests {
  private static let network = Axis<PhaseNetwork>("network", "")
  private static let trainingSize = Axis<Int>("training_size", "")

  /// Series that follow the laws exactly, one correction of 1/l included: both kernels, depth fastest.
  private static func row(_ sweep: SweepName, _ cell: Point) throws -> Row {
    let phase = try #require(Phase(rawValue: String(sweep.group.dropFirst())))
    let depths = try #require(cell.layout.coordinate("depth").flatMap { Int.values(of: $0.values) })
    let (point, m) = (try PhasePoint(cell[network], phase, of: PhaseVariances()), Double(try cell[trainingSize]))
    var (largest, smallest, predictor) = ([Double](), [Double](), [Double]())
    for kernel in ["ntk", "nngp"] {
      for l in depths.map(Double.init) {
        let series = exact(point, phase.rawValue, kernel, m, l)
        largest.append(series.largest)
        smallest.append(series.smallest)
        predictor.append(series.predictor)
      }
    }
    return Row([
      Double.entry("weight_variance", [point.weightVariance]), Double.entry("bias_variance", [point.biasVariance]),
      Double.entry("lambda_max", largest), Double.entry("lambda_second", smallest),
      Double.entry("lambda_bulk", smallest), Double.entry("lambda_min", smallest),
      Double.entry("mean_predictor", predictor), Double.entry("mean_predictor_rounding", predictor.map { _ in 0 }),
    ])
  }

  private static func exact(
    _ point: PhasePoint, _ phase: String, _ kernel: String, _ m: Double, _ l: Double
  ) -> (largest: Double, smallest: Double, predictor: Double) {
    let (q, chi, isReLU) = (point.variance, point.chi1, point.network == .relu)
    switch (phase, kernel) {
    case ("ordered", "ntk"): return (m * q / (1 - chi), isReLU ? pow(chi, l / 2) : l * pow(chi, l), 0.1)
    case ("ordered", _): return (m * q, pow(chi, l), 0.1)
    case ("critical", "ntk"):
      let (bulk, limit) = isReLU ? (0.75 * l * q, (m + 3) / 3) : (2 * l * q / 3, (m + 2) / 2)
      return (bulk * (limit + 3 / l), bulk, 1 / l)
    case ("critical", _): return (m * q, pow(l, isReLU ? -2 : -1), 1 / l)
    case ("chaotic", "ntk"): return (pow(chi, l) + 1, pow(chi, l), l * pow(point.chiFixed / chi, l))
    default:
      let c = 1 - point.fixedSeparation
      return (q * (1 + (m - 1) * c), q * (1 - c), pow(point.chiFixed, l))
    }
  }

  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).finished(experiments["xiao2020/table1"], row: row)
  }

  /// What is fitted to the laws is what the reference file says of them: the code's laws and the file's numbers are one
  /// table. Seven digits are left of powers and exponentials over up to thirteen decades.
  @Test(arguments: [Tier.quick, .standard]) func lawsAndReferenceAgree(_ tier: Tier) throws {
    let (reference, scores) = (try ReferenceNumbers("xiao2020/table1"), try Self.finished(tier).scores)
    #expect(scores.count == 70 * (tier == .quick ? 1 : 2))
    #expect(Set(scores.map(\.key)).count == scores.count)
    for score in scores {
      let number = try #require(reference[score.key], "\(score.key)")
      let expected = try #require(number.value)
      // κ − limit = bulk · 3/l / bulk: no logarithm. κ − 1 is formed from numbers near 1: 1e-11 of them is trusted to
      // 1e-3.
      #expect((score.value - expected).magnitude < 1e-3 * max(1, expected), "\(score.key)")
      #expect((score.standardError ?? .nan) >= 1e-3 / 2.576)
    }
  }

  @Test func everyReferenceNumberIsMeasured() throws {
    let keys = Set(try Self.finished(.paper).scores.map(\.key))
    #expect(keys == (try ReferenceNumbers("xiao2020/table1").keys))
  }

  @Test func theTableHasThePapersRowsAndColumns() throws {
    let text = try Self.finished(.quick).narrative
    #expect(text.contains("### NTK, erf"))
    #expect(text.contains("|  | ordered (1.25, 0.05) | critical (1.376, 0.05) | chaotic (1.5, 0.05) |"))
    #expect(text.contains("| κ | m p* Ω(χ₁⁻ˡ / l); exponent of l in κ χ₁ˡ = -1.0000 ± "))
    #expect(text.contains("|  | ordered (1.75, 0.1) | critical (2, 0) |"))
  }

  /// One cell as it is computed: erf on its critical line. κ of twelve random inputs at l = 10,000 is within a fifth of
  /// a hundredth of (m + 2)/2 (log l / l = 1e-3, times about 26 whatever the inputs are).
  @Test func aCellIsMeasured() throws {
    let (bench, experiment) = (try Bench(), try experiments["xiao2020/table1"])
    let sweep = try #require(experiment.plan(.quick).sweeps.first { $0.layout.group == "/critical" })
    func measured(seed: Int) throws -> (largest: [Double], smallest: [Double]) {
      let row = try sweep.run(sweep.layout.point(cell: [0, 0, 0, seed]), bench.context(of: experiment.id))
      return (row.values.numbers["lambda_max"] ?? [], row.values.numbers["lambda_min"] ?? [])
    }
    let (largest, smallest) = try measured(seed: 0)
    #expect(largest.count == 2 * 61 && smallest.count == 2 * 61)
    #expect((largest[60] / smallest[60] - 7).magnitude < 0.03)
    // The NNGP's entries become equal: λ_max → m q*.
    let point = try PhasePoint(.erf, .critical, of: PhaseVariances())
    #expect((largest[121] / (12 * point.variance) - 1).magnitude < 1e-3)
    // The same device, whatever runs beside it, and so the same bits.
    #expect(try measured(seed: 0).largest == largest)
    #expect((try measured(seed: 1).largest[0] / largest[0] - 1).magnitude > 1e-6)
  }
}
