import Foundation
import GarrigaAlonso2019
import Inputs
import LinearAlgebra
import Testing

/// The kernels of Table 1 as the authors' code has them: maps of covariances of equal positions, xy beside xx and yy,
/// through filters of ones times the variance of a weight.
@Suite("Networks of Garriga-Alonso et al. 2019") struct ConvolutionalNetworkTests {
  /// Covariances [28 · 28] of x with y, x with x, y with y.
  private struct Patch {
    var maps: [[Double]]
    var side = 28

    init(_ x: [Double], _ y: [Double]) {
      maps = [zip(x, y).map(*), x.map { $0 * $0 }, y.map { $0 * $0 }]
    }

    /// A filter of `size` × `size` numbers `variance`, moved by `stride`: as many positions of padding on either side,
    /// of an even filter one more below and on the right.
    mutating func convolve(_ size: Int, stride: Int = 1, variance: Double, bias: Double = 0) {
      let (old, side) = (maps, side)
      let new = (side + stride - 1) / stride
      let low = (size - 1) / 2
      maps = old.map { map in
        (0..<new * new).map { place in
          var sum = 0.0
          for dy in 0..<size {
            for dx in 0..<size {
              let (y, x) = (place / new * stride + dy - low, place % new * stride + dx - low)
              if (0..<side).contains(y), (0..<side).contains(x) { sum += map[y * side + x] }
            }
          }
          return variance * sum + bias
        }
      }
      self.side = new
    }

    mutating func rectify() {
      for p in maps[0].indices {
        let (xx, yy) = (maps[1][p], maps[2][p])
        let product = (xx * yy).squareRoot()
        let angle = product > 0 ? acos(max(-1, min(1, maps[0][p] / product))) : 0
        maps[0][p] = product * (sin(angle) + (.pi - angle) * cos(angle)) / (2 * .pi)
        (maps[1][p], maps[2][p]) = (xx / 2, yy / 2)
      }
    }

    mutating func add(_ other: Patch) {
      for k in maps.indices { for p in maps[k].indices { maps[k][p] += other.maps[k][p] } }
    }
  }

  private static func expected(_ network: ConvolutionalNetwork, _ x: [Double], _ y: [Double]) -> Double {
    var patch = Patch(x, y)
    /// With the authors' defaults: variance 1 over the filter, no bias.
    func convolve(_ patch: inout Patch, _ size: Int, stride: Int = 1) {
      patch.convolve(size, stride: stride, variance: 1 / Double(size * size))
    }
    func two(_ patch: inout Patch, stride: Int) {
      convolve(&patch, 3, stride: stride)
      patch.rectify()
      convolve(&patch, 3)
    }
    switch network {
    case .convNet:
      for _ in 0..<7 {
        patch.convolve(7, variance: 2.79, bias: 7.86)
        patch.rectify()
      }
      return 2.79 / 784 * patch.maps[0].reduce(0, +) + 7.86
    case .residualCNN:
      for _ in 0..<8 {
        var branch = patch
        branch.convolve(4, variance: 7.27, bias: 4.69)
        branch.rectify()
        patch.add(branch)
      }
      patch.convolve(4, variance: 7.27, bias: 4.69)
      patch.rectify()
      return 7.27 / 784 * patch.maps[0].reduce(0, +) + 4.69
    case .resNet:
      convolve(&patch, 3)
      for stride in [1, 2, 2] {
        patch.rectify()
        var branch = patch
        convolve(&patch, 1, stride: stride)
        two(&branch, stride: stride)
        patch.add(branch)
        for _ in 0..<4 {
          var branch = patch
          branch.rectify()
          two(&branch, stride: 1)
          patch.add(branch)
        }
      }
      // A filter over all 7 × 7 positions, a ReLU, a filter of one.
      var last = [0.0, 0, 0]
      for k in 0..<3 { last[k] = patch.maps[k].reduce(0, +) / Double(patch.side * patch.side) }
      patch.maps = last.map { [$0] }
      patch.rectify()
      return patch.maps[0][0]
    }
  }

  @Test(arguments: ConvolutionalNetwork.allCases) func theKernelIsTheAuthors(_ network: ConvolutionalNetwork) throws {
    // Strokes on an empty ground: positions of no variance too.
    let images = (0..<3).map { i in
      (0..<784).map { p in
        let (y, x) = (Double(p / 28) - 14, Double(p % 28) - 14)
        let distance = (x * x + y * y).squareRoot() - 4 - 2 * Double(i)
        return distance * distance < 4 ? 1 - 0.1 * Double((p * (i + 3)) % 7) : 0
      }
    }
    let pairs = try PixelPairs(
      rows: Matrix(rows: 3, columns: 784, elements: images.flatMap(\.self)), height: 28, width: 28, channels: 1)
    let kernel = try #require(try network.kernel().matrices(of: pairs, get: .nngp, threads: 1).nngp)
    for i in 0..<3 {
      for j in 0...i {
        let expected = Self.expected(network, images[i], images[j])
        // The arc cosine of the direct way loses half its digits where inputs nearly coincide.
        #expect(abs(kernel[i, j] - expected) < 1e-7 * expected, "\(i), \(j)")
        if i == j { #expect(abs(kernel[i, j] - expected) < 1e-12 * expected) }
      }
    }
  }
}
