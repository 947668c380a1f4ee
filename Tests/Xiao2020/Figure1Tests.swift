import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Figure 1 of Xiao et al. 2020")
struct Figure1Tests {
  /// On procedural images. The limits do not depend on the data; how near they are at these depths does a little.
  @Test func curvesHaveThePapersShapes() throws {
    let finished = try Bench().finished(experiments["xiao2020/figure1"])
    let values = try scoreValues(finished)
    // The deeper tiers' panel c and d go on to 2,000.
    let reference = try ReferenceNumbers("xiao2020/figure1").keys.filter { !$0.hasSuffix("/kappa_at_2000") }
    #expect(Set(values.keys) == reference)
    for size in [12, 20] {
      // κ − 1 ≈ m p*_ab/p^(122) or less, with p = q*(χ₁^l − 1)/(χ₁ − 1) and χ₁^122 above 10⁶ at σ_w² = 2.5.
      let chaotic = try #require(values["fcn/chaotic/\(size)/kappa_at_122"])
      #expect(chaotic > 1 && chaotic < 1 + Double(size) * 1e-5)
      let critical = try #require(values["fcn/critical/\(size)/kappa_at_1000"])
      // 26 log l / l of κ's limit, whatever the inputs: 0.18, 2.6 % of 7.
      #expect((critical - 1).magnitude < 0.03)
      #expect(try #require(values["fcn/ordered/\(size)/slope_at_122"]) < 0)
      #expect(try #require(values["fcn/critical/\(size)/kappa_at_10"]) > 1.5)
      // The limits of convolutional networks: κ's distance from (d m + 2)/2 is d m O(1/l) with a constant that depends
      // on the images, larger for pooled ones that are alike to begin with: a tenth is left for it at l = 1,000.
      for (kind, bound) in [("cnn-f", 0.05), ("cnn-p", 0.1)] {
        let critical = try #require(values["\(kind)/critical/\(size)/kappa_at_1000"])
        #expect(critical > 1 && critical < 1 + bound)
      }
    }
    // The closed forms of erf, computed in numpy: 0.969552/1.034700.
    #expect((try #require(values["fcn/chaotic/guide_factor"]) - 0.9370367).magnitude < 1e-7)
    let figure = try #require(try finished.figure)
    #expect(
      figure.panels.map(\.title) == [
        "<b>(a)</b> chaotic", "<b>(b)</b> ordered", "<b>(c)</b> critical", "<b>(d)</b> critical, CNN-P",
        "<b>(e)</b> chaotic, CIFAR-10", "<b>(f)</b> ordered, CIFAR-10",
      ])
    // Two sizes of FCN, two kinds of CNN and the line 1 or 1/l; in c also λ₀/λ₁ and a limit a size, and CNN-F alone.
    #expect(figure.panels.map(\.layers.count) == [5, 5, 7, 4, 2, 4])
  }
}
