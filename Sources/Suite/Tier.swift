/// How much of a paper a run repeats.
///
/// The sizes of a tier are data of each experiment; the tier promises a budget on two cores of a laptop.
public enum Tier: String, CaseIterable, Sendable, Codable {
  /// A first run, and continuous integration: minutes.
  case quick
  /// A real comparison on a laptop: five hours.
  case standard
  /// The paper's own sizes, as far as a machine can: hours, resumable.
  case paper

  /// Seconds that all experiments together may declare on two cores; `nil`: no limit.
  public var budgetSeconds: Double? {
    switch self {
    case .quick: 10 * 60
    case .standard: 300 * 60
    case .paper: nil
    }
  }

  /// Seconds that one experiment may declare: `heavy` for the main table and for one that trains networks.
  public func budgetSeconds(heavy: Bool) -> Double? {
    switch self {
    case .quick: heavy ? 60 : 10
    case .standard: heavy ? 15 * 60 : 3 * 60
    case .paper: nil
    }
  }
}
