import Foundation
import Plotting
import Testing

@Suite struct FigureSummaryTests {
  private static let figure = Figure(
    title: "accuracy", columns: 2,
    panels: [
      Panel(
        title: "MNIST", x: PlotAxis("images"), y: PlotAxis("accuracy"),
        layers: [
          .line(x: [1, 2, 3], y: [0.5, .nan, 0.7], label: "ReLU", colour: .black),
          .points(x: [1, 2, 3], y: [0.5, 0.6, 0.8], label: "ReLU, paper", marker: .square).published,
          .band(x: [1, 2], lower: [0, 0], upper: [1, .infinity], label: "spread"),
          .horizontal(at: 0.1, label: "chance"), .text("peak", x: 2, y: 0.6),
        ]),
      Panel(
        title: "here − paper", x: PlotAxis("images"), y: PlotAxis("difference"),
        layers: [Layer.line(x: [1], y: [0.1], label: "ReLU").published]),
    ])

  @Test func aFigureSaysWhatItShows() {
    let summary = Self.figure.summary
    #expect(summary.title == "accuracy")
    #expect(summary.panels.map(\.title) == ["MNIST", "here − paper"])
    #expect(summary.panels.map(\.yTitle) == ["accuracy", "difference"])
    #expect(summary.labels == ["ReLU", "ReLU, paper", "spread", "chance", "peak"])
    #expect(summary.panels[0].layers.map(\.kind) == [.line, .points, .band, .guide, .text])
    #expect(summary.panels[0].layers.map(\.points) == [2, 3, 1, 1, 1])
    #expect(summary.panels[0].layers.map(\.isPublished) == [false, true, false, false, false])
    #expect(summary.panels[0]["ReLU"]?.points == 2)
    #expect(summary.panels[0]["tanh"] == nil)
  }

  @Test func bareGridsAndBarsAreCounted() {
    let layers: [Layer] = [
      .heatMap(x: [1, 2], y: [1], values: [1, .nan], scale: ColourScale("κ")),
      .histogram(edges: [0, 1, 2], heights: [3, 4], label: "draws"),
    ]
    let panel = Figure(panels: [Panel(x: PlotAxis(), y: PlotAxis(), layers: layers)]).summary.panels[0]
    #expect(panel.layers.map(\.kind) == [.heatMap, .histogram])
    #expect(panel.layers.map(\.points) == [1, 2])
    #expect(panel.labels == ["κ", "draws"])
  }

  @Test func whatPapersPublishedCanBeLeftOut() throws {
    let summary = try #require(Self.figure.withoutPublished).summary
    #expect(summary.panels.map(\.title) == ["MNIST"])
    #expect(summary.labels == ["ReLU", "spread", "chance", "peak"])
    let published = Figure(panels: [Self.figure.panels[1]])
    #expect(published.withoutPublished == nil)
    // A panel that never had anything stays.
    #expect(Figure(panels: [Panel(x: PlotAxis(), y: PlotAxis(), layers: [])]).withoutPublished != nil)
  }

  /// The paper's squares are the only ink of their colour.
  @Test func leftOutMeansNotDrawn() throws {
    let panel = Panel(
      x: PlotAxis(), y: PlotAxis(),
      layers: [
        .line(x: [0, 1], y: [0, 1], label: "here", colour: .black),
        Layer.points(x: [0.2, 0.4], y: [0.8, 0.8], label: "paper", colour: .automatic).published,
      ])
    let figure = Figure(panels: [panel])
    #expect(try !Picture(figure).places(of: Ink.blue).isEmpty)
    #expect(try Picture(#require(figure.withoutPublished)).places(of: Ink.blue).isEmpty)
  }
}
