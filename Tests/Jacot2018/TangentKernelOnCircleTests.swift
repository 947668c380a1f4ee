import Foundation
import Suite
import Testing

@Suite("The tangent kernel on the circle")
struct TangentKernelOnCircleTests {
  /// Kernels c + s/√n before training and (1 + 10/n) as much after it, s alternating in sign: exponents 1/2 and 1.
  @Test func exponentsAreMeasured() throws {
    let bench = try Bench()
    let widths = [50.0, 500]
    let finished = try bench.filled("jacot2018/figure1") { _, cell, entry in
      let own = 0.3 + (cell[1] % 2 == 0 ? 0.1 : -0.1) / widths[cell[0]].squareRoot()
      return entry < 97 ? own : own * (1 + 10 / widths[cell[0]])
    }
    let values = try measuredValues(finished)
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("jacot2018/figure1").keys))
    #expect(abs(try #require(values["spread_exponent"]) - 0.5) < 1e-9)
    #expect(abs(try #require(values["inflation_exponent"]) - 1) < 1e-9)
    #expect(abs(try #require(values["n50/inflation"]) - 0.2) < 1e-12)
    // The limit's mean over the circle, by hand from the recursion at γ = 0 and π: between Θ(x₀, −x₀) and Θ(x₀, x₀).
    let ratio = try #require(values["n500/initial_ratio"])
    #expect((0.3 / 0.29...0.3 / 0.06).contains(ratio))
    try expectPicture(finished)
  }

  /// A narrow network, trained: the kernel is positive on the diagonal and grows.
  @Test func trainingInflatesTheKernelOfANarrowNetwork() throws {
    let (bench, experiment) = (try Bench(), try Bench.experiment("jacot2018/figure1"))
    let context = bench.context(of: "jacot2018/figure1")
    let growth = try (0..<4).map { network in
      let kernel = try #require(
        try experiment.run(group: "/", cell: [0, network], tier: .quick, context: context).values
          .numbers["tangent_kernel"])
      #expect(kernel.count == 2 * 97)
      return kernel[97...].reduce(0, +) / kernel[..<97].reduce(0, +)
    }
    #expect(growth.reduce(0, +) / 4 > 1.1)
  }
}
