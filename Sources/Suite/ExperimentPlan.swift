import Results
import Work

/// An experiment at one tier, without the type of its settings.
package struct ExperimentPlan: Sendable {
  package let revision: Int
  package let settings: SettingsRecord
  package let sweeps: [Sweep]
  package let cost: Cost

  package var layouts: [SweepLayout] { sweeps.map(\.layout) }

  /// The sweeps of some groups, named without their slash, in the plan's order; all for no names. A link of a chain
  /// brings the others, which it is computed together with.
  ///
  /// - Throws: `SuiteFailure.unknownSweep`, `.unknownRow`.
  func sweeps(named names: [String], rows: [String] = [], experiment: String) throws -> [Sweep] {
    try requireRows(rows, experiment: experiment)
    let known = sweeps.map { String($0.layout.group.dropFirst()) }
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw SuiteFailure.unknownSweep(unknown, experiment: experiment, known: known.filter { !$0.isEmpty })
    }
    if names.isEmpty { return sweeps }
    let named = zip(known, sweeps).filter { names.contains($0.0) }.map(\.1)
    let chains = Set(named.compactMap(\.chain?.name))
    return zip(known, sweeps).filter { name, sweep in
      names.contains(name) || sweep.chain.map { chains.contains($0.name) } == true
    }.map(\.1)
  }
}

extension ExperimentPlan {
  private func requireRows(_ rows: [String], experiment: String) throws {
    let known = layouts.reduce(into: [String]()) { known, layout in
      known += layout.texts(on: "row").filter { !known.contains($0) }
    }
    if let unknown = rows.first(where: { !known.contains($0) }) {
      throw SuiteFailure.unknownRow(unknown, experiment: experiment, known: known)
    }
  }
}

extension SweepLayout {
  /// What an axis of its cells has, in order; nothing where they have no such axis.
  fileprivate func texts(on axis: String) -> [String] {
    guard cellDimensions.contains(axis), let coordinate = coordinate(axis) else { return [] }
    return (0..<coordinate.count).map { coordinate.text(at: $0) }
  }
}

extension Point {
  /// Whether the axis `row` has one of these here; of none: always.
  func isOf(rows: [String]) -> Bool {
    rows.isEmpty || row.map(rows.contains) == true
  }

  /// What the axis `row` has here; nil: there is none.
  var row: String? {
    let names = layout.texts(on: "row")
    guard !names.isEmpty, let dimension = layout.cellDimensions.firstIndex(of: "row") else { return nil }
    return names[cell[dimension]]
  }
}

/// What is known of an experiment of any type.
extension Experiment {
  /// The tiers this experiment is part of.
  public var tierNames: [Tier] { Tier.allCases.filter { tiers[$0] != nil } }

  /// What the experiment needs at `tier`; nil: it is not part of that tier.
  public func cost(_ tier: Tier) -> Cost? {
    guard let plan = tiers[tier] else { return nil }
    let data = (try? sweeps(plan.settings).reduce(0) { $0 + $1.layout.diskBytes }) ?? 0
    // A picture beside it, and the new file beside the old one.
    return Cost(
      seconds: plan.seconds, memoryBytes: plan.memoryBytes, diskBytes: 500_000 + 2 * data + plan.temporaryBytes)
  }

  /// - Throws: `SuiteFailure.notInTier`; what keeps the sweeps from being declared.
  package func plan(_ tier: Tier) throws -> ExperimentPlan {
    guard let plan = tiers[tier], let cost = cost(tier) else {
      throw SuiteFailure.notInTier(id, tier, tiers: tierNames)
    }
    return ExperimentPlan(
      revision: revision, settings: try SettingsRecord(plan.settings), sweeps: try sweeps(plan.settings), cost: cost)
  }

  /// The settings of a tier, as JSON on one line; nil: it is not part of that tier.
  public func settingsText(_ tier: Tier) throws -> String? {
    try tiers[tier].map { try SettingsRecord($0.settings).text }
  }
}

extension SweepLayout {
  /// The bytes of its data, and about as many as HDF5 takes for its objects.
  var diskBytes: Int {
    variables.reduce(4_096 * (coordinates.count + variables.count + 3)) { sum, variable in
      let entries = shape(of: variable.dimensions).reduce(1, *)
      if case .text(let length) = variable.type { return sum + entries * length }
      return sum + entries * 8
    }
  }
}
