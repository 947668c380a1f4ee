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
    /// By column, depth and test image: 1 right, 0 wrong, −1 no predictor.
    let isRight: [[[Int]]]
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
    let right = try results.integers("is_right").values
    let images = Figure2Convolutions.sizes(tier).test
    maps = architectures.indices.flatMap { a in
      precisions.indices.flatMap { p in
        labels.indices.map { l in
          func place(_ column: Int, _ depth: Int) -> Int {
            (((column * architectures.count + a) * depths.count + depth) * precisions.count + p) * labels.count + l
          }
          let grid = AccuracyGrid(
            weightVariances: variances, depths: depths.map(Double.init),
            values: variances.indices.map { column in depths.indices.map { values[place(column, $0)] } })
          return Map(
            architecture: architectures[a], precision: precisions[p], labels: labels[l], grid: grid,
            isRight: variances.indices.map { column in
              depths.indices.map { Array(right[place(column, $0) * images..<(place(column, $0) + 1) * images]) }
            })
        }
      }
    }
  }

  private func map(_ architecture: String, _ precision: String, _ labels: String) -> Map? {
    maps.first { $0.architecture == architecture && $0.precision == precision && $0.labels == labels }
  }

  private func grid(_ architecture: String, _ precision: String, _ labels: String) -> AccuracyGrid? {
    map(architecture, precision, labels)?.grid
  }

  private static func guide(_ side: DepthGuide.Side, _ multiple: Double) -> DepthGuide {
    DepthGuide(side: side, multiple: multiple, biasVariance: Figure2Convolutions.biasVariance)
  }

  /// CNN-P's accuracy minus CNN-F's, the mean over the cells between two multiples of a depth scale. Both classify the
  /// same images: the standard error is that of the mean over images of each image's own difference.
  private func gain(
    _ side: DepthGuide.Side, _ multiples: ClosedRange<Double>, key: String, title: String
  ) throws -> [Score] {
    guard let pooled = map("cnn-p", "float32", "one_hot"), let flattened = map("cnn-f", "float32", "one_hot") else {
      return []
    }
    let places = try pooled.grid.places(along: Self.guide(side, multiples.lowerBound), multiples)
    func score(_ right: Int) -> Double { right < 0 ? AccuracyGrid.chance : Double(right) }
    let images = pooled.isRight.first?.first?.count ?? 0
    let differences = (0..<images).map { image in
      places.map { place in
        score(pooled.isRight[place.column][place.row][image]) - score(flattened.isRight[place.column][place.row][image])
      }.mean
    }
    let mean = SampleMean(differences)
    return [
      Score(
        key: "difference/\(training)/float32/one_hot/\(key)", value: mean.mean, standardError: mean.standardError,
        title: "CNN-P minus CNN-F, \(title): mean accuracy")
    ]
  }

  var measurements: [Score] {
    get throws {
      let best = maps.map { map in
        Score(
          key: "\(map.architecture)/\(training)/\(map.precision)/\(map.labels)/highest_accuracy",
          value: map.grid.best,
          title: "\(map.architecture.uppercased()), \(map.precision), \(map.labels): best test accuracy")
      }
      let strip = Self.positions.logarithm
      return best
        + (try gain(
          .chaotic, 10...(10 + strip), key: "chaotic_gain", title: "chaotic, 10 to 10 + log d ξ_*"))
        + (try gain(
          .ordered, (12 - strip)...(12 + strip), key: "ordered_gain", title: "ordered, 12 − log d to 12 + log d ξ₁"))
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
          title: title, x: PlotAxis("σ<sub>w</sub><sup>2</sup>"), y: PlotAxis("depth <i>l</i>", from: -1, to: deepest + 2),
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
