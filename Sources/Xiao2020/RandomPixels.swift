import Inputs
import LinearAlgebra
import Randomness

/// Random images with random labels, every position a direction of its own.
///
/// Directions without a mean are as different as inputs can be; channels drawn evenly from 0 to 1, as pixels are, make
/// all positions alike to begin with.
///
/// The theory has inputs of variance q*. A convolution meets a variance at every position, so it is every position that
/// is given K⁰ = `variance`, and not the image.
struct RandomPixels {
  /// How images are drawn; as large as those of Xiao et al. 2020, Figure 1, which are shaped (6, 6, 3).
  struct Settings: Codable, Sendable {
    var side = 6
    var channels = 3
    var distribution = Distribution.normal
    /// Of the labels.
    var classes = 10

    /// The size of the window that pools them, the paper's d.
    var positions: Int { side * side }
  }

  /// Of a channel.
  enum Distribution: String, Codable { case normal, uniform }

  /// Training images first, then test images.
  let pairs: PixelPairs
  /// The same images flattened; K⁰(x, x) = `variance` for the whole image, too.
  let vectors: VectorPairs
  /// [training, classes], centred over the training images.
  let targets: Matrix<Double>

  init(training: Int, test: Int, variance: Double, _ settings: Settings, seed: Seed) throws {
    var generator = CounterBasedGenerator(seed: seed)
    let positions = (0..<(training + test) * settings.positions).flatMap { _ in
      let direction = (0..<settings.channels).map { _ in
        settings.distribution == .normal ? generator.normal() : generator.uniform()
      }
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return direction.map { (variance * Double(settings.channels)).squareRoot() / norm * $0 }
    }
    let rows = Matrix(rows: training + test, columns: settings.positions * settings.channels, elements: positions)
    pairs = try PixelPairs(rows: rows, height: settings.side, width: settings.side, channels: settings.channels)
    vectors = try VectorPairs(rows: rows, commonVariance: variance)
    targets = RandomInputs.centred(
      (0..<training).map { _ in generator.below(settings.classes) }, classes: settings.classes)
  }
}
