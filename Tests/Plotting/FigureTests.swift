import Foundation
import Plotting
import Testing

@Suite struct FigureTests {
  static let panel = Panel(
    title: "κ<sup>(<i>l</i>)</sup>", x: PlotAxis("depth"), y: PlotAxis("σ<sub>w</sub><sup>2</sup>"),
    layers: [.line(x: [1, 2, 3], y: [1, 4, 9], label: "squares")])

  @Test func oneLogicalPixelIsTwoDevicePixels() throws {
    let picture = try Picture(Figure(panels: [Self.panel]))
    #expect(picture.width == 1440 && picture.height == 960)
  }

  @Test func gridsArePanelsWideAndHigh() throws {
    let size = Size(300, 250)
    let bare = try Picture(
      Figure(columns: 3, panelSize: size, panels: Array(repeating: Self.panel, count: 6)))
    #expect(bare.width == 1800 && bare.height == 1000)
    let titled = try Picture(
      Figure(title: "title", columns: 3, panelSize: size, panels: Array(repeating: Self.panel, count: 6)))
    #expect(titled.width == 1800 && titled.height > 1020)
  }

  @Test func theSameFigureGivesTheSameBytes() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["a.png", "b.png"].map(folder.appendingPathComponent)
    for file in files { try Figure(panels: [Self.panel]).writePNG(to: file, metadata: [("Source", "test")]) }
    #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
  }

  @Test func aFigureNeedsPanels() {
    #expect(throws: FigureFailure.noPanels) { try Picture(Figure(panels: [])) }
  }

  @Test func aFigureTooLargeForAnImageIsRefused() {
    let figure = Figure(panelSize: Size(40000, 400), panels: [Self.panel])
    #expect(throws: FigureFailure.tooLarge(width: 80000, height: 800)) { try Picture(figure) }
  }

  @Test(arguments: [0, 49, -1, Double.infinity])
  func panelsNeedRoom(_ side: Double) {
    let figure = Figure(panelSize: Size(side, 300), panels: [Self.panel])
    #expect(throws: FigureFailure.badPanelSize(width: side, height: 300)) { try Picture(figure) }
    let undefined = Figure(panelSize: Size(300, .nan), panels: [Self.panel])
    #expect(throws: FigureFailure.self) { try Picture(undefined) }
  }

  @Test func textMustBeMarkup() throws {
    for title in ["a & b", "<sub>x", "\u{0}"] {
      var panel = Self.panel
      panel.x.title = title
      #expect(throws: FigureFailure.self) { try Picture(Figure(panels: [panel])) }
      #expect(throws: FigureFailure.self) { try Picture(Figure(title: title, panels: [Self.panel])) }
    }
    var panel = Self.panel
    panel.x.title = Markup.escaped("a & b < c > d")
    _ = try Picture(Figure(panels: [panel]))
  }

  /// A long title takes several lines and leaves the data at least half of the panel.
  @Test func longTextGrowsThePanelInsteadOfCoveringData() throws {
    var panel = Self.panel
    panel.title = Array(repeating: "many words", count: 80).joined(separator: " ")
    let picture = try Picture(Figure(panels: [panel]))
    #expect(picture.height > 960)
    let rows = picture.places(of: Ink.blue).map(\.y)
    #expect((rows.max() ?? 0) - (rows.min() ?? 0) > 400)
  }
}
