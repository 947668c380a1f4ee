import Architectures
import CWideLimit
import InfiniteWidth
import Foundation
import LinearAlgebra
import Testing

@Suite struct DepthFunctionsTests {
  private static let depths: [Int64] = [1, 2, 5]

  /// With a layer behind the repetition each depth has a pass of its own, and images keep all depths.
  @Test(
    "kernels at many depths are those of each",
    arguments: [
      CallerExample.dense,
      #"{"layers": [{"dense": {"weightVariance": 2}}, {"repeat": {"count": 1, "layers": ["#
        + #"{"activation": "relu"}, {"dense": {"weightVariance": 2}}]}}, {"layerNorm": {}}]}"#,
      #"{"layers": [{"convolution": {"kernelSize": 3, "weightVariance": 2}}, {"repeat": {"count": 1, "layers": ["#
        + #"{"activation": "relu"}, {"convolution": {"kernelSize": 3, "weightVariance": 2}}]}}, "globalAveragePooling"]}"#,
    ], [false, true])
  func depths(text: String, isSymmetric: Bool) throws {
    let isOfImages = text.contains("convolution")
    let shape = isOfImages ? [3, 4, 1] : [12]
    let (first, second) = (CallerExample.inputs(8, 12), CallerExample.inputs(5, 12, seed: 2))
    let (x1, x2) = (
      CallerNumbers([8] + shape, filled: first.elements), CallerNumbers([5] + shape, filled: second.elements)
    )
    let columns = isSymmetric ? 8 : 5
    let (nngp, ntk) = (CallerNumbers([3, 8, columns]), CallerNumbers([3, 8, columns]))
    let found = answer { error in
      isSymmetric
        ? widelimit_depth_sweep(text, 3, Self.depths, &x1.array, nil, &nngp.array, &ntk.array, nil, error)
        : widelimit_depth_sweep(text, 3, Self.depths, &x1.array, &x2.array, &nngp.array, &ntk.array, nil, error)
    }
    #expect(found == .done)
    for (position, depth) in Self.depths.enumerated() {
      let deep = text.replacingOccurrences(of: #""count": 1"#, with: #""count": \#(depth)"#)
        .replacingOccurrences(of: #""count": 2"#, with: #""count": \#(depth)"#)
      let kernel = try Kernel(
        CallerExample.architecture(deep), inputShape: isOfImages ? .image(height: 3, width: 4, channels: 1) : nil)
      let expected = try kernel.matrices(rows: first, columns: isSymmetric ? nil : second, get: .both)
      let size = 8 * columns
      for (all, matrix) in [(nngp, expected.nngp), (ntk, expected.ntk)] {
        for (a, b) in zip(all.numbers[position * size..<(position + 1) * size], try #require(matrix).elements) {
          // A sweep of images multiplies in another order.
          #expect(abs(a - b) <= (isOfImages ? 1e-13 : 0) * abs(b), "depth \(depth)")
        }
      }
    }
  }

  @Test("depths that are none, and architectures without them")
  func refused() {
    let x1 = CallerNumbers([2, 3], filled: [1, 2, 3, 4, 5, 6])
    let result = CallerNumbers([2, 2, 2])
    func sweep(_ text: String, _ depths: [Int64]) -> Answer {
      answer {
        widelimit_depth_sweep(text, Int64(depths.count), depths, &x1.array, nil, &result.array, nil, nil, $0)
      }
    }
    #expect(sweep(CallerExample.dense, [3, 2]).status == 65)
    #expect(sweep(CallerExample.dense, []).status == 64)
    #expect(sweep(CallerExample.dense, [-1, 2]).status == 65)
    let flat = sweep(#"{"layers": [{"dense": {"weightVariance": 1}}]}"#, [1, 2])
    #expect(flat.status == 65 && flat.message.contains("repeat"))
    // Which of two is meant is not guessed.
    let once = #"{"repeat": {"count": 2, "layers": [{"activation": "erf"}, {"dense": {"weightVariance": 1}}]}}"#
    let two = sweep(#"{"layers": [{"dense": {"weightVariance": 1}}, \#(once), \#(once)]}"#, [1, 2])
    #expect(two.status == 65 && two.message.contains("of which there are 2"), "\(two)")
    let nested = #"{"repeat": {"count": 2, "layers": [\#(once)]}}"#
    #expect(sweep(#"{"layers": [{"dense": {"weightVariance": 1}}, \#(nested)]}"#, [1, 2]) == .done)
  }
}
