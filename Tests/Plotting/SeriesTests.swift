import Plotting
import Testing

@Suite struct SeriesTests {
  private func picture(_ layers: [Layer], x: PlotAxis = PlotAxis(), y: PlotAxis = PlotAxis()) throws -> Picture {
    try Picture(Figure(panels: [Panel(x: x, y: y, layers: layers, showsGrid: false)]))
  }

  private func levels(_ values: [Double], y: PlotAxis) throws -> [Double] {
    let picture = try picture(values.map { .line(x: [0, 1], y: [$0, $0]) }, y: y)
    return [Ink.blue, Ink.vermillion, Ink.green].map(picture.meanRow)
  }

  /// Rows are proportional to values: a quarter of the way is a quarter of the way, to half a device pixel.
  @Test func linesAreWhereTheirValuesAre() throws {
    let linear = try levels([0, 0.25, 1], y: PlotAxis())
    #expect(abs(linear[1] - (0.75 * linear[0] + 0.25 * linear[2])) < 0.5)
    let logarithmic = try levels([1, 10, 10000], y: PlotAxis(scale: .logarithmic))
    #expect(abs(logarithmic[1] - (0.75 * logarithmic[0] + 0.25 * logarithmic[2])) < 0.5)
    #expect(linear[0] > linear[2])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsAGap(_ value: Double) throws {
    let columns = try Set(picture([.line(x: [0, 1, 2, 3, 4], y: [1, 1, value, 1, 1])]).places(of: Ink.blue).map(\.x))
    let (first, last) = try (#require(columns.min()), #require(columns.max()))
    let middle = (first + last) / 2
    #expect(!columns.contains(middle))
    #expect(columns.contains(first + (last - first) / 8) && columns.contains(last - (last - first) / 8))
  }

  @Test func nothingPositiveHasNoLogarithm() throws {
    let axis = PlotAxis("κ", scale: .logarithmic)
    #expect(throws: FigureFailure.nothingPositive(axis: "κ")) {
      try picture([.line(x: [0, 1], y: [0, -1])], y: axis)
    }
    #expect(throws: FigureFailure.nothingPositive(axis: "κ")) {
      try picture([.line(x: [0, -1], y: [1, 1])], x: axis)
    }
    let partly = try picture([.line(x: [0, 1, 2], y: [-1, 1, 2])], y: axis)
    #expect(!partly.places(of: Ink.blue).isEmpty)
  }

  /// A value between two gaps, and a single value, are dots.
  @Test func loneValuesAreSeen() throws {
    #expect(try picture([.line(x: [3], y: [7])]).places(of: Ink.blue).count > 20)
    #expect(try picture([.line(x: [1, 2, 3], y: [.nan, 7, .nan])]).places(of: Ink.blue).count > 20)
  }

  @Test func thereMayBeNothingToDraw() throws {
    for scale in [PlotAxis.Scale.linear, .logarithmic, .categorical([])] {
      let empty = try picture([.line(x: [], y: [])], x: PlotAxis(scale: scale), y: PlotAxis(scale: scale))
      #expect(empty.places(of: Ink.blue).isEmpty)
      _ = try picture([.line(x: [.nan], y: [.nan])], y: PlotAxis(scale: scale))
    }
    _ = try picture([])
  }

  @Test(arguments: [0, 1, -3, 1e-200, 1e250, 1e18] as [Double])
  func constantDataAreInTheMiddle(_ value: Double) throws {
    let picture = try picture([.line(x: [0, 1], y: [value, value])])
    #expect(abs(picture.meanRow(of: Ink.blue) - Double(picture.height) / 2) < 40)
  }

  /// Far outside the limits a line is cut off, and its visible part stays where it is.
  @Test func hugeValuesDoNotBendLines() throws {
    let axis = PlotAxis(from: 0, to: 1)
    let steep = try picture([.line(x: [0.5, 0.5], y: [-1e280, 1e280])], x: axis, y: axis).places(of: Ink.blue)
    #expect(Set(steep.map(\.x)).count <= 4)
    #expect(Set(steep.map(\.y)).count > 700)
  }

  @Test func lengthsMustAgree() {
    #expect(throws: FigureFailure.self) { try picture([.line(x: [1, 2], y: [1])]) }
    #expect(throws: FigureFailure.self) { try picture([.points(x: [1], y: [1], errors: [])]) }
    #expect(throws: FigureFailure.self) { try picture([.band(x: [1], lower: [1], upper: [])]) }
    #expect(throws: FigureFailure.self) { try picture([.histogram(edges: [0, 1], heights: [1, 2])]) }
    #expect(throws: FigureFailure.self) { try picture([.histogram(edges: [0, 0], heights: [1])]) }
  }

  @Test(arguments: [(0.0, -1.0), (.nan, 1), (0, .infinity)])
  func limitsMustMakeAnAxis(_ limits: (Double, Double)) {
    #expect(throws: FigureFailure.badLimits(axis: "y")) {
      try picture([.line(x: [0], y: [0])], y: PlotAxis("y", from: limits.0, to: limits.1))
    }
  }

  /// ± 0.5 around 1 with the axis from 0 to 2 takes half of the axis' height.
  @Test func errorBarsAreAsLongAsTheErrors() throws {
    let axis = PlotAxis(from: 0, to: 2)
    let marks = try picture([.points(x: [1], y: [1], errors: [0.5])], x: axis, y: axis).places(of: Ink.blue)
    let ruler = try picture([.line(x: [1, 1], y: [0, 2])], x: axis, y: axis).places(of: Ink.blue)
    func height(_ places: [(x: Int, y: Int)]) -> Double {
      Double((places.map(\.y).max() ?? 0) - (places.map(\.y).min() ?? 0))
    }
    // The caps and round line ends are up to two pixels wide each.
    #expect(abs(height(marks) - height(ruler) / 2) <= 4)
  }

  @Test func bandsAreBetweenTheirCurves() throws {
    let axis = PlotAxis(from: 0, to: 4)
    let band = Layer.band(x: [0, 4], lower: [1, 1], upper: [3, 3], colour: .palette(0))
    let tint: UInt32 = 0xC7E0EE  // 22 % of the blue on white
    let places = try picture([band], x: axis, y: axis).places(of: tint, within: 1)
    let rows = Set(places.map(\.y))
    let ruler = try picture([.line(x: [2, 2], y: [0, 4])], x: axis, y: axis).places(of: Ink.blue)
    let height = Double(Set(ruler.map(\.y)).count)
    #expect(abs(Double(rows.count) - height / 2) <= 4)
  }
}
