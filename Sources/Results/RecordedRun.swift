/// Our own numbers of one run, committed so that the next run can be held against them.
///
/// Kept in `results/reference/recorded/<tier>/<paper>/<artefact>.json`, one entry an identity (real and procedural
/// images are different identities). Written by `widelimit verify --record` alone, never by a run.
public struct RecordedRun: Sendable, Codable, Hashable {
  public let identity: RunIdentity
  /// Where the numbers come from: `command_line`, `git_commit`, `blas_core`, `threads`, `cpu_model`, `swift_version`.
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
    var words = command.split(separator: " ")[...]
    var kept = [words.popFirst()?.split(separator: "/").last ?? ""]
    while let word = words.popFirst() {
      if word == "--datasets" || word == "--results" {
        _ = words.popFirst()
      } else if !word.hasPrefix("--datasets=") && !word.hasPrefix("--results=") {
        kept.append(word)
      }
    }
    return kept.joined(separator: " ")
  }
}
