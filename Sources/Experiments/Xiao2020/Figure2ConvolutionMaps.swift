import Foundation
import Plotting
import Results
import Suite

/// The maps of a results file of `Figure2Convolutions`, what is judged of them, and the picture.
struct Figure2ConvolutionMaps {
  private struct Map {
    let architecture: String
    let precision: String
    let labels: String
    let grid: AccuracyGrid
  }

  private let maps: [Map]
  private let training: Int
  private let depths: [Double]
  private let weightVariances: [Double]
  /// The size of the pooling window.
  private static let positions = 64.0

  init(_ results: ResultsFile, tier: Tier) throws {
    let values = try results.numbers("test_accuracy").values
    let (variances, depths) = (Figure2Convolutions.weightVariances(tier), Figure2Convolutions.depths(tier))
    let (architectures, labels) = (Figure2Convolutions.architectures, Figure2Convolutions.labels)
    let precisions = Figure2Convolutions.precisions.map(\.name)
    training = Figure2Convolutions.sizes(tier).training
    (self.depths, weightVariances) = (depths.map(Double.init), variances)
    maps = architectures.indices.flatMap { a in
      precisions.indices.flatMap { p in
        labels.indices.map { l in
          let grid = AccuracyGrid(
            weightVariances: variances, depths: depths.map(Double.init),
            values: variances.indices.map { column in
              depths.indices.map { d in
                values[
                  (((column * architectures.count + a) * depths.count + d) * precisions.count + p) * labels.count + l]
              }
            })
          return Map(architecture: architectures[a], precision: precisions[p], labels: labels[l], grid: grid)
        }
      }
    }
  }

  private func grid(_ architecture: String, _ precision: String, _ labels: String) -> AccuracyGrid? {
    maps.first { $0.architecture == architecture && $0.precision == precision && $0.labels == labels }?.grid
  }

  private static func guide(_ side: DepthGuide.Side, _ multiple: Double) -> DepthGuide {
    DepthGuide(side: side, multiple: multiple, biasVariance: Figure2Convolutions.biasVariance)
  }

  /// The mean of CNN-P's accuracy minus CNN-F's over the cells between two multiples of a depth scale.
  private func gain(
    _ side: DepthGuide.Side, _ multiples: ClosedRange<Double>, _ precision: String, _ labels: String
  ) throws -> Double {
    guard let pooled = grid("cnn-p", precision, labels), let flattened = grid("cnn-f", precision, labels) else {
      return .nan
    }
    let guide = Self.guide(side, multiples.lowerBound)
    let cells = zip(try pooled.cells(along: guide, multiples), try flattened.cells(along: guide, multiples))
    return cells.map { $0.accuracy - $1.accuracy }.mean
  }

  var measurements: [Results.Measurement] {
    get throws {
      let best = maps.map { map in
        Results.Measurement(
          key: "\(map.architecture)/\(training)/\(map.precision)/\(map.labels)/best_test_accuracy",
          value: map.grid.best,
          title: "\(map.architecture.uppercased()), \(map.precision), \(map.labels): best test accuracy")
      }
      let strip = Self.positions.logarithm
      return best + [
        Results.Measurement(
          key: "difference/\(training)/float32/one_hot/chaotic_gain",
          value: try gain(.chaotic, 5...(10 + strip), "float32", "one_hot"),
          title: "CNN-P minus CNN-F, chaotic, 5 to 10 + log d ξ_*: mean accuracy"),
        Results.Measurement(
          key: "difference/\(training)/float32/one_hot/ordered_gain",
          value: try gain(.ordered, (12 - strip)...(12 + strip), "float32", "one_hot"),
          title: "CNN-P minus CNN-F, ordered, 12 − log d to 12 + log d ξ₁: mean accuracy"),
      ]
    }
  }

  var figure: Figure {
    get throws {
      let (first, last) = (weightVariances.first ?? 0, weightVariances.last ?? 1)
      let deepest = depths.last ?? 1
      func guides(_ ordered: Double, _ chaotic: Double) throws -> [Layer] {
        try [Self.guide(.ordered, ordered), Self.guide(.chaotic, chaotic)].map {
          try $0.layer(from: first, to: last, deepest: deepest)
        }
      }
      func panel(_ title: String, _ layers: [Layer]) -> Panel {
        Panel(
          title: title, x: Axis("σ<sub>w</sub><sup>2</sup>"), y: Axis("depth <i>l</i>", from: -1, to: deepest + 2),
          layers: layers)
      }
      guard let pooled = grid("cnn-p", "float32", "one_hot"), let flattened = grid("cnn-f", "float32", "one_hot") else {
        return Figure(panels: [])
      }
      let (scale, strip) = (ColourScale("test accuracy", from: 0.1, to: 0.4), Self.positions.logarithm)
      let difference = ColourScale(
        "difference of accuracies", map: .diverging, from: -0.12, to: 0.12, centre: 0)
      return Figure(
        title:
          "Kernel regression with the NTK of convolutional erf networks, 8 × 8 pixels: CIFAR-10, \(training) training images",
        columns: 3, showsPanelLabels: false,
        panels: [
          panel("<b>(d)</b> CNN-P", [pooled.layer(scale)] + (try guides(12, (10 + strip).rounded()))),
          panel("<b>(e)</b> CNN-F", [flattened.layer(scale)] + (try guides(12, 10))),
          panel(
            "<b>(f)</b> CNN-P − CNN-F", [pooled.minus(flattened).layer(difference)] + (try guides(12, 10))),
        ])
    }
  }
}

extension Double {
  fileprivate var logarithm: Double { log(self) }
}
