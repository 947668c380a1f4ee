import Plotting
import Testing

@Suite struct HeatMapTests {
  private func picture(
    x: [Double], y: [Double], _ values: [Double], scale: ColourScale = ColourScale(), xAxis: PlotAxis = PlotAxis()
  ) throws -> Picture {
    try Picture(
      Figure(panels: [
        Panel(x: xAxis, y: PlotAxis(), layers: [.heatMap(x: x, y: y, values: values, scale: scale, missing: "")])
      ]))
  }

  @Test func cellsAreRowsFromBelowAndMissingOnesGrey() throws {
    let picture = try picture(x: [0, 1], y: [0, 1], [0, .nan, .infinity, 1])
    let low = picture.places(of: Ink.lowest)
    let grey = picture.places(of: Ink.missing)
    #expect((low.map(\.y).min() ?? 0) > picture.height / 4)
    let columns = grey.map(\.x)
    // NaN is lower right, infinity upper left: together they span the frame, and have about equal parts of it.
    let middle = ((columns.min() ?? 0) + (columns.max() ?? 0)) / 2
    let left = grey.filter { $0.x < middle }
    let right = grey.filter { $0.x > middle }
    #expect((left.map(\.y).max() ?? 0) <= (right.map(\.y).min() ?? 0) + 2)
    #expect(abs(left.count - right.count) < left.count / 20)
    #expect(left.count > 50_000)
  }

  @Test func theColourBarRunsFromTheLowestToTheHighest() throws {
    let picture = try picture(x: [0], y: [0], [0.5], scale: ColourScale("accuracy", from: 0, to: 1))
    // The only cell is of the middle colour, so the ends are in the bar alone; a strip is 1/800 of the map.
    let low = picture.places(of: Ink.lowest, within: 2)
    let high = picture.places(of: Ink.highest, within: 2)
    #expect(Set(low.map(\.x)) == Set(high.map(\.x)))
    #expect((low.map(\.y).min() ?? 0) > (high.map(\.y).max() ?? .max))
    let (bottom, top) = try (#require(low.map(\.y).max()), #require(high.map(\.y).min()))
    #expect(bottom - top > 700)
  }

  /// Values from 1 to 3 about the centre 1: colours reach from −1 to 3. A bar from 0 has no use for the map's first
  /// quarter.
  @Test(arguments: [(nil, true), (0, false)] as [(Double?, Bool)])
  func anEndThatIsGivenCutsTheBarOfACentredScale(lower: Double?, showsFirst: Bool) throws {
    let picture = try picture(
      x: [0, 1], y: [0], [1, 3], scale: ColourScale("χ", map: .diverging, from: lower, centre: 1))
    func strips(_ place: Double) -> Int {
      let colour = ColourMap.diverging.colour(at: place)
      let code = [colour.red, colour.green, colour.blue].reduce(UInt32(0)) { $0 << 8 | UInt32(($1 * 255).rounded()) }
      return picture.places(of: code, within: 2).count
    }
    // Its first strips are as wide as the bar; letters have no such blue.
    #expect((strips(0) > 0) == showsFirst)
    #expect(strips(0.25) > 0 && strips(0.5) > 50_000 && strips(1) > 50_000)
  }

  /// In logarithms 1, 10, 100 are as far apart as 0, 1, 2.
  @Test func edgesAreHalfWayOnTheScale() throws {
    let logarithmic = try picture(
      x: [1, 10, 100], y: [0], [0, 1, .nan], xAxis: PlotAxis(scale: .logarithmic))
    let linear = try picture(x: [0, 1, 2], y: [0], [0, 1, .nan])
    for picture in [logarithmic, linear] {
      let grey = Set(picture.places(of: Ink.missing).map(\.x)).count
      let dark = picture.places(of: Ink.lowest)
      // The colour bar's lowest strip has the same colour but is short.
      let row = dark.map(\.y).min() ?? 0
      #expect(abs(dark.count { $0.y == row } - grey) <= 4)
    }
  }

  @Test func valuesOnALogarithmicScaleMustBePositive() throws {
    let scale = ColourScale("κ", isLogarithmic: true)
    let picture = try picture(x: [0, 1], y: [0], [0, 10], scale: scale)
    #expect(picture.places(of: Ink.missing).count > 50_000)
    #expect(throws: FigureFailure.nothingPositive(axis: "κ")) {
      try self.picture(x: [0], y: [0], [-1], scale: scale)
    }
  }

  @Test func coordinatesMustIncreaseAndCountsAgree() {
    #expect(throws: FigureFailure.self) { try picture(x: [0, 0], y: [0], [1, 2]) }
    #expect(throws: FigureFailure.self) { try picture(x: [0, .nan], y: [0], [1, 2]) }
    #expect(throws: FigureFailure.self) { try picture(x: [0, 1], y: [0], [1, 2, 3]) }
  }

  @Test func allMissingAndEmptyMapsAreDrawn() throws {
    #expect(try picture(x: [0, 1], y: [0], [.nan, .nan]).places(of: Ink.missing).count > 100_000)
    _ = try picture(x: [], y: [], [])
  }
}
