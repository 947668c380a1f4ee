/// The experiments and what each needs at each tier, as `list` prints it.
public struct CostTable: Sendable {
  private let catalogue: Catalogue

  public init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  public var text: String {
    let experiments = catalogue.experiments
    let width = (experiments.map(\.id.count) + ["in all".count]).max() ?? 0
    var lines = [line("experiment", Tier.allCases.map(\.rawValue), title: "time, memory, disk on two cores", width)]
    for experiment in experiments {
      let costs = Tier.allCases.map { experiment.cost($0).map(Self.text) ?? "-" }
      lines.append(line(experiment.id, costs, title: "\(experiment.title) (\(experiment.reference))", width))
    }
    let totals = Tier.allCases.map { tier in
      let costs = experiments.compactMap { $0.cost(tier) }
      return costs.first.map { costs.dropFirst().reduce($0, +) }.map(Self.text) ?? "-"
    }
    lines.append(line("in all", totals, title: "", width))
    return lines.joined(separator: "\n")
  }

  private static func text(_ cost: Cost) -> String {
    "\(Amounts.duration(cost.seconds)), \(Amounts.bytes(cost.memoryBytes)), \(Amounts.bytes(cost.diskBytes))"
  }

  private func line(_ id: String, _ costs: [String], title: String, _ width: Int) -> String {
    var line = Self.padded(id, width)
    for cost in costs { line += "  " + Self.padded(cost, 26) }
    line += "  " + title
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
