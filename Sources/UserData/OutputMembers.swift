/// The datasets that outputs of all versions hold: a file with any other is no longer the program's alone.
enum OutputMembers {
  private static let kernels = ["row", "column", "nngp", "ntk"]
  private static let predictions = ["time", "output", "mean", "variance", "class", "label", "probability"]
  private static let models = [
    "weights", "log_marginal_likelihood_of_output", "leave_one_out_mean", "leave_one_out_variance", "solution",
    "diagonal", "target_scale", "anchor_roots", "anchor_separations", "anchor_signs", "anchor_components",
    "anchor_solution", "anchor_slopes", "factor", "x1",
  ]
  private static let selections =
    ["status"] + SelectionResult.columns.map(\.name) + SelectionGrid.Axis.coordinates

  private static let names = Set(kernels + predictions + models + selections)

  static func contain(_ name: String) -> Bool {
    names.contains(name) || isOfPart(name) || name.hasPrefix(SelectionGrid.Axis.placePrefix)
  }

  /// A kernel's part has its rectangles numbered, such as nngp_2.
  private static func isOfPart(_ name: String) -> Bool {
    let words = name.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
    return words.count == 2 && ["nngp", "ntk"].contains(words[0]) && 1...6 ~= Int(words[1]) ?? 0
  }
}
