import FiniteWidth
import Results
import Suite

/// The best trial of each search trained anew at its own width and in narrower networks: what a row would gain by more
/// width than its search had. Of all of them nothing is chosen; but the settings were, at the search's width.
///
/// In standard parameterisation the largest useful rate of Adam falls like 1/width, so that a network of a quarter of
/// the width is trained at four times the rate; all else is the trial's. All are trained as far as the last rung but
/// one.
struct OtherWidths: Codable, Sendable {
  /// Widths are the search's over these, growing.
  var divisors = [4, 2, 1]

  static let name = SweepName("other_widths")
  static let divisor = Axis<Int>("divisor", "the search's width over that of the network")
  static let width = Column<Int>("width", "units of each hidden layer")

  /// None without a divisor.
  func sweeps(_ search: NetworkSearch) -> [Sweep] {
    guard !divisors.isEmpty else { return [] }
    @Sendable func narrow(_ point: Point) throws -> NetworkSetting {
      let setting = try search.setting(point[TableAxes.row], point[TableAxes.nonlinearity])
      return setting.with(width: max(1, setting.width / (try point[Self.divisor])))
    }
    let sweep = Sweep(
      Self.name,
      cells: [TableAxes.row(search.rows), TableAxes.nonlinearity(search.nonlinearities), Self.divisor(divisors)],
      columns: [OtherSubsets.draw, Self.width] + TrainedTrial.columns
    ) { point, context in
      try run(point, search, narrow(point).width, context)
    }
    return [
      sweep.ofTrainedNetworks().chained("networks", by: 2).sideBySide { try narrow($0).isForOneCore }.costing { point in
        let (row, setting) = (try point[TableAxes.row], try narrow(point))
        return search.rungs.indices.reduce(0) { $0 + search.operations(setting, row, $1) }
      }
    ]
  }

  private func run(_ point: Point, _ search: NetworkSearch, _ width: Int, _ context: RunContext) throws -> Row {
    let (row, nonlinearity) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
    let searched = SearchedRow(row: row, nonlinearity: nonlinearity, search: search, context: context)
    let common = Row(Self.width => width)
    guard let best = try searched.best() else { return TrainedTrial.emptyRow + common + Row(OtherSubsets.draw => -1) }
    let images = try NetworkImages.of(
      row, search.preprocessing, validationImages: search.rungs.map(\.rule.validationImages).max() ?? 0,
      context: context)
    let (training, settings, _) = try search.climb(
      searched, best.draw, to: min(best.rung, max(0, search.rungs.count - 2)), images, width: width,
      beside: ", width \(width)", context)
    return try TrainedTrial(training, settings, images).row + common + Row(OtherSubsets.draw => best.draw)
  }
}
