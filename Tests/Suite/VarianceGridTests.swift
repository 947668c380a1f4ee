import Suite
import Testing

@Suite("Grids of weight and bias variances") struct VarianceGridTests {
  @Test func valuesAreEvenlySpacedWithBothEnds() {
    let grid = VarianceGrid(weightVariances: 0.1...5.0, biasVariances: 0...2.0, count: 30)
    #expect(grid.count == 900 && grid.points.count == 900)
    #expect(grid.weightVariances.first == 0.1 && grid.weightVariances.last == 5.0)
    #expect(grid.biasVariances.first == 0 && grid.biasVariances.last == 2.0)
    // A step is 4.9/29: the paper prints 0.61 and 1.79 for the fourth and the eleventh value.
    #expect(abs(grid.weightVariances[3] - 0.606897) < 1e-6 && abs(grid.weightVariances[10] - 1.789655) < 1e-6)
  }

  @Test func aLineHoldsAllBiasVariancesOfOneWeightVariance() {
    let grid = VarianceGrid(weightVariances: [1, 2], biasVariances: [0, 0.5, 1])
    #expect(grid.line(1) == [0, 0.5, 1].map { VariancePoint(weightVariance: 2, biasVariance: $0) })
    #expect(grid.points == grid.line(0) + grid.line(1))
    #expect(grid.coordinates.map(\.count) == [2, 3])
  }
}
