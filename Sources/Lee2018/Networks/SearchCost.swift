import Suite

/// What a search costs, and how wide a network it can therefore have.
extension NetworkSearch {
  /// Those that the paper's tables and figures have.
  private static let widths = [5_000, 2_000, 1_000, 500, 200, 100]

  /// The network that a row is searched with: the paper's, at its width or the largest that fits.
  package func setting(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) throws -> NetworkSetting {
    let paper = try paperSetting(row, nonlinearity)
    if let width { return paper.with(width: width) }
    let allowed = [paper.width] + Self.widths.filter { $0 < paper.width }
    let fitting = allowed.first { width in
      guard width <= largestWidth else { return false }
      guard let largestOperations else { return true }
      return operations(paper.with(width: width), row) <= largestOperations
    }
    return paper.with(width: fitting ?? allowed.last ?? paper.width)
  }

  /// How many trials a rung of a row's search has: the rung's, or three times as many where those cost little.
  func trials(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity, on rung: Int) throws -> Int {
    try rungs[rung].trials * (isTripled(row, nonlinearity) ? 3 : 1)
  }

  func isTripled(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) throws -> Bool {
    guard let largestTripledOperations else { return false }
    return 3 * operations(try setting(row, nonlinearity), row) <= largestTripledOperations
  }

  /// Of a rung, in the file.
  func places(on rung: Int) -> Int { rungs[rung].trials * (largestTripledOperations == nil ? 1 : 3) }

  /// Operations of a whole search with the rungs' trials, about.
  package func operations(_ setting: NetworkSetting, _ row: GaussianProcessRow) -> Double {
    rungs.indices.reduce(0) { $0 + Double(rungs[$1].trials) * operations(setting, row, $1) }
  }

  /// Operations of one trial on one rung, about: its steps beyond the rung below, its validations and its test.
  func operations(_ setting: NetworkSetting, _ row: GaussianProcessRow, _ rung: Int) -> Double {
    let batch = min(ranges.meanBatchSize, Double(row.trainingSize))
    let rule = rungs[rung].rule
    let steps = rule.steps - (rung == 0 ? 0 : rungs[rung - 1].rule.steps)
    let validations = (steps + rule.interval - 1) / rule.interval
    // Beside the products a step passes over parameters and moments, about as long as 20 more examples take; one of
    // the narrowest network takes as long as ten million operations of a wide one.
    return meanParameters(setting, row)
      * (Double(steps) * 6 * (batch + 20) + Double(2 * validations * rule.validationImages) + 2e4) + 1e7 * Double(steps)
  }

  /// Over the depths that trials may draw.
  private func meanParameters(_ setting: NetworkSetting, _ row: GaussianProcessRow) -> Double {
    let depths = ranges.depths ?? [setting.depth]
    return depths.reduce(0) { $0 + Double(setting.with(depth: $1).parameters(row.dataset)) } / Double(depths.count)
  }
}
