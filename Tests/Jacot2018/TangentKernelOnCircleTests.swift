import ExperimentSupport
import Foundation
import Jacot2018
import Plotting
import Results
import Suite
import Testing

@Suite("The tangent kernel on the circle")
struct TangentKernelOnCircleTests {
  /// Kernels c + s/√n before training and (1 + 10/n) as much after it, s alternating in sign: exponents 1/2 and 1.
  @Test func exponentsAreMeasured() throws {
    let finished = try Bench().filled(experiments["jacot2018/figure1"]) { _, point, entry in
      let width = Double(try point[Axis<Int>("width", "")])
      let isEven = try point[Axis<Int>("network", "")] % 2 == 0
      let own = 0.3 + (isEven ? 0.1 : -0.1) / width.squareRoot()
      return entry < 97 ? own : own * (1 + 10 / width)
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("jacot2018/figure1").keys))
    #expect(abs(try #require(values["spread_exponent"]) - 0.5) < 1e-9)
    #expect(abs(try #require(values["inflation_exponent"]) - 1) < 1e-9)
    #expect(abs(try #require(values["n50/inflation"]) - 0.2) < 1e-12)
    // The limit's mean over the circle, by hand from the recursion at γ = 0 and π: between Θ(x₀, −x₀) and Θ(x₀, x₀).
    let ratio = try #require(values["n500/initial_ratio"])
    #expect((0.3 / 0.29...0.3 / 0.06).contains(ratio))
    let panel = try #require(try finished.figure).summary.panels[0]
    #expect(
      panel.labels == [
        "<i>n</i> = 50, <i>t</i> = 0", "<i>n</i> = 50, <i>t</i> = 200", "<i>n</i> = 500, <i>t</i> = 0",
        "<i>n</i> = 500, <i>t</i> = 200", "<i>n</i> = ∞",
      ])
    // Ten networks of either width at both times and the limit, at 97 angles.
    #expect(panel.layers.map(\.points) == Array(repeating: 97, count: 41))
  }

  /// A narrow network, trained: the kernel is positive on the diagonal and grows.
  @Test func trainingInflatesTheKernelOfANarrowNetwork() throws {
    let bench = try Bench()
    let sweep = try #require(try experiments["jacot2018/figure1"].plan(.quick).sweeps.first)
    let context = bench.context(of: "jacot2018/figure1")
    let growth = try sweep.layout.points.prefix(4).map { point in
      #expect(try point[Axis<Int>("width", "")] == 50)
      let kernel = try #require(try sweep.run(point, context).values.numbers["tangent_kernel"])
      #expect(kernel.count == 2 * 97)
      return kernel[97...].reduce(0, +) / kernel[..<97].reduce(0, +)
    }
    #expect(growth.reduce(0, +) / 4 > 1.1)
  }
}
