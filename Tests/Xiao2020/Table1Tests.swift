import Experiments
import Foundation
import MeanField
import Results
import Suite
import Testing

@Suite("Table 1 of Xiao et al. 2020")
struct XiaoTable1Tests {
  /// Series that follow the laws exactly, one correction of 1/l included: both kernels, depth fastest.
  private static func values(_ group: String, _ cell: [Int], _ layout: SweepLayout) throws -> CellValues {
    let phase = try #require(layout.group == group ? String(group.dropFirst()) : nil)
    let points = try PhasePoint.points(#require(Phase(rawValue: phase)))
    guard case .integers(let depths)? = layout.coordinates.first(where: { $0.name == "depth" })?.values,
      case .integers(let sizes)? = layout.coordinates.first(where: { $0.name == "training_size" })?.values
    else { throw CocoaError(.coderInvalidValue) }
    let (point, m) = (points[cell[1]], Double(sizes[cell[2]]))
    var (largest, smallest, predictor) = ([Double](), [Double](), [Double]())
    for kernel in ["ntk", "nngp"] {
      for l in depths.map(Double.init) {
        let series = exact(point, phase, kernel, m, l)
        largest.append(series.largest)
        smallest.append(series.smallest)
        predictor.append(series.predictor)
      }
    }
    return CellValues(numbers: [
      "weight_variance": [point.weightVariance], "bias_variance": [point.biasVariance], "lambda_max": largest,
      "lambda_second": smallest, "lambda_bulk": smallest, "lambda_min": smallest, "mean_predictor": predictor,
      "mean_predictor_rounding": predictor.map { _ in 0 },
    ])
  }

  private static func exact(
    _ point: PhasePoint, _ phase: String, _ kernel: String, _ m: Double, _ l: Double
  ) -> (largest: Double, smallest: Double, predictor: Double) {
    let (q, chi, isReLU) = (point.variance, point.chi1, point.name == "relu")
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
    let layouts = try Bench.experiment("xiao2020/table1").layouts(tier)
    return try Bench(tier: tier).finished("xiao2020/table1") { group, cell in
      let layout = layouts.first { $0.group == group }
      return (try? layout.map { try values(group, cell, $0) }) ?? CellValues()
    }
  }

  /// What is fitted to the laws is what the reference file says of them: the code's laws and the file's numbers are one
  /// table. Seven digits are left of powers and exponentials over up to thirteen decades.
  @Test(arguments: [Tier.quick, .standard]) func lawsAndReferenceAgree(_ tier: Tier) throws {
    let (reference, measurements) = (try ReferenceNumbers("xiao2020/table1"), try Self.finished(tier).measurements)
    #expect(measurements.count == 70 * (tier == .quick ? 1 : 2))
    #expect(Set(measurements.map(\.key)).count == measurements.count)
    for measurement in measurements {
      let number = try #require(reference[measurement.key], "\(measurement.key)")
      let expected = try #require(number.value)
      // κ − limit = bulk · 3/l / bulk: no logarithm. κ − 1 is formed from numbers near 1: 1e-11 of them is trusted to
      // 1e-3.
      #expect((measurement.value - expected).magnitude < 1e-3 * max(1, expected), "\(measurement.key)")
      #expect((measurement.standardError ?? .nan) >= 1e-3 / 2.576)
    }
  }

  @Test func everyReferenceNumberIsMeasured() throws {
    let keys = Set(try Self.finished(.paper).measurements.map(\.key))
    #expect(keys == (try ReferenceNumbers("xiao2020/table1").keys))
  }

  @Test func theTableHasThePapersRowsAndColumns() throws {
    let finished = try Self.finished(.quick)
    let text = try finished.experiment.narrative(finished.results, tier: .quick)
    #expect(text.contains("### NTK, erf"))
    #expect(text.contains("| | ordered (1.25, 0.05) | critical (1.376, 0.05) | chaotic (1.5, 0.05) |"))
    #expect(text.contains("| κ | m p* Ω(χ₁⁻ˡ / l); exponent of l in κ χ₁ˡ = -1.0000 ± "))
    #expect(text.contains("| | ordered (1.75, 0.1) | critical (2, 0) |"))
  }

  /// One cell as it is computed: erf on its critical line. κ of twelve random inputs at l = 10,000 is within a fifth of
  /// a hundredth of (m + 2)/2 (log l / l = 1e-3, times about 26 whatever the inputs are).
  @Test func aCellIsMeasured() throws {
    let experiment = try Bench.experiment("xiao2020/table1")
    let outcome = try experiment.run(
      group: "/critical", cell: [0, 0, 0, 0], tier: .quick, context: Self.context)
    let (largest, smallest) = (outcome.values.numbers["lambda_max"] ?? [], outcome.values.numbers["lambda_min"] ?? [])
    #expect(largest.count == 2 * 61 && smallest.count == 2 * 61)
    #expect((largest[60] / smallest[60] - 7).magnitude < 0.03)
    // The NNGP's entries become equal: λ_max → m q*.
    let point = try PhasePoint.points(.critical)[0]
    #expect((largest[121] / (12 * point.variance) - 1).magnitude < 1e-3)
    // The kernels are the same bits; eigenvalues may round differently while other tests change BLAS's threads.
    let again = try experiment.run(group: "/critical", cell: [0, 0, 0, 0], tier: .quick, context: Self.context)
    for (first, second) in zip(largest, again.values.numbers["lambda_max"] ?? []) {
      #expect((first / second - 1).magnitude < 1e-13)
    }
    let other = try experiment.run(group: "/critical", cell: [0, 0, 0, 1], tier: .quick, context: Self.context)
    #expect(((other.values.numbers["lambda_max"] ?? [])[0] / largest[0] - 1).magnitude > 1e-6)
  }

  private static var context: RunContext {
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    return RunContext(
      experiment: "xiao2020/table1",
      settings: RunSettings(tier: .quick, results: URL(filePath: "/nowhere"), rootSeed: 0, threads: 1),
      progress: progress, interruption: Interruption(),
      library: DatasetLibrary(directory: nil, proceduralDirectory: URL(filePath: "/nowhere"), progress: progress))
  }
}
