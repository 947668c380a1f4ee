import Architectures
import Testing

@Suite struct BranchJoinTests {
  @Test func aResidualIsTheIdentityAndItsBranch() {
    let branches = Layer.residual([relu, dense]).branches
    #expect(branches?.map(\.layers) == [[], [relu, dense]])
    #expect(branches?.map(\.share) == [1, 1])
    #expect(branches == Layer.parallel([[], [relu, dense]], join: .sum).branches)
    #expect(dense.branches == nil)
  }

  @Test func sharesOfAConcatenationAreThoseOfItsWidths() {
    func shares(_ widths: [Double]) -> [Double]? {
      Layer.parallel([[], [dense], []], join: .concatenation(widths: widths)).branches?.map(\.share)
    }
    #expect(shares([]) == Array(repeating: 1.0 / 3, count: 3))
    #expect(shares([1, 2, 1]) == [0.25, 0.5, 0.25])
    #expect(shares([1e308, 1e308, 0x1p-1074]) == [0.5, 0.5, 0])
  }
}
