import Architectures
import ExperimentSupport
import GarrigaAlonso2019
import InfiniteWidth
import LinearAlgebra
import Suite
import Testing

@Suite("A kernel in parts") struct KernelPartsTests {
  /// The entries of the whole matrices, to the bit, whatever was asked for before.
  @Test(arguments: [false, true]) func partsAreTheWhole(isOnDisk: Bool) throws {
    let pixels = (0..<12 * 48).map { (k: Int) -> Double in Double(k * 7919 % 101) / 50 - 1 }
    let training = Matrix<Double>(rows: 7, columns: 48, elements: Array(pixels.prefix(7 * 48)))
    let test = Matrix<Double>(rows: 5, columns: 48, elements: Array(pixels.suffix(5 * 48)))
    let kernel = try Kernel(
      try Architecture(layers: [
        .convolution(kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0.1, trainable: true),
        .activation(.relu), .flatten, .dense(weightVariance: 1, biasVariance: 0, trainable: true),
      ]), inputShape: .image(height: 4, width: 4, channels: 3))
    let parts = KernelParts(kernel, name: "small", training: training, test: test, sizes: [3, 7], isOnDisk: isOnDisk)
    let bench = try Bench()
    let context = bench.context(of: "garriga-alonso2019/table1")
    let whole = try #require(kernel.matrices(rows: training, get: .nngp).nngp)
    let cross = try #require(kernel.matrices(rows: test, columns: training, get: .nngp).nngp)
    #expect(parts.blocks == [0..<5])
    for size in [3, 7] {
      let packed = try PackedSymmetricMatrix(order: size) { try parts.fill($0, context) }
      let found = try parts.cross(0..<5, size: size, context)
      for j in 0..<size {
        for i in j..<size { #expect(packed[i, j] == whole[i, j]) }
        for i in 0..<5 { #expect(found[i, j] == cross[i, j]) }
      }
    }
  }
}
