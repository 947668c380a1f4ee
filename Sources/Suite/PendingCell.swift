import Results

/// A cell that is still to be computed, and how people call it.
struct PendingCell: Sendable, CustomStringConvertible {
  let layout: SweepLayout
  let indices: [Int]

  /// Every cell of a layout, the last dimension fastest.
  static func all(of layout: SweepLayout) -> [PendingCell] {
    let cells = layout.cellShape.reduce([[]]) { cells, extent in
      cells.flatMap { cell in (0..<extent).map { cell + [$0] } }
    }
    return cells.map { PendingCell(layout: layout, indices: $0) }
  }

  /// The values of its coordinates: "dataset mnist, size 1000".
  var description: String {
    let parts = zip(layout.cellDimensions, indices).map { name, index in
      let value = layout.coordinates.first { $0.name == name }?.text(at: index)
      return "\(name) \(value ?? "\(index)")"
    }
    return parts.isEmpty ? layout.group : parts.joined(separator: ", ")
  }
}
