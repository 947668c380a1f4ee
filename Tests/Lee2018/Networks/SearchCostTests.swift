import Lee2018
import Suite
import Testing

@Suite struct SearchCostTests {
  @Test func theWidthIsTheLargestThatTheSearchCanAfford() throws {
    let row = try #require(GaussianProcessRow(rawValue: "CIFAR:2k"))
    func search(_ operations: Double?, largest: Int = 5_000) -> NetworkSearch {
      NetworkSearch(
        rows: [row], largestWidth: largest, largestOperations: operations,
        rungs: [NetworkSearch.Rung(trials: 10, steps: 100, validationImages: 1_000)])
    }
    // The paper's: 5000 with ReLU, 1000 with tanh.
    #expect(try search(nil).setting(row, .relu).width == 5_000)
    #expect(try search(nil).setting(row, .tanh).width == 1_000)
    #expect(try search(nil, largest: 500).setting(row, .relu).width == 500)
    let cost = search(nil).operations(try search(nil).setting(row, .relu), row)
    #expect(try search(cost).setting(row, .relu).width == 5_000)
    #expect(try search(cost / 1.01).setting(row, .relu).width == 2_000)
    #expect(try search(cost / 30).setting(row, .relu).width == 500)
    #expect(try search(1).setting(row, .relu).width == 100)
  }
}
