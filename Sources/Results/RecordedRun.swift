/// Our own numbers of one run, committed so that the next run can be held against them.
///
/// Kept in `results/reference/recorded/<tier>/<paper>/<artefact>.json`, one on real data and one on procedural images.
/// Written by `widelimit verify --record` alone, never by a run.
public struct RecordedRun: Sendable, Codable, Hashable {
  public let identity: RunIdentity
  /// Where the numbers come from: `command_line`, `git_commit`, `blas_core`, `threads`, `cpu_model`, `swift_version`,
  /// `programs` (all that computed cells).
  public let provenance: [String: String]
  public let scores: [Score]

  public init(identity: RunIdentity, provenance: [String: String], scores: [Score]) {
    self.identity = identity
    self.provenance = provenance
    self.scores = scores
  }

  /// A command without the folders of the machine it ran on, which change no number: the tool by its name alone, no
  /// `--datasets` and no `--results`.
  public static func portable(command: String) -> String {
    var words = ShellWords.split(command)[...]
    var kept = [words.popFirst()?.split(separator: "/").last.map(String.init) ?? ""]
    while let word = words.popFirst() {
      if word == "--datasets" || word == "--results" {
        _ = words.popFirst()
      } else if !word.hasPrefix("--datasets=") && !word.hasPrefix("--results=") {
        kept.append(word)
      }
    }
    return kept == [""] ? "" : ShellWords.joined(kept)
  }

  /// This run with the scores of `other`, which is of the same identity, in place of its own of the same keys.
  func replacing(scoresOf other: RecordedRun) -> RecordedRun {
    let newer = Dictionary(other.scores.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let keys = Set(scores.map(\.key))
    return RecordedRun(
      identity: identity, provenance: other.provenance,
      scores: scores.map { newer[$0.key] ?? $0 } + other.scores.filter { !keys.contains($0.key) })
  }
}
