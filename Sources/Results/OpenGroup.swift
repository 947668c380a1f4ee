import HDF5

/// A layout's datasets, open for writing.
struct OpenGroup {
  let layout: SweepLayout
  let datasets: [String: HDF5Dataset]
  private let status: HDF5Dataset

  init(_ layout: SweepLayout, in file: HDF5File) throws {
    let group = try file.group(layout.group)
    var datasets: [String: HDF5Dataset] = [:]
    for variable in layout.variables { datasets[variable.name] = try group.dataset(variable.name) }
    (self.layout, self.datasets) = (layout, datasets)
    status = try group.dataset("status")
  }

  /// Writes values that `problem(with:status:)` found nothing against.
  func write(_ values: CellValues, at cell: [Int]) throws {
    for (name, numbers) in values.numbers { try write(numbers, to: name, at: cell) }
    for (name, integers) in values.integers { try write(integers, to: name, at: cell) }
    for (name, text) in values.texts { try datasets[name]?.writeText(text, at: cell) }
  }

  func write(_ status: CellStatus, at cell: [Int]) throws {
    try withUnsafePointer(to: status.rawValue) { byte in
      try self.status.write(
        offset: cell, extent: cell.map { _ in 1 }, from: UnsafeBufferPointer(start: byte, count: 1))
    }
  }

  private func write<Element: HDF5Element>(_ entries: [Element], to name: String, at cell: [Int]) throws {
    guard let dataset = datasets[name] else { return }
    let beyond = dataset.shape.dropFirst(cell.count)
    try entries.withUnsafeBufferPointer { buffer in
      try dataset.write(offset: cell + beyond.map { _ in 0 }, extent: cell.map { _ in 1 } + beyond, from: buffer)
    }
  }
}

extension SweepLayout {
  /// What speaks against writing `values` to a cell; nil: nothing.
  func problem(with values: CellValues, status: CellStatus) -> String? {
    let perCell = variables.filter(isPerCell)
    if let unknown = values.names.subtracting(perCell.map(\.name)).min() {
      return "\(unknown) is no variable of a cell"
    }
    for variable in perCell {
      let name = variable.name
      if let count = values.numbers[name]?.count ?? values.integers[name]?.count, count != entriesPerCell(variable) {
        return "\(name) has \(count) values, not \(entriesPerCell(variable))"
      }
      let isGiven: Bool
      switch variable.type {
      case .float64: isGiven = values.numbers[name] != nil
      case .int64: isGiven = values.integers[name] != nil
      case .text(let length):
        isGiven = values.texts[name] != nil
        if let text = values.texts[name], text.utf8.count > length { return "\(name) is longer than \(length) bytes" }
      }
      if !isGiven && values.names.contains(name) { return "\(name) is of another type" }
      if !isGiven && (status == .done || status == .untrusted) { return "\(name) has no value" }
    }
    return nil
  }

  /// Checks each layout, and that they are of different groups.
  static func validate(_ layouts: [SweepLayout]) throws {
    for layout in layouts {
      try layout.validate()
      if layouts.count(where: { $0.group == layout.group }) > 1 {
        throw SweepFailure.layout(group: layout.group, detail: "is declared twice")
      }
      let sibling = layouts.first { $0.group == "/" }
      let name = layout.group.dropFirst()
      if let sibling,
        (sibling.coordinates.map(\.name) + sibling.variables.map(\.name) + ["status"]).contains(String(name))
      {
        throw SweepFailure.layout(group: layout.group, detail: "has the name of a variable of group /")
      }
    }
  }
}
