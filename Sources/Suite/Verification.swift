import Failures
import Results
import Work

/// The verdicts on the results of several experiments, and what follows from them: what `verify` prints and its status.
public struct Verification: Sendable {
  public let tier: JudgedTier
  private let isStrict: Bool
  private let firstAbsent: SuiteFailure?
  private let firstUnusable: ErrorDescription?

  /// - Parameters:
  ///   - program: the one that verified numbers must be of.
  ///   - allowsPartial: whether what is complete of unfinished files is judged, too.
  ///   - records: whether the numbers are recorded before they are judged.
  ///   - isStrict: whether a number that differs from the paper fails.
  /// - Throws: `ReferenceFailure`.
  public init(
    _ experiments: [any Experiment], settings: RunSettings, references: ReferenceLibrary, program: Program,
    allowsPartial: Bool = false, records: Bool = false, isStrict: Bool = false
  ) throws {
    let collection = try ResultsCollection(
      experiments, settings: settings, references: references, allowsPartial: allowsPartial
    ) { finished in
      if records { try finished.record(in: references) }
      return try finished.judged(references, program: program)
    }
    tier = JudgedTier(
      tier: settings.tier.rawValue,
      experiments: collection.entries.filter { !$0.verdicts.isEmpty || $0.foreignness != nil },
      absent: collection.absent, unusable: collection.unusable)
    self.isStrict = isStrict
    (firstAbsent, firstUnusable) = (collection.firstAbsent, collection.firstUnusable)
  }

  /// A verdict that failed comes before results that cannot be judged, and these before results that are not there.
  public var exitStatus: ExitStatus {
    if failure != nil || foreign != nil { return .verdictFailed }
    return firstUnusable?.exitStatus ?? (firstAbsent == nil ? .done : .inputMissing)
  }

  /// Why the status is not 0 and what would mend it, a line each; that of the status comes first.
  public var complaints: [String] {
    let missing = tier.absent.count == 1 ? firstAbsent : nil
    let absent = tier.absent.isEmpty ? nil : missing ?? .noResultsOfSeveral(experiments: tier.absent, tier: suiteTier)
    return [failure, foreign].compactMap(\.self) + tier.unusable.map(\.message) + [absent?.message].compactMap(\.self)
  }

  private var suiteTier: Tier { Tier(rawValue: tier.tier) ?? .quick }

  /// One line, also about several.
  private var foreign: String? {
    let foreign = tier.experiments.filter { $0.foreignness != nil }
    guard foreign.count > 1 else { return foreign.first?.foreignness }
    let ids = foreign.map(\.id)
    let command = "widelimit reproduce \(ids.joined(separator: " ")) --tier \(tier.tier)"
    return "\(ids.joined(separator: ", ")): computed by another program; "
      + "`\(command)` computes a cell of each again and compares"
  }

  private var failure: String? {
    let verdicts = tier.verdicts
    let outside = verdicts.count { $0.recorded == .outside }
    var parts: [String] = []
    if outside > 0 { parts.append("\(outside) outside the recorded values: find what changed them") }
    let lacking = tier.experiments.map { ($0, $0.verdicts.count { $0.recorded == .missing }) }.filter { $0.1 > 0 }
    let unrecorded = lacking.filter { $0.0.strangeness == nil }.reduce(0) { $0 + $1.1 }
    if unrecorded > 0 {
      parts.append(
        "\(unrecorded) without a recorded value in the \(tier.tier) tier: "
          + "`widelimit verify --tier \(tier.tier) --record` records this run's")
    }
    for (experiment, count) in lacking {
      guard let strangeness = experiment.strangeness else { continue }
      parts.append(
        "\(count) of \(experiment.id) without a recorded value, for what is recorded is of another run "
          + "(here \(strangeness))")
    }
    if isStrict && !verdicts.noneDiffers { parts.append("the paper's numbers differ, as told above") }
    return parts.isEmpty ? nil : "of \(verdicts.count) numbers: " + parts.joined(separator: "; ")
  }
}
