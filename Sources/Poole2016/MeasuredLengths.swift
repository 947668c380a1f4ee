import Foundation
import MeanField
import Plotting
import Results
import Suite

/// What a file of `Figure5` says of `CurveLengths`: how the image of a circle grows with depth and with width.
struct MeasuredLengths {
  private let lengths: CurveLengths
  /// By network and layer; by multiple and network.
  private let deepLengths, shallowLengths: [[Double]]
  /// The same of the tangent direction.
  private let deepTurnings, shallowTurnings: [[Double]]
  private let theory: MeanFieldTheory

  init(_ tables: Tables, _ lengths: CurveLengths) throws {
    self.lengths = lengths
    let (deep, shallow) = (try tables[CurveLengths.deep], try tables[CurveLengths.shallow])
    deepLengths = try deep.lists(CurveLengths.length, by: Networks.network)
    deepTurnings = try deep.lists(CurveLengths.turning, by: Networks.network)
    shallowLengths = try shallow.lists(CurveLengths.length, by: CurveLengths.multiple)
    shallowTurnings = try shallow.lists(CurveLengths.turning, by: CurveLengths.multiple)
    theory = try lengths.theory()
  }

  /// Keys end in the layers, or the multiple of the width, up to which they are: what finite width leaves open depends
  /// on them.
  var scores: [Score] {
    get throws {
      let (last, wide) = (lengths.layers, lengths.multiples.count - 1)
      let widest = lengths.multiples[wide]
      let score = Scorer(key: "length/", title: "length of a circle, ")
      let turning = Scorer(key: "turning/", title: "path of a circle's tangent direction, ")
      return try [
        score("deep/growth_rate/\(last)", meanOf: growthRates(deepLengths), growth),
        score(
          "deep/log_ratio/\(last)", meanOf: logRatios(deepLengths, to: lengths.expected(theory, layers: last)), ratio),
        score("shallow/width_exponent/\(widest)", meanOf: exponents(shallowLengths), exponent),
        score(
          "deep_over_shallow/\(last)",
          meanOf: zip(deepLengths, shallowLengths[wide]).map { log($0[last - 1] / $1) },
          "logarithm of \(last) layers' over that of one layer with as many units"),
        turning("deep/growth_rate/\(last)", meanOf: growthRates(deepTurnings), growth),
        turning(
          "deep/log_ratio/\(last)",
          meanOf: logRatios(deepTurnings, to: lengths.expectedTurning(theory, layers: last)), ratio),
        turning("shallow/width_exponent/\(widest)", meanOf: exponents(shallowTurnings), exponent),
      ]
    }
  }

  private var growth: String { "growth of its logarithm a layer, 1 to \(lengths.layers) hidden layers" }
  private var ratio: String { "logarithm after \(lengths.layers) hidden layers minus the theory's" }
  private var exponent: String {
    "exponent of the width, one hidden layer, widths up to \(lengths.multiples[lengths.multiples.count - 1])-fold"
  }

  /// Of each deep network, over its layers.
  private func growthRates(_ values: [[Double]]) throws -> [Double] {
    let layers = (1...lengths.layers).map(Double.init)
    return try values.map { try LeastSquaresFit.line(x: layers, y: $0.map { log($0) }).coefficients[1] }
  }

  private func logRatios(_ values: [[Double]], to expected: Double) -> [Double] {
    values.map { log($0[lengths.layers - 1] / expected) }
  }

  /// Over the widths, network by network.
  private func exponents(_ values: [[Double]]) throws -> [Double] {
    let logarithms = lengths.multiples.map { log(Double($0)) }
    return try (0..<lengths.count).map { network in
      try LeastSquaresFit.line(x: logarithms, y: values.map { log($0[network]) }).coefficients[1]
    }
  }

  /// Of the curve (solid) and of its tangent direction (dashed).
  var panel: Panel {
    get throws {
      let (layers, multiples) = (Array(1...lengths.layers), lengths.multiples)
      func units(_ multiples: [Int]) -> [Double] { multiples.map { Double($0 * lengths.width) } }
      func curve(
        _ x: [Double], _ expected: [Double], _ measured: [[Double]], _ label: String, _ colour: Int, _ dash: Dash
      ) -> [Layer] {
        let means = measured.map(SampleMean.init)
        return [
          .line(x: x, y: expected, label: label, colour: .palette(colour), dash: dash),
          .points(x: x, y: means.map(\.mean), errors: means.map(\.bar), colour: .palette(colour), size: 5),
        ]
      }
      func byLayer(_ values: [[Double]]) -> [[Double]] { layers.map { layer in values.map { $0[layer - 1] } } }
      return Panel(
        title: "length of a circle's image; dashed: of its tangent's path", x: PlotAxis("hidden units"),
        y: PlotAxis(scale: .logarithmic),
        layers: try curve(
          units(layers), layers.map { try lengths.expected(theory, layers: $0) }, byLayer(deepLengths),
          "deep", 0, .solid)
          + curve(
            units(multiples), multiples.map { try lengths.expected(theory, layers: 1, multiple: $0) }, shallowLengths,
            "one hidden layer", 1, .solid)
          + curve(
            units(layers), layers.map { try lengths.expectedTurning(theory, layers: $0) }, byLayer(deepTurnings),
            "", 0, .dashed)
          + curve(
            units(multiples), multiples.map { _ in try lengths.expectedTurning(theory, layers: 1) }, shallowTurnings,
            "", 1, .dashed))
    }
  }
}
