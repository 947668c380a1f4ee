import Architectures
import Foundation
import Inputs
import LinearAlgebra
import Shankar2020
import Testing

@Suite("Kernels of the Myrtle networks") struct MyrtleNetworkTests {
  private struct Golden: Decodable {
    struct Entries: Decodable { let nngp, ntk: [Double] }
    let networks: [String: Entries]
  }

  /// Ten images of 32 × 32 pixels, by neural-tangents in float64 (`Golden/make_golden.py`).
  @Test(arguments: [MyrtleNetwork.myrtle5, .myrtle10]) func agreesWithNeuralTangents(_ network: MyrtleNetwork) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/myrtle.json")
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    let expected = try #require(golden.networks[network.rawValue])
    let (count, size) = (10, 32 * 32 * 3)
    let pixels = (0..<count * size).map { k in
      let image = k / size
      return Double((7919 * k + 13 * (image + 1) * (image + 1)) % 101) / 50 - 1
    }
    let pairs = try PixelPairs(
      rows: Matrix(rows: count, columns: size, elements: pixels), height: 32, width: 32, channels: 3)
    let kernels = try network.kernel(side: 32).matrices(of: pairs, get: .both, threads: 2)
    for (matrix, entries) in [(kernels.nngp, expected.nngp), (kernels.ntk, expected.ntk)] {
      let found = try #require(matrix)
      let lower = (0..<count).flatMap { i in (0...i).map { found[i, $0] } }
      try #require(lower.count == entries.count)
      for (a, b) in zip(lower, entries) { #expect(abs(a - b) < 1e-10 * abs(b)) }
    }
  }

  @Test func depthsAreWhatTheirNamesSay() throws {
    let convolutions = try MyrtleNetwork.allCases.map { network in
      try Architecture(layers: network.layers).expanded.count { $0.name == "convolution" }
    }
    #expect(convolutions == [4, 6, 9, 5])
  }
}
