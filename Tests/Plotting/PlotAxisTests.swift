import Plotting
import Testing

@Suite struct AxisTests {
  /// The dark pixels under the frame of a panel with these names along x, as the runs of empty columns between them.
  private func picture(_ names: [String]) throws -> Picture {
    let values = names.indices.map(Double.init)
    let layer = Layer.points(x: values, y: values.map { _ in 1 })
    return try Picture(
      Figure(panels: [Panel(x: PlotAxis(scale: .categorical(names)), y: PlotAxis(), layers: [layer], showsGrid: false)])
    )
  }

  /// Short names stay level; long ones turn, which takes height from the frame; in either case points keep their
  /// places.
  @Test func longNamesTurnAndShortOnesDoNot() throws {
    func frameBottom(_ picture: Picture) -> Int {
      // The x axis is the longest dark row.
      var dark = [Int](repeating: 0, count: picture.height)
      for place in picture.places(of: 0x1A1A1A, within: 40) { dark[place.y] += 1 }
      return dark.indices.max { dark[$0] < dark[$1] } ?? 0
    }
    let short = try frameBottom(picture((0..<6).map { "n\($0)" }))
    let long = try frameBottom(picture((0..<6).map { "a dataset with a long name \($0)" }))
    let crowd = try frameBottom(picture((0..<60).map { "name \($0)" }))
    #expect(long < short - 60)
    #expect(crowd < short - 20)
  }

  @Test func referenceValuesAreInsideTheAxis() throws {
    let layers = [Layer.line(x: [0, 1], y: [0.8, 0.9]), .horizontal(at: 0.1, colour: .palette(1), dash: .solid)]
    let picture = try Picture(Figure(panels: [Panel(x: PlotAxis(), y: PlotAxis(), layers: layers)]))
    #expect(picture.places(of: Ink.vermillion).count > 1000)
    #expect(picture.meanRow(of: Ink.vermillion) > picture.meanRow(of: Ink.blue) + 400)
  }
}
