import Results

/// An experiment without a sweep of its own, such as a table in a paper's main text that repeats rows of its appendix.
public protocol View: Experiment {
  /// The experiment whose file is shown.
  var shownExperiment: String { get }
}

extension View {
  public var source: String? { shownExperiment }

  /// A view has no cells, so there is nothing to compute.
  public func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    CellOutcome(CellValues())
  }

  /// Showing what is there costs next to nothing.
  public func cost(_ tier: Tier) -> Cost? { Cost(seconds: 0.1, memoryBytes: 50_000_000, diskBytes: 1_000_000) }
}
