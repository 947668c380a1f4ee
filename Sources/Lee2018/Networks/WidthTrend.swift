import Results
import Suite

/// Test accuracies of a search's best trial trained anew (`OtherWidths`), by width, the search's own width last.
struct WidthTrend {
  let row: GaussianProcessRow
  let nonlinearity: NamedNonlinearity
  /// By growing width; NaN where training diverged.
  let accuracies: [(width: Int, accuracy: Double)]

  /// nil while its networks have not been trained.
  init?(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity, _ tables: Tables) throws {
    let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == nonlinearity)
    guard let table = try tables.finishedPart(of: OtherWidths.name, isRow, isKind) else { return nil }
    (self.row, self.nonlinearity) = (row, nonlinearity)
    accuracies = try table.points(isRow, isKind).map {
      (try table.value(OtherWidths.width, at: $0), try table.value(TrainedTrial.testAccuracy, at: $0))
    }
  }

  /// What the last doubling of the width gained; nil if a network diverged.
  var lastGain: Double? {
    guard accuracies.count > 1 else { return nil }
    let gain = accuracies[accuracies.count - 1].accuracy - accuracies[accuracies.count - 2].accuracy
    return gain.isNaN ? nil : gain
  }

  /// As in "0.8810 at 125, 0.8902 at 250, 0.8964 at 500".
  var text: String {
    accuracies.map { "\(fourDecimals($0.accuracy.isNaN ? nil : $0.accuracy, orElse: "diverged")) at \($0.width)" }
      .joined(separator: ", ")
  }
}
