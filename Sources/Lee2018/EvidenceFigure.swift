import Plotting
import Results
import Suite

extension EvidenceScores {
  /// Evidence and validation accuracy side by side over the grid, with the point that each chooses.
  var figure: Figure? {
    guard let largest = entries.map(\.row.trainingSize).max() else { return nil }
    let shown = entries.filter { $0.row.trainingSize == largest }
    return Figure(
      title: "\(GaussianProcessRow.sizeLabel(largest)) training images; what each criterion chooses is marked",
      columns: 4, showsPanelLabels: false,
      panels: shown.flatMap { entry in
        let title = "\(entry.row.dataset.title), \(entry.nonlinearity.title)"
        // Nats a target. The best few are what is chosen from; the rest falls by orders of magnitude.
        let targets = Double(10 * entry.row.trainingSize)
        let evidence = entry.candidates.map { $0.evidence / targets }
        let best = evidence.filter(\.isFinite).max() ?? 0
        let accuracies = entry.candidates.map(\.validationAccuracy)
        let top = accuracies.filter(\.isFinite).max() ?? 1
        return [
          panel(
            title + ": evidence", evidence, ColourScale("nats a target", from: best - 0.5, to: best),
            entry.choices[.evidence]),
          panel(
            title + ": validation", accuracies, ColourScale("validation accuracy", from: top - 0.1, to: top),
            entry.choices[.validation]),
        ]
      })
  }

  private func panel(_ title: String, _ values: [Double], _ scale: ColourScale, _ choice: Choice?) -> Panel {
    let (rows, columns) = (grid.biasVariances.count, grid.weightVariances.count)
    // The picture has σ_b² upwards, a line for each; the table has σ_w² first.
    let map = (0..<rows).flatMap { b in (0..<columns).map { values[$0 * rows + b] } }
    var layers: [Layer] = [
      .heatMap(x: grid.weightVariances, y: grid.biasVariances, values: map, scale: scale, missing: "no factor")
    ]
    if let point = choice?.point {
      layers.append(
        .points(
          x: [point.weightVariance], y: [point.biasVariance], colour: .rgb(RGB(1, 0.2, 0.2)), marker: .cross, size: 9))
    }
    return Panel(
      title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>"), y: PlotAxis("σ<sub>b</sub><sup>2</sup>"), layers: layers)
  }
}
