import Plotting
import Testing

@Suite struct AnnotationTests {
  private func picture(_ layers: [Layer]) throws -> Picture {
    let axis = PlotAxis(from: 0, to: 1)
    return try Picture(Figure(panels: [Panel(x: axis, y: axis, layers: layers, showsGrid: false)]))
  }

  @Test func aLabelOnAReferenceLineInterruptsIt() throws {
    let bare = try picture([.horizontal(at: 0.5, colour: .palette(0), dash: .solid)])
    let labelled = try picture([.horizontal(at: 0.5, label: "chance level", colour: .palette(0), dash: .solid)])
    let row = Int(bare.meanRow(of: Ink.blue))
    let missing = bare.places(of: Ink.blue).filter { $0.y == row && labelled.pixel($0.x, $0.y) != Ink.blue }
    #expect(missing.count > 60 && missing.count < 400)
  }

  /// Points all along the line leave its label no place; it goes to the legend, and the line is whole.
  @Test func aLabelWithoutPlaceGoesToTheLegend() throws {
    let x = (0...60).map { Double($0) / 60 }
    let layers = [
      Layer.horizontal(at: 0.5, label: "chance level", colour: .palette(0), dash: .solid),
      .points(x: x, y: x.map { _ in 0.485 }, colour: .palette(1), size: 3),
    ]
    let picture = try picture(layers)
    let places = picture.places(of: Ink.blue)
    let rows = Dictionary(grouping: places, by: \.y).mapValues(\.count)
    let line = try #require(rows.max { $0.value < $1.value })
    #expect(line.value > 1200)
    #expect(places.contains { abs($0.y - line.key) > 100 })
  }

  @Test func wordsOutsideTheFrameAreNotDrawn() throws {
    let note = Layer.text("note", x: 0.5, y: 0.5, colour: .palette(0))
    let drawn = try picture([note])
    #expect(!drawn.places(of: Ink.blue).isEmpty)
    #expect(try picture([.text("note", x: 2, y: 0.5, colour: .palette(0))]).places(of: Ink.blue).isEmpty)
    #expect(try picture([.text("note", x: .nan, y: 0.5, colour: .palette(0))]).places(of: Ink.blue).isEmpty)
  }

  /// A note moves to a side of its point that no curve crosses.
  @Test func wordsCoverNoCurve() throws {
    let line = Layer.line(x: [0, 1], y: [0.45, 0.6])
    let bare = try picture([line])
    let noted = try picture([line, .text("a note of some length", x: 0.5, y: 0.525, colour: .palette(1))])
    #expect(bare.places(of: Ink.blue).allSatisfy { noted.pixel($0.x, $0.y) == Ink.blue })
  }
}
