import CPangoCairo

/// A figure with every panel's place settled. All frames are of one size; those of a column share their left and right
/// ends, those of a row their upper and lower ends.
struct FigureArrangement {
  private let figure: Figure
  private var panels: [PanelArrangement] = []
  private var columns: [Margins]
  private var rows: [Margins]
  /// How far above the frames the titles of each row stand.
  private var rises: [Double]
  private let title, xTitle, yTitle: TextBlock?
  private var legend: Legend?

  /// Repeats arranging until the margins that the panels ask for are those they have. Margins only grow, so this ends.
  init(_ figure: Figure, by typesetter: Typesetter) throws {
    self.figure = figure
    let columnCount = min(figure.columns, figure.panels.count)
    columns = Array(repeating: Margins(), count: columnCount)
    rows = Array(repeating: Margins(), count: (figure.panels.count + columnCount - 1) / columnCount)
    rises = Array(repeating: 0, count: rows.count)
    let span = Size(
      figure.panelSize.width * Double(columns.count), figure.panelSize.height * Double(rows.count))
    func block(_ markup: String, _ size: Double, _ width: Double) throws -> TextBlock? {
      markup.isEmpty ? nil : try TextBlock(markup, size: size, width: width, centred: true, by: typesetter)
    }
    title = try block(figure.title, Metrics.figureTitleSize, span.width - 4 * Metrics.edge)
    xTitle = try block(figure.xTitle, Metrics.axisTitleSize, span.width)
    yTitle = try block(figure.yTitle, Metrics.axisTitleSize, span.height)
    var memories = figure.panels.map { _ in PanelMemory() }
    for _ in 0..<30 {
      let before = (columns, rows, rises, memories)
      panels = try figure.panels.enumerated().map { index, panel in
        try PanelArrangement(
          panel, label: figure.showsPanelLabels ? Self.letter(index) : "",
          size: frameSize, outerLegend: figure.legend == .shared ? nil : columnCount == 1 ? .right : .above,
          memory: &memories[index], by: typesetter)
      }
      for (index, panel) in panels.enumerated() {
        let margins = panel.margins
        let (column, row) = (index % columnCount, index / columnCount)
        columns[column].left = max(columns[column].left, margins.left.rounded(.up))
        columns[column].right = max(columns[column].right, margins.right.rounded(.up))
        rises[row] = max(rises[row], panel.rise)
        let heading = panel.title.map { $0.size.height + rises[row] } ?? 0
        rows[row].top = max(rows[row].top, margins.top.rounded(.up), heading.rounded(.up))
        rows[row].bottom = max(rows[row].bottom, margins.bottom.rounded(.up))
      }
      if before == (columns, rows, rises, memories) { break }
    }
    if figure.legend == .shared {
      let entries = panels.flatMap(\.entries).merged
      if !entries.isEmpty { legend = try Legend(entries, across: width - 2 * Metrics.edge, by: typesetter) }
    }
  }

  /// (a) to (z), then (aa), (ab), …
  private static func letter(_ index: Int) -> String {
    var name = ""
    var rest = index
    repeat {
      name = String(UnicodeScalar(UInt8(97 + rest % 26))) + name
      rest = rest / 26 - 1
    } while rest >= 0
    return "<b>(\(name))</b>"
  }

  /// What the widest margins leave of a panel's size, and not less than half of it.
  private var frameSize: Size {
    let across = columns.map { $0.left + $0.right }.max() ?? 0
    let down = rows.map { $0.top + $0.bottom }.max() ?? 0
    let size = figure.panelSize
    return Size(
      max(size.width - across - 2 * Metrics.edge, size.width / 2).rounded(.up),
      max(size.height - down - 2 * Metrics.edge, size.height / 2).rounded(.up))
  }

  private func columnWidth(_ column: Int) -> Double {
    frameSize.width + columns[column].left + columns[column].right + 2 * Metrics.edge
  }

  private func rowHeight(_ row: Int) -> Double {
    frameSize.height + rows[row].top + rows[row].bottom + 2 * Metrics.edge
  }

  private var left: Double { yTitle.map { (Metrics.edge + $0.size.height).rounded(.up) } ?? 0 }
  private var width: Double { left + columns.indices.reduce(0) { $0 + columnWidth($1) } }
  private var top: Double {
    var top = 0.0
    if let title { top += Metrics.edge + title.size.height }
    if let legend { top += 8 + legend.size.height }
    return top.rounded(.up)
  }
  private var height: Double {
    top + rows.indices.reduce(0) { $0 + rowHeight($1) }
      + (xTitle.map { ($0.size.height + Metrics.edge).rounded(.up) } ?? 0)
  }

  /// The figure on a page of its own.
  func drawn() throws -> Canvas {
    let canvas = try Canvas(size: Size(width, height))
    var y = 0.0
    if let title {
      y += Metrics.edge
      title.draw(at: PlotPoint((width - title.size.width) / 2, y), on: canvas)
      y += title.size.height
    }
    legend?.draw(on: canvas, at: PlotPoint(Metrics.edge, y + 8), framed: false)
    var rowTop = top
    for row in rows.indices {
      var columnLeft = left
      for column in columns.indices {
        let index = row * columns.count + column
        if index < panels.count {
          canvas.saved {
            cairo_translate(
              canvas.context, columnLeft + Metrics.edge + columns[column].left, rowTop + Metrics.edge + rows[row].top)
            panels[index].draw(on: canvas, rise: rises[row])
          }
        }
        columnLeft += columnWidth(column)
      }
      rowTop += rowHeight(row)
    }
    if let xTitle {
      let middle = left + (width - left) / 2
      xTitle.draw(at: PlotPoint(middle - xTitle.size.width / 2, rowTop), on: canvas)
    }
    if let yTitle {
      let middle = PlotPoint(Metrics.edge + yTitle.size.height / 2, top + (rowTop - top) / 2)
      yTitle.draw(centre: middle, angle: -.pi / 2, on: canvas)
    }
    return canvas
  }
}
