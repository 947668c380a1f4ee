import Failures

/// Why an architecture is refused, where, and what would mend it: one line, exit status 65.
///
/// For example `net.json: layers[3].repeat.layers[0].dense: "weightVariance" is -1; give a finite number ≥ 0`.
public struct ArchitectureFailure: Failure, Hashable {
  /// The file the architecture was read from, or nil for one made in Swift.
  public let source: String?
  /// Where the layer stands, for example `layers[3].repeat.layers[0].dense`; empty for the architecture as a whole.
  public let path: LayerPath
  public let problem: ArchitectureProblem

  public init(source: String? = nil, path: LayerPath = LayerPath(), problem: ArchitectureProblem) {
    (self.source, self.path, self.problem) = (source, path, problem)
  }

  public var message: String {
    [source ?? "architecture", path.text, problem.text].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  public var exitStatus: ExitStatus { .badData }

  /// The same failure with the file it came from.
  func inFile(_ name: String) -> ArchitectureFailure {
    ArchitectureFailure(source: name, path: path, problem: problem)
  }
}
