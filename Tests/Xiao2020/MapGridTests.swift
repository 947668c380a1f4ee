import Results
import Testing
import Xiao2020

@Suite("Grids of maps over σ_w² and depth")
struct MapGridTests {
  /// linspace(0.4853, 4.1074, 6), and linspace(1, 32, 5) = 1, 8.75, 16.5, 24.25, 32 to the nearest layer.
  @Test func valuesAreEven() {
    let grid = MapGrid(columns: 6, rows: 5, deepest: 32)
    #expect(grid.depths == [1, 9, 17, 24, 32])
    #expect(grid.weightVariances.first == 0.4853 && grid.weightVariances.last == 4.1074)
    for (k, weightVariance) in grid.weightVariances.enumerated() {
      #expect((weightVariance - (0.4853 + 0.72442 * Double(k))).magnitude < 1e-14)
    }
  }

  /// Tables are asked for the values that settings have: text must give every bit back.
  @Test func settingsKeepEveryBit() throws {
    let grid = MapGrid(columns: 20, rows: 20, deepest: 80)
    let read = try SettingsRecord(text: SettingsRecord(grid).text).decoded(as: MapGrid.self)
    #expect(read.weightVariances == grid.weightVariances)
    #expect(read.depths == grid.depths && read.biasVariance == 0.186)
  }
}
