import LinearAlgebra
import Testing

@Suite struct PanelLayoutTests {
  @Test(arguments: [(1, 1), (7, 3), (8, 4), (9, 20), (500, 64)]) func panelsHoldTheTriangle(order: Int, width: Int) {
    let layout = PanelLayout(order: order, width: width)
    let panels = (0..<layout.count).map(layout.columns)
    #expect(panels.flatMap(\.self) == Array(0..<order))
    // The columns from the diagonal's row down, and the diagonal once more.
    let numbers = panels.reduce(0) { $0 + $1.count * (order - $1.lowerBound) + $1.count }
    #expect(layout.bytes == 8 * numbers)
    let read = panels.enumerated().reduce(0) { sum, panel in
      sum + panels[..<panel.offset].reduce(0) { $0 + 8 * $1.count * (order - panel.element.lowerBound) }
    }
    #expect(layout.readBytes == read)
  }

  @Test func nothingTakesNothing() {
    let layout = PanelLayout(order: 0, width: 5)
    #expect((layout.count, layout.bytes, layout.readBytes) == (0, 0, 0))
  }

  /// 40 GB and more: what 32 bits cannot count.
  @Test func ordersBeyondTheOldLimit() {
    let layout = PanelLayout(order: 100_000, memoryBytes: 4_000_000_000)
    #expect(layout.width % 256 == 0 && layout.memoryBytes <= 4_000_000_000)
    #expect(PanelLayout(order: 100_000, width: layout.width + 256).memoryBytes > 4_000_000_000)
    #expect(layout.bytes > 40_000_000_000 && layout.bytes < 45_000_000_000)
    // n³/(6 w) numbers, give or take a panel.
    let expected = 8e15 / 6 / Double(layout.width)
    #expect(abs(Double(layout.readBytes) / expected - 1) < 0.15)
  }

  /// A file may claim any number of rows.
  @Test(arguments: [10_000_000, 2_000_000_000, 1 << 40]) func nothingOverflows(order: Int) {
    let layout = PanelLayout(order: order, memoryBytes: 1 << 62)
    #expect(layout.bytes > 1 << 48 && layout.readBytes >= layout.bytes)
  }

  @Test func memoryDecidesWithinBounds() {
    #expect(PanelLayout(order: 50_000, memoryBytes: .max).width == PanelLayout.largestWidth)
    #expect(PanelLayout(order: 50_000, memoryBytes: 0).width == PanelLayout.smallestWidth)
    #expect(PanelLayout(order: 100, memoryBytes: .max).width == 100)
  }
}
