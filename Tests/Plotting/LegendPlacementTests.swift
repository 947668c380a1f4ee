import Plotting
import Testing

@Suite struct LegendPlacementTests {
  let frame = Rectangle(left: 0, top: 0, width: 600, height: 400)
  let size = Size(150, 80)

  @Test func emptyFrameTakesTheUpperRightCorner() throws {
    let place = try #require(LegendPlacement.choose(sizes: [size], in: frame, avoiding: []))
    #expect(place.rectangle.right > 580 && place.rectangle.top < 20)
  }

  /// The points are far from the corner; only the segment between them crosses it.
  @Test func segmentsCountAsWellAsPoints() throws {
    let line = Obstacle.segment(PlotPoint(300, -50), PlotPoint(650, 200))
    let place = try #require(LegendPlacement.choose(sizes: [size], in: frame, avoiding: [line]))
    #expect(!line.meets(place.rectangle))
    #expect(place.rectangle.left < 20 && place.rectangle.top < 20)
  }

  @Test func oneFreeCornerIsFound() throws {
    let discs = [(550.0, 40.0), (60, 40), (60, 350)].map { Obstacle.disc(centre: PlotPoint($0.0, $0.1), radius: 4) }
    let place = try #require(LegendPlacement.choose(sizes: [size], in: frame, avoiding: discs))
    #expect(place.rectangle.right > 580 && place.rectangle.bottom > 380)
  }

  @Test func placesBetweenCornersAreFound() throws {
    let corners = [(550.0, 40.0), (60, 40), (60, 350), (550, 350)]
      .map { Obstacle.disc(centre: PlotPoint($0.0, $0.1), radius: 4) }
    let place = try #require(LegendPlacement.choose(sizes: [size], in: frame, avoiding: corners))
    #expect(corners.allSatisfy { !$0.meets(place.rectangle) })
  }

  @Test func fullFrameHasNoPlace() {
    let lines = (0..<20).map { Obstacle.segment(PlotPoint(0, Double($0) * 20), PlotPoint(600, Double($0) * 20)) }
    #expect(LegendPlacement.choose(sizes: [size], in: frame, avoiding: lines) == nil)
    let cover = Obstacle.polygon([PlotPoint(-1, -1), PlotPoint(601, -1), PlotPoint(601, 401), PlotPoint(-1, 401)])
    #expect(LegendPlacement.choose(sizes: [size], in: frame, avoiding: [cover]) == nil)
    #expect(LegendPlacement.choose(sizes: [Size(700, 10)], in: frame, avoiding: []) == nil)
  }

  @Test func theSecondSizeServesWhereTheFirstDoesNot() throws {
    let middle = Obstacle.segment(PlotPoint(0, 200), PlotPoint(600, 200))
    let place = try #require(
      LegendPlacement.choose(sizes: [Size(100, 300), Size(200, 150)], in: frame, avoiding: [middle]))
    #expect(place.index == 1)
  }

  @Test(arguments: [Marker?.none, .circle])
  func aDrawnLegendCoversNoInk(marker: Marker?) throws {
    func figure(_ label: String) -> Figure {
      let x = (0...50).map { Double($0) / 50 }
      return Figure(panels: [
        Panel(
          x: PlotAxis("<i>x</i>"), y: PlotAxis("<i>y</i>"),
          layers: [
            .line(x: x, y: x.map { $0 * $0 * $0 }, label: label, marker: marker),
            .line(x: x, y: x.map { 1 - $0 }, label: label.isEmpty ? "" : "theory", marker: marker),
          ])
      ])
    }
    let bare = try Picture(figure(""))
    let labelled = try Picture(figure("σ<sub>w</sub><sup>2</sup>"))
    for colour in [Ink.blue, Ink.vermillion] {
      #expect(bare.places(of: colour).allSatisfy { labelled.pixel($0.x, $0.y) == colour })
    }
    #expect(labelled.places(of: Ink.blue).count > bare.places(of: Ink.blue).count)
  }

  /// With the frame full of curves the legend stands right of it, so the curves end further left.
  @Test func aFullFrameGetsItsLegendOutside() throws {
    func figure(_ label: String) -> Figure {
      let lines = (0..<30).map { index in
        Layer.line(x: [0, 1], y: [Double(index), Double(index)], label: index == 0 ? label : "", colour: .palette(0))
      }
      return Figure(panels: [Panel(x: PlotAxis("x"), y: PlotAxis("y"), layers: lines)])
    }
    let bare = try Picture(figure(""))
    let labelled = try Picture(figure("thirty lines"))
    func end(_ picture: Picture) -> Int { longestRunEnd(picture) }
    #expect(end(labelled) < end(bare) - 100)
    #expect((labelled.places(of: Ink.blue).map(\.x).max() ?? 0) > end(labelled))
  }

  /// The last column of the lowest line: the longest row of blue from the left.
  private func longestRunEnd(_ picture: Picture) -> Int {
    let places = picture.places(of: Ink.blue)
    let row = places.map(\.y).max() ?? 0
    return places.filter { $0.y == row }.map(\.x).max() ?? 0
  }
}
