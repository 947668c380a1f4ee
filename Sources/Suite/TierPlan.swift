/// An experiment at one tier: its settings, and what it needs with them.
public struct TierPlan<Settings: Sendable>: Sendable {
  public let settings: Settings
  /// Wall-clock time on two cores.
  public let seconds: Double
  /// The peak of its memory.
  public let memoryBytes: Int
  /// What it needs on disk while it runs, beside its results: trials that wait in checkpoints.
  public let temporaryBytes: Int

  public init(_ settings: Settings, seconds: Double, megabytes: Int, temporaryMegabytes: Int = 0) {
    (self.settings, self.seconds, memoryBytes) = (settings, seconds, megabytes * 1_000_000)
    temporaryBytes = temporaryMegabytes * 1_000_000
  }
}

extension Dictionary {
  /// The same plan at every tier.
  public static func everyTier<Settings>(_ plan: TierPlan<Settings>) -> [Tier: TierPlan<Settings>]
  where Key == Tier, Value == TierPlan<Settings> {
    Dictionary(uniqueKeysWithValues: Tier.allCases.map { ($0, plan) })
  }
}
