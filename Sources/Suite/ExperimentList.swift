/// The experiments of the suite, in the order in which they run and are shown.
public struct ExperimentList: Sendable {
  public let experiments: [any Experiment]

  public init(_ experiments: [any Experiment]) { self.experiments = experiments }

  public subscript(id: String) -> (any Experiment)? { experiments.first { $0.id == id } }

  /// The experiments that `names` mean at `tier`, in the catalogue's order: ids, or a paper's name for all of its
  /// experiments; no names for everything in the tier.
  ///
  /// - Throws: `SuiteFailure.unknownExperiment`, and `.notInTier` for an id that was named.
  public func select(_ names: [String], tier: Tier) throws -> [any Experiment] {
    var chosen = Set<String>()
    for name in names {
      let name = name.hasSuffix("/") ? String(name.dropLast()) : name
      let paper = experiments.filter { $0.id.hasPrefix(name + "/") && $0.cost(tier) != nil }
      if let experiment = self[name] {
        guard experiment.cost(tier) != nil else {
          throw SuiteFailure.notInTier(name, tier, tiers: experiment.tierNames)
        }
        chosen.insert(name)
      } else if !paper.isEmpty {
        chosen.formUnion(paper.map(\.id))
      } else {
        throw SuiteFailure.unknownExperiment(name, known: experiments.map(\.id))
      }
    }
    if names.isEmpty { chosen = Set(experiments.filter { $0.cost(tier) != nil }.map(\.id)) }
    return experiments.filter { chosen.contains($0.id) }
  }

  /// `selected` and the experiments whose results views among them show.
  public func withSources(_ selected: [any Experiment]) throws -> [any Experiment] {
    var ids = Set(selected.map(\.id))
    for view in selected {
      guard let source = view.source else { continue }
      guard self[source] != nil else { throw SuiteFailure.missingSource(view: view.id, source: source) }
      ids.insert(source)
    }
    return experiments.filter { ids.contains($0.id) }
  }
}
