import Inputs
import LinearAlgebra
import Randomness

/// Random images with random labels: 6 × 6 positions of 3 channels, every position a direction of its own.
///
/// Directions without a mean are as different as inputs can be; channels drawn evenly from 0 to 1, as pixels are, make
/// all positions alike to begin with.
///
/// The theory has inputs of variance q*. A convolution meets a variance at every position, so it is every position that
/// is given K⁰ = `variance`, and not the image.
struct RandomPixels {
  static let side = 6
  static let channels = 3
  /// The size of the window that pools them, the paper's d.
  static let positions = side * side

  /// Training images first, then test images.
  let pairs: PixelPairs
  /// The same images flattened; K⁰(x, x) = `variance` for the whole image, too.
  let vectors: VectorPairs
  /// [training, classes], centred over the training images.
  let targets: Matrix<Double>

  enum Channels { case normal, uniform }

  init(training: Int, test: Int, variance: Double, channels: Channels = .normal, seed: Seed) throws {
    var generator = CounterBasedGenerator(seed: seed)
    let positions = (0..<(training + test) * Self.positions).flatMap { _ in
      let direction = (0..<Self.channels).map { _ in
        channels == .normal ? generator.normal() : generator.uniform()
      }
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return direction.map { (variance * Double(Self.channels)).squareRoot() / norm * $0 }
    }
    let rows = Matrix(rows: training + test, columns: Self.positions * Self.channels, elements: positions)
    pairs = try PixelPairs(rows: rows, height: Self.side, width: Self.side, channels: Self.channels)
    vectors = try VectorPairs(rows: rows, commonVariance: variance)
    targets = RandomInputs.centred((0..<training).map { _ in generator.below(10) })
  }
}
