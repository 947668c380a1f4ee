import Work
/// The experiments and what each needs at each tier, then what each is about, as `list` prints it.
public struct CostTable: Sendable {
  private let catalogue: ExperimentList

  public init(_ catalogue: ExperimentList) { self.catalogue = catalogue }

  public var text: String {
    let experiments = catalogue.experiments
    let width = (experiments.map(\.id.count) + ["in all".count]).max() ?? 0
    var lines = ["What each needs on two cores: time, memory, disk", ""]
    lines.append(line("experiment", Tier.allCases.map(\.rawValue), width))
    for experiment in experiments {
      let costs = Tier.allCases.map { experiment.cost($0).map(Self.text) ?? "-" }
      lines.append(line(experiment.id, costs, width))
    }
    let totals = Tier.allCases.map { tier in
      let costs = experiments.compactMap { $0.cost(tier) }
      return costs.first.map { costs.dropFirst().reduce($0, +) }.map(Self.text) ?? "-"
    }
    lines += [line("in all", totals, width), ""]
    lines += experiments.map { line($0.id, ["\($0.title), \($0.reference)"], width) }
    return lines.joined(separator: "\n")
  }

  private static func text(_ cost: Cost) -> String {
    "\(Amounts.duration(cost.seconds)), \(Amounts.bytes(cost.memoryBytes)), \(Amounts.bytes(cost.diskBytes))"
  }

  private func line(_ id: String, _ columns: [String], _ width: Int) -> String {
    var line = Self.padded(id, width)
    for column in columns { line += "  " + Self.padded(column, 26) }
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
