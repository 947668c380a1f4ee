import Foundation

/// One line of a legend: samples of ink drawn over one another, and a label in markup.
struct LegendEntry {
  enum Swatch {
    case line(RGB, width: Double, dash: Dash)
    case marker(Marker, RGB, size: Double)
    case errorBar(RGB)
    case patch(RGB, opacity: Double)
    case hatch
  }

  let label: String
  var swatches: [Swatch]
}

extension [LegendEntry] {
  /// Entries with one label made one, in the order of their first.
  var merged: [LegendEntry] {
    var result: [LegendEntry] = []
    for entry in self {
      if let index = result.firstIndex(where: { $0.label == entry.label }) {
        result[index].swatches += entry.swatches
      } else {
        result.append(entry)
      }
    }
    return result
  }
}

/// A legend set in type: entries down columns, or flowing in rows across a given width.
struct Legend {
  private let items: [(entry: LegendEntry, block: TextBlock, corner: PlotPoint)]
  private let rowHeight: Double
  let size: Size

  private static let swatch = 28.0
  private static let space = 8.0
  private static let padding = 7.0

  /// Entries in `columns` columns, filled one after another.
  init(_ entries: [LegendEntry], columns: Int, labelWidth: Double, by typesetter: Typesetter) throws {
    let blocks = try entries.map {
      try TextBlock($0.label, size: Metrics.labelSize, width: labelWidth, by: typesetter)
    }
    let height = (blocks.map(\.size.height).max() ?? 0) + 3
    let rows = (entries.count + columns - 1) / columns
    var items: [(LegendEntry, TextBlock, PlotPoint)] = []
    var x = Self.padding
    for start in stride(from: 0, to: entries.count, by: max(rows, 1)) {
      let column = start..<min(start + rows, entries.count)
      for index in column {
        items.append((entries[index], blocks[index], PlotPoint(x, Self.padding + Double(index - start) * height)))
      }
      x += Self.swatch + Self.space + (column.map { blocks[$0].size.width }.max() ?? 0) + 16
    }
    self.items = items
    rowHeight = height
    size = Size(x - 16 + Self.padding, Double(rows) * height + 2 * Self.padding)
  }

  /// Entries side by side, as many to a row as `width` takes, each row in the middle.
  init(_ entries: [LegendEntry], across width: Double, by typesetter: Typesetter) throws {
    let blocks = try entries.map {
      try TextBlock($0.label, size: Metrics.labelSize, width: max(width - 60, 40), by: typesetter)
    }
    let height = (blocks.map(\.size.height).max() ?? 0) + 3
    var rows: [[Int]] = [[]]
    func extent(_ row: [Int]) -> Double {
      row.reduce(-20) { $0 + Self.swatch + Self.space + blocks[$1].size.width + 20 }
    }
    for index in entries.indices {
      if extent(rows[rows.count - 1] + [index]) > width, rows[rows.count - 1].isEmpty == false { rows.append([]) }
      rows[rows.count - 1].append(index)
    }
    var items: [(LegendEntry, TextBlock, PlotPoint)] = []
    for (number, row) in rows.enumerated() {
      var x = (width - extent(row)) / 2
      for index in row {
        items.append((entries[index], blocks[index], PlotPoint(x, 2 + Double(number) * height)))
        x += Self.swatch + Self.space + blocks[index].size.width + 20
      }
    }
    self.items = items
    rowHeight = height
    size = Size(width, Double(rows.count) * height + 4)
  }

  func draw(on canvas: Canvas, at corner: PlotPoint, framed: Bool) {
    if framed {
      let box = Rectangle(left: corner.x, top: corner.y, width: size.width, height: size.height)
      canvas.colour(.white)
      canvas.fill(box.corners)
      canvas.colour(RGB(hex: 0xCFCFCF))
      canvas.line(box.corners + [box.corners[0]], width: 0.8)
    }
    for item in items {
      let origin = item.corner + corner
      let middle = origin.y + rowHeight / 2
      for swatch in item.entry.swatches.sorted(by: { $0.depth < $1.depth }) {
        draw(swatch, left: origin.x, middle: middle, on: canvas)
      }
      item.block.draw(
        at: PlotPoint(origin.x + Self.swatch + Self.space, middle - item.block.size.height / 2), on: canvas)
    }
  }

  private func draw(_ swatch: LegendEntry.Swatch, left: Double, middle: Double, on canvas: Canvas) {
    let right = left + Self.swatch
    let box = Rectangle(left: left + 2, top: middle - 5.5, width: Self.swatch - 4, height: 11)
    switch swatch {
    case .line(let colour, let width, let dash):
      canvas.colour(colour)
      canvas.line([PlotPoint(left, middle), PlotPoint(right, middle)], width: width, dash: dash)
    case .marker(let marker, let colour, let size):
      canvas.mark(marker, at: PlotPoint((left + right) / 2, middle), size: size, colour: colour)
    case .errorBar(let colour):
      canvas.colour(colour)
      let x = (left + right) / 2
      canvas.line([PlotPoint(x, middle - 7), PlotPoint(x, middle + 7)], width: 1.2)
    case .patch(let colour, let opacity):
      canvas.colour(colour, opacity: opacity)
      canvas.fill(box.corners)
    case .hatch: canvas.hatch(box)
    }
  }
}

extension LegendEntry.Swatch {
  /// What lies under what: areas, then bars, lines and symbols.
  fileprivate var depth: Int {
    switch self {
    case .patch, .hatch: 0
    case .errorBar: 1
    case .line: 2
    case .marker: 3
    }
  }
}
