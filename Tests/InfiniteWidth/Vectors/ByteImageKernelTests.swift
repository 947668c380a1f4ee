import Architectures
import Inference
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

/// Kernels of byte images with structure: smooth shapes and noise, as digits are.
@Suite("Kernels of images") struct ByteImageKernelTests {
  static let images: ByteImages = {
    var random = SplitMix64(seed: 28)
    var storage: [UInt8] = []
    for _ in 0..<620 {
      let (cx, cy, radius) = (8 + 12 * random.uniform(), 8 + 12 * random.uniform(), 3 + 6 * random.uniform())
      for y in 0..<28 {
        for x in 0..<28 {
          let (dx, dy) = (Double(x) - cx, Double(y) - cy)
          let edge = max(0, 1 - abs((dx * dx + dy * dy).squareRoot() - radius) / 2)
          storage.append(UInt8(min(255, 230 * edge + 6 * random.uniform())))
        }
      }
    }
    return ByteImages(height: 28, width: 28, channels: 1, order: .interleaved, storage: storage)
  }()

  private func pairs(_ rows: Range<Int>, _ columns: Range<Int>? = nil) -> ImagePairs {
    ImagePairs(
      rows: Self.images.subset(rows), columns: columns.map { Self.images.subset($0) }, shift: .ownMean,
      unitVariance: true)
  }

  @Test(
    "the same bits for any number of threads, and a block is a part of the whole",
    arguments: [KernelPath.composed, .recursion])
  func sameBits(path: KernelPath) throws {
    let kernel = try Architecture.fullyConnected(
      depth: 3, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1
    ).infiniteWidth
    // 600 images: tiles of 512 and of 88.
    let whole = try #require(try kernel.matrices(of: pairs(0..<600), path: path, threads: 1).nngp)
    #expect(try kernel.matrices(of: pairs(0..<600), path: path, threads: 3).nngp == whole)
    let block = try #require(try kernel.matrices(of: pairs(500..<600), path: path, threads: 2).nngp)
    let cross = try #require(try kernel.matrices(of: pairs(40..<60, 500..<530), path: path).nngp)
    for i in 0..<100 { for j in 0..<100 { #expect(block[i, j] == whole[500 + i, 500 + j]) } }
    for i in 0..<20 { for j in 0..<30 { #expect(cross[i, j] == whole[40 + i, 500 + j]) } }
  }

  @Test("both ways factor with as many attempts and predict the same", arguments: ComposedMapTests.rows)
  func samePosterior(row: ComposedMapTests.Row) throws {
    let kernel = try row.architecture.infiniteWidth
    var random = SplitMix64(seed: 9)
    let targets = Matrix<Double>(rows: 500, columns: 2, elements: (0..<1000).map { _ in random.normal() })
    func posterior(_ path: KernelPath) throws -> (GaussianProcess, Matrix<Double>, Matrix<Double>) {
      let training = try #require(try kernel.matrices(of: pairs(0..<500), path: path).nngp)
      let cross = try #require(try kernel.matrices(of: pairs(500..<540, 0..<500), path: path).nngp)
      let process = try GaussianProcess(trainingKernel: training, targets: targets, noise: .absolute(first: 1e-10))
      return (process, process.mean(crossKernel: cross), training)
    }
    let (composed, a, training) = try posterior(.composed)
    let (recursion, b, _) = try posterior(.recursion)
    #expect(composed.attempts == recursion.attempts)
    #expect(composed.noiseVarianceUsed == recursion.noiseVarianceUsed)
    // An error of 6 ulp in K moves the mean by ‖δK‖ ‖A⁻¹‖ times the weights' size; λ_min is bounded below by the noise,
    // and in practice by far more. The bound: relative to the largest prediction, 6 ε n K / λ with λ by inverse
    // iteration.
    let smallest = try Spectrum.smallestEigenvalue(training, shift: composed.noiseVarianceUsed)
    let bound = 12 * Double.ulpOfOne * 500 * training[0, 0] / smallest * b.elements.map(abs).reduce(1, max)
    let worst = zip(a.elements, b.elements).map { abs($0 - $1) }.reduce(0, max)
    #expect(worst <= bound, "worst \(worst), bound \(bound)")
  }
}
