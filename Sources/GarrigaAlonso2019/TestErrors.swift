import Foundation
import Plotting
import Results
import Suite

/// The test errors of `Table1`, what is judged of them, and how they are shown.
struct TestErrors: Findings {
  private struct Curve {
    let network: ConvolutionalNetwork
    let sizes: [Int]
    /// By training size and test image: 1 right, 0 wrong.
    let isRight: [[Int]]

    func error(_ place: Int) -> Double {
      1 - Double(isRight[place].reduce(0, +)) / Double(isRight[place].count)
    }
    var errors: [Double] { isRight.indices.map(error) }

    /// Binomial, of the test images.
    func binomialError(_ place: Int) -> Double {
      (error(place) * (1 - error(place)) / Double(isRight[place].count)).squareRoot()
    }
  }

  private let tables: Tables
  private let curves: [Curve]

  init(_ tables: Tables, _ settings: Table1.Settings) throws {
    self.tables = tables
    let table = try tables.only
    curves = try settings.networks.map { network in
      Curve(
        network: network, sizes: settings.trainingSizes,
        isRight: try table.lists(Table1.isRight, by: Table1.trainingSize, Table1.network == network))
    }
  }

  var scores: [Score] { curves.flatMap(scores) }

  private func scores(_ curve: Curve) -> [Score] {
    let errors = curve.sizes.indices.map { place in
      scorer(curve, curve.sizes[place])(
        "test_error", curve.error(place), error: curve.binomialError(place), "test error")
    }
    guard let first = curve.isRight.first, let last = curve.isRight.last, let size = curve.sizes.last else { return [] }
    let gain = SampleMean(zip(last, first).map { Double($0 - $1) })
    var differences = [
      scorer(curve, size)(
        "growth", gain.mean, error: gain.standardError, "error less than that with \(curve.sizes[0]) images")
    ]
    if curve.network != .convNet, let plain = curves.first(where: { $0.network == .convNet })?.isRight.last {
      let less = SampleMean(zip(last, plain).map { Double($0 - $1) })
      differences.append(
        scorer(curve, size)(
          "below_convnet", less.mean, error: less.standardError, "error less than the ConvNet GP's on the same images"))
    }
    return errors + differences
  }

  private func scorer(_ curve: Curve, _ size: Int) -> Scorer {
    Scorer(key: "\(curve.network.rawValue)/\(size)/", title: "\(curve.network.title), \(size) images: ")
  }

  /// Error over the number of training images, and the paper's with 50,000 (circles).
  var figure: Figure? {
    let lines = curves.enumerated().map { place, curve in
      Layer.line(
        x: curve.sizes.map(Double.init), y: curve.errors, label: curve.network.title, colour: .palette(place),
        marker: .circle)
    }
    let published =
      tables.isProcedural
      ? []
      : curves.enumerated().compactMap { place, curve -> Layer? in
        tables.published("\(curve.network.rawValue)/50000/test_error").map {
          .points(
            x: [50_000], y: [$0], label: place == 0 ? "paper" : "", colour: .palette(place), marker: .openCircle,
            size: 9)
        }
      }
    return Figure(
      title: "MNIST, Gaussian processes of convolutional networks",
      panels: [
        Panel(
          title: "", x: PlotAxis("training images", scale: .logarithmic),
          y: PlotAxis("test error", scale: .logarithmic),
          layers: lines + published)
      ])
  }

  var narrative: String {
    let sizes = curves.first?.sizes ?? []
    let rows = curves.map { curve in
      let paper = tables.published("\(curve.network.rawValue)/50000/test_error")
      return [curve.network.title] + curve.errors.map { String(format: "%.2f", 100 * $0) }
        + (tables.isProcedural ? [] : [paper.map { String(format: "%.2f", 100 * $0) } ?? ""])
    }
    let count = curves.first?.isRight.first?.count ?? 0
    return "Test error in percent, on \(count) test images, by the number of training images.\n\n"
      + TextTable(
        ["kernel"] + sizes.map { "\($0)" } + (tables.isProcedural ? [] : ["paper (50000)"]), rows: rows
      ).markdown
  }
}
