import Foundation
import HDF5
import Results

/// The table of a search, and the best of it.
struct SelectionResult {
  private let grid: SelectionGrid
  private let criterion: SelectionCriterion
  private let outcomes: [SelectionOutcome]
  /// The best point of the grid.
  private let point: Int
  /// Where the ascent from there ended, and what that gives.
  var summit: (place: EvidenceAscent.Summit, outcome: SelectionOutcome)?

  /// - Throws: `SelectionFailure.nothingTrusted`.
  init(_ grid: SelectionGrid, _ outcomes: [SelectionOutcome], by criterion: SelectionCriterion, file: URL) throws {
    (self.grid, self.outcomes, self.criterion) = (grid, outcomes, criterion)
    let trusted = outcomes.indices.filter { outcomes[$0].status == .done && criterion.merit(outcomes[$0]).isFinite }
    let best = trusted.max { criterion.merit(outcomes[$0]) < criterion.merit(outcomes[$1]) }
    guard let best else { throw SelectionFailure.nothingTrusted(file: file.relativePath, points: outcomes.count) }
    point = best
  }

  /// Of the best, behind the ascent where there was one.
  var outcome: SelectionOutcome { summit?.outcome ?? outcomes[point] }
  /// Of the axes there.
  var values: [Double] { summit?.place.values ?? grid.values(point) }

  // MARK: The file

  func write(to root: HDF5Group) throws {
    let scales = try grid.axes.map { axis in
      let name = "\(axis.isWhole ? "count" : "value") of \(axis.name) in the architecture"
      return try axis.isWhole
        ? root.createScale(axis.coordinate, axis.values.map { Int($0) }, longName: name)
        : root.createScale(axis.coordinate, axis.values, longName: axis.isNoise ? "noise variance" : name)
    }
    for column in Self.columns where outcomes.contains(where: { !$0[keyPath: column.value].isNaN }) {
      let variable = try root.createVariable(column.name, over: scales, longName: column.longName)
      try variable.write(outcomes.map { $0[keyPath: column.value] })
    }
    let status = try root.createDataset("status", of: UInt8.self, shape: grid.shape, storage: .unfilled)
    for (axis, scale) in scales.enumerated() { try status.attach(scale: scale, axis: axis) }
    try status.setAttribute("long_name", "what became of the point")
    try status.setAttribute("units", "1")
    try status.setAttribute("flag_values", CellStatus.allCases.map(\.rawValue))
    try status.setAttribute("flag_meanings", CellStatus.allCases.map(\.meaning).joined(separator: " "))
    try status.write(outcomes.map(\.status.rawValue))
    try root.setAttribute("criterion", criterion.rawValue)
    for (axis, value) in zip(grid.axes, grid.values(point)) {
      try root.setAttribute("best_grid_\(axis.coordinate)", value)
    }
    for (axis, value) in zip(grid.axes, values) { try root.setAttribute("best_\(axis.coordinate)", value) }
    for column in Self.columns where !outcome[keyPath: column.value].isNaN {
      try root.setAttribute("best_\(column.name)", outcome[keyPath: column.value])
    }
    if let summit { try root.setAttribute("ascent_steps", summit.place.steps) }
  }

  static let columns: [(name: String, longName: String, value: KeyPath<SelectionOutcome, Double> & Sendable)] = [
    ("log_marginal_likelihood", "log marginal likelihood of the targets, all outputs together, in nats", \.evidence),
    ("leave_one_out_mse", "mean squared error of predictions from all other inputs", \.leaveOneOutError),
    (
      "leave_one_out_log_probability", "log predictive probability of every target from all other inputs, summed",
      \.leaveOneOutProbability
    ),
    (
      "leave_one_out_accuracy",
      "share of inputs whose largest prediction from all others is where their largest target is",
      \.leaveOneOutAccuracy
    ),
    ("validation_mse", "mean squared error on inputs that are held out", \.validationError),
    (
      "validation_accuracy", "share of held-out inputs whose largest prediction is where their largest target is",
      \.validationAccuracy
    ),
    ("condition_number", "condition number of the kernel with its noise, to about 30 %", \.conditionNumber),
    ("noise_variance_used", "noise variance of the factorisation that succeeded", \.noiseVarianceUsed),
  ]

  // MARK: The summary

  /// The command that fits a model of the best: an architecture has no noise, and the number in the summary is rounded.
  ///
  /// - Parameter best: the file of the best architecture.
  func fitCommand(best: URL, inputs: URL) -> String {
    // Where neither an axis nor the ascent has set the noise, `fit` finds the same by itself.
    let noise = grid.noise(values) ?? summit.map(\.outcome.noiseVarianceUsed)
    // `fit` wants a number above 0; this one changes no bit of a kernel.
    let option = noise.map { ["--noise-variance", "\(max($0, 1e-300))"] } ?? []
    return ShellWords.joined(
      ["widelimit", "fit", "--architecture", best.relativePath, "--inputs", inputs.relativePath, "--output", "M.h5"]
        + option)
  }

  /// What the best is, how good it is, and how flat the top.
  var lines: [String] {
    let chosen = zip(grid.axes, values).map { "\($0.name) \(Self.number($1, isWhole: $0.isWhole))" }
    let start = zip(grid.axes, grid.values(point)).map { Self.number($1, isWhole: $0.isWhole) }
    let climbed = summit.map { " (\($0.place.steps) steps up from \(start.joined(separator: ", ")) on the grid)" } ?? ""
    return ["Best: " + chosen.joined(separator: ", ") + climbed, score, flatness]
  }

  private var score: String {
    var parts = [
      "log marginal likelihood \(Self.number(outcome.evidence, digits: 8))",
      "leave-one-out error \(Self.number(outcome.leaveOneOutError))",
    ]
    if outcome.validationError.isFinite { parts.append("validation error \(Self.number(outcome.validationError))") }
    parts.append("condition number \(Self.number(outcome.conditionNumber, digits: 2))")
    parts.append("noise variance \(Self.number(outcome.noiseVarianceUsed))")
    return "By \(criterion.rawValue): " + parts.joined(separator: ", ")
  }

  /// How many trusted points of the grid are as good as its best, and what one step along every axis loses.
  private var flatness: String {
    let best = criterion.merit(outcomes[point])
    let unit = criterion == .evidence ? "nats" : "of the error"
    func loss(_ outcome: SelectionOutcome) -> Double {
      outcome.status == .done ? criterion.loss(criterion.merit(outcome), beside: best) : .nan
    }
    func text(_ outcome: SelectionOutcome) -> String {
      if outcome.status == .failed { return "no factor" }
      let loss = loss(outcome)
      // A merit that is not finite is no more known than one that is not trusted.
      if loss.isNaN { return "an unknown amount" }
      return criterion == .evidence ? Self.number(loss, digits: 3) : Self.number(100 * loss, digits: 2) + " %"
    }
    let near = outcomes.count { loss($0) <= criterion.tolerance }
    let limit = criterion == .evidence ? "3" : "1 %"
    var parts = ["Flatness: \(near) of \(grid.count) points within \(limit) \(unit) of the grid's best"]
    let here = grid.places(point)
    for (k, axis) in grid.axes.enumerated() where axis.values.count > 1 {
      let steps = [-1, 1].compactMap { side -> String? in
        var places = here
        places[k] += side
        guard axis.values.indices.contains(places[k]) else { return nil }
        let value = Self.number(axis.values[places[k]], isWhole: axis.isWhole)
        return "\(text(outcomes[grid.point(at: places)])) at \(value)"
      }
      // Below 0 there is no variance.
      let isEnd = here[k] == 0 && axis.values[0] > 0 || here[k] == axis.values.count - 1
      parts.append(
        "\(axis.name) loses \(steps.joined(separator: ", "))" + (isEnd ? " (the end of its values: widen them)" : ""))
    }
    return parts.joined(separator: "; ")
  }

  private static func number(_ value: Double, digits: Int = 4, isWhole: Bool = false) -> String {
    isWhole ? "\(Int(value))" : String(format: "%.\(digits)g", value)
  }
}
