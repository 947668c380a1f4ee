import Inference
import LinearAlgebra
import Shankar2020
import Testing

@Suite("Kernels averaged over mirror images") struct FlippedKernelsTests {
  private static func images(_ count: Int, _ first: Int, side: Int) -> Matrix<Double> {
    Matrix(
      rows: count, columns: 3 * side * side,
      elements: (0..<count * 3 * side * side).map { Double(($0 * 7919 + first) % 101) / 50 - 1 })
  }

  @Test func mirroredTwiceIsTheImage() {
    let images = Self.images(3, 1, side: 4)
    let mirrored = FlippedKernels.mirrored(images, side: 4)
    #expect(mirrored.row(1).prefix(3) == images.row(1)[(images.row(1).startIndex + 9)...].prefix(3))
    #expect(FlippedKernels.mirrored(mirrored, side: 4) == images)
  }

  /// Regression on the images and their mirror images with the same targets, from the kernel of all of them.
  @Test func isRegressionOnTwiceTheImages() throws {
    let (side, n) = (8, 5)
    let kernel = try MyrtleNetwork.myrtle5.kernel(side: side)
    let (training, test) = (Self.images(n, 0, side: side), Self.images(2, 50, side: side))
    let both = Matrix(
      rows: 2 * n, columns: training.columns,
      elements: training.elements + FlippedKernels.mirrored(training, side: side).elements)
    let targets = Matrix(rows: n, columns: 1, elements: (0..<n).map { Double($0 % 3) - 1 })
    let twice = Matrix(rows: 2 * n, columns: 1, elements: targets.elements + targets.elements)
    func outputs(_ own: FlippedKernels.Pair, _ cross: FlippedKernels.Pair, _ targets: Matrix<Double>) throws -> [Double]
    {
      let predictor = try MeanPredictor(kernel: own.ntk)
      return predictor.predictions(crossKernel: cross.ntk, weights: try predictor.weights(targets: targets)).elements
    }
    let expected = try outputs(
      FlippedKernels(kernel, rows: both, side: side, threads: 1).plain,
      FlippedKernels(kernel, rows: test, columns: both, side: side, threads: 1).plain, twice)
    let found = try outputs(
      FlippedKernels(kernel, rows: training, side: side, threads: 1).flipped,
      FlippedKernels(kernel, rows: test, columns: training, side: side, threads: 1).flipped, targets)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-8) }
  }
}
