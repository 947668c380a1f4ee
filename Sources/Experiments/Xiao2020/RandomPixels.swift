import Inputs
import LinearAlgebra
import Randomness

/// Random images with random labels: 6 × 6 positions of 3 channels, every position a direction of its own.
///
/// The theory has inputs of variance q*. A convolution meets a variance at every position, so it is every position that is given
/// K⁰ = `variance`, and not the image.
struct RandomPixels {
  static let side = 6
  static let channels = 3
  /// The size of the window that pools them, the paper's d.
  static let positions = side * side

  /// Training images first, then test images.
  let pairs: PixelPairs
  /// [training, classes], centred over the training images.
  let targets: Matrix<Double>

  init(training: Int, test: Int, variance: Double, seed: Seed) throws {
    var generator = CounterBasedGenerator(seed: seed)
    let positions = (0..<(training + test) * Self.positions).flatMap { _ in
      let direction = (0..<Self.channels).map { _ in generator.normal() }
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return direction.map { (variance * Double(Self.channels)).squareRoot() / norm * $0 }
    }
    pairs = try PixelPairs(
      rows: Matrix(rows: training + test, columns: Self.positions * Self.channels, elements: positions),
      height: Self.side, width: Self.side, channels: Self.channels)
    targets = RandomInputs.centred((0..<training).map { _ in generator.below(10) })
  }
}
