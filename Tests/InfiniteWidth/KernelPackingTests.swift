import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Testing

@Suite("Packed kernels") struct KernelPackingTests {
  /// The same pairs on a tile grid of another size.
  private struct Retiled: InputPairs {
    let pairs: ImagePairs
    let preferredTile: Int

    var rowVariances: [Double] { pairs.rowVariances }
    var columnVariances: [Double] { pairs.columnVariances }
    var isSymmetric: Bool { pairs.isSymmetric }
    func makeWorkspace() -> ImagePairs.Workspace { pairs.makeWorkspace() }
    func separations(
      of tile: Tile, into target: UnsafeMutablePointer<Double>, workspace: inout ImagePairs.Workspace
    ) { pairs.separations(of: tile, into: target, workspace: &workspace) }
  }

  private func pairs(_ count: Int) -> ImagePairs {
    ImagePairs(rows: ByteImageKernelTests.images.subset(0..<count), shift: .ownMean, unitVariance: true)
  }

  private func kernel() throws -> Kernel {
    try Architecture.fullyConnected(depth: 3, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1).infiniteWidth
  }

  @Test(
    "the square matrix's bits for any tile size and number of threads", arguments: [1, 2, 577, 620],
    [KernelPath.composed, .recursion])
  func sameBits(n: Int, path: KernelPath) throws {
    let kernel = try kernel()
    let whole = try #require(try kernel.matrices(of: pairs(n), path: path, threads: 1).nngp)
    for (tile, threads) in [(512, 1), (512, 3), (64, 2), (37, 2), (700, 1)] {
      let packed = try kernel.packedMatrix(
        of: Retiled(pairs: pairs(n), preferredTile: tile), path: path, threads: threads)
      var different = 0
      for i in 0..<n { for j in 0..<n where packed[i, j] != whole[i, j] { different += 1 } }
      #expect(different == 0, "tile \(tile), \(threads) threads")
    }
  }

  @Test("both kernels in one pass", arguments: [5, 130])
  func bothKernels(n: Int) throws {
    let kernel = try kernel()
    let whole = try kernel.matrices(of: pairs(n), get: .both, path: .recursion)
    var nngp: PackedSymmetricMatrix?
    let ntk = try PackedSymmetricMatrix(order: n) { ntk in
      nngp = try PackedSymmetricMatrix(order: n) {
        try kernel.fill(nngp: $0, ntk: ntk, of: Retiled(pairs: pairs(n), preferredTile: 48), path: .recursion)
      }
    }
    for i in 0..<n {
      for j in 0..<n {
        #expect(nngp?[i, j] == whole.nngp?[i, j])
        #expect(ntk[i, j] == whole.ntk?[i, j])
      }
    }
  }
}
