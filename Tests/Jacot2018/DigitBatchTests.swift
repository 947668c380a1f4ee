import Architectures
import ExperimentSupport
import InfiniteWidth
import Jacot2018
import Suite
import Testing

@Suite("Digits and their principal components")
struct DigitBatchTests {
  /// With E over the digits: E f² = 1, E f g = 0, E Θ(x, ·) f = λ f(x), and the largest entry is positive.
  @Test func componentsAreEigenfunctions() throws {
    let images = try Bench().context(of: "jacot2018/figure3").dataset(.mnist).training.subset(0..<200)
    let architecture = Architecture.fullyConnected(
      depth: 4, nonlinearity: .relu, weightVariance: 1, biasVariance: 0.01)
    let batch = try DigitBatch(images, kernel: architecture.infiniteWidth, threads: 1)
    let components = (1...3).map(batch.component)
    func mean(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / 200
    }
    for (i, f) in components.enumerated() {
      #expect(abs(mean(f, f) - 1) < 1e-10)
      #expect(abs(mean(f, components[(i + 1) % 3])) < 1e-10)
      #expect(try #require(f.max()) >= -(try #require(f.min())))
    }
    let kernel = try #require(
      try architecture.infiniteWidth.matrices(rows: batch.inputs, get: .ntk).ntk)
    for (i, f) in components.enumerated() {
      for x in [0, 100, 199] {
        #expect(abs(mean(Array(kernel.row(x)), f) - batch.eigenvalues[i] * f[x]) < 1e-10)
      }
    }
    // Not centred: the first is almost a constant.
    #expect(batch.eigenvalues[0] > 10 * batch.eigenvalues[1])
    #expect(components[0].allSatisfy { $0 > 0 })
    #expect(batch.inputs.elements.allSatisfy { 0 <= $0 && $0 <= 1 } && batch.labels.count == 200)
  }
}
