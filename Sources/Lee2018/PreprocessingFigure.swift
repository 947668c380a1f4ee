import Datasets
import Plotting
import Suite

extension PreprocessingScores {
  /// Ours − paper by training size on CIFAR-10: accuracy above, mean squared error below; a colour a preprocessing,
  /// solid for the exact kernel and dashed for the paper's table. Of one size it is a table, not a curve.
  var figure: Figure? {
    let sizes = entries.filter { $0.row.dataset == .cifar10 && $0.accuracyDifference != nil }.map(\.row.trainingSize)
    guard Set(sizes).count > 1 else { return nil }
    let quantities: [(title: String, difference: (Entry) -> Double?)] = [
      ("accuracy: here − paper", \.accuracyDifference), ("MSE: here − paper", \.squaredErrorDifference),
    ]
    let panels = quantities.flatMap { quantity in
      NamedNonlinearity.allCases.map { nonlinearity in
        Panel(
          title: "CIFAR-10, \(nonlinearity.title)", x: PlotAxis("training images", scale: .logarithmic),
          y: PlotAxis(quantity.title),
          layers: Variant.all.map { line($0, nonlinearity, quantity.difference) }
            + [.horizontal(at: 0, colour: .black)])
      }
    }
    return Figure(columns: NamedNonlinearity.allCases.count, legend: .shared, panels: panels)
  }

  private func line(_ variant: Variant, _ nonlinearity: NamedNonlinearity, _ difference: (Entry) -> Double?) -> Layer {
    let own = entries.filter {
      $0.row.dataset == .cifar10 && $0.variant == variant && $0.nonlinearity == nonlinearity
    }
    let colour = Preprocessing.allCases.firstIndex(of: variant.preprocessing) ?? 0
    let isExact = variant.algorithm == .exact
    return .line(
      x: own.map { Double($0.row.trainingSize) }, y: own.map { difference($0) ?? .nan },
      label: "\(Self.title(variant.preprocessing)), \(variant.algorithm.rawValue)", colour: .palette(colour),
      dash: isExact ? .solid : .dashed, marker: isExact ? .circle : .openCircle, markerSize: 5)
  }

  /// A preprocessing as a legend says it.
  private static func title(_ preprocessing: Preprocessing) -> String {
    switch preprocessing {
    case .perImageStandardised: "each image standardised"
    case .scalarMeanUnitNorm: "− mean, unit norm"
    case .pixelMeanUnitNorm: "− pixel means, unit norm"
    case .pixelStandardised: "pixels standardised, unit norm"
    case .rawUnitNorm: "raw, unit norm"
    }
  }
}
