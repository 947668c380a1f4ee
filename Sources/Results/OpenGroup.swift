import HDF5

/// A layout's datasets, open for writing.
struct OpenGroup {
  let layout: SweepLayout
  let datasets: [String: HDF5Dataset]
  private let status: HDF5Dataset
  private let program: HDF5Dataset
  private let checksum: HDF5Dataset

  init(_ layout: SweepLayout, in file: HDF5File) throws {
    let group = try file.group(layout.group)
    var datasets: [String: HDF5Dataset] = [:]
    for variable in layout.variables { datasets[variable.name] = try group.dataset(variable.name) }
    (self.layout, self.datasets) = (layout, datasets)
    status = try group.dataset("status")
    program = try group.dataset("program")
    checksum = try group.dataset(CellSeal.name)
  }

  /// Writes all of a cell but its status: values that `problem(with:status:)` found nothing against, the program, and
  /// the checksum with the status that it is going to have.
  func write(_ values: CellValues, _ status: CellStatus, program: Int, at cell: [Int], number: Int) throws {
    // Without an outcome there may be nothing to write.
    let whole = status.isPending ? values : layout.completed(values)
    try write(whole, at: cell)
    try write(program, to: self.program, at: cell)
    let checksum = CellSeal(layout).checksum(ofCell: number, whole, status, program: program)
    try write(checksum, to: self.checksum, at: cell)
  }

  private func write(_ values: CellValues, at cell: [Int]) throws {
    for (name, numbers) in values.numbers { try write(numbers, to: name, at: cell) }
    for (name, integers) in values.integers { try write(integers, to: name, at: cell) }
    // A text has one entry a cell, see `SweepLayout.validate`.
    for (name, texts) in values.texts { try texts.first.map { try datasets[name]?.writeText($0, at: cell) } }
  }

  /// Writes variables that are set once, whole.
  func writeConstants(_ values: CellValues) throws {
    for (name, numbers) in values.numbers { try datasets[name]?.write(numbers) }
    for (name, integers) in values.integers { try datasets[name]?.write(integers) }
    for (name, texts) in values.texts { try datasets[name]?.writeTexts(texts) }
  }

  func write(_ status: CellStatus, at cell: [Int]) throws { try write(status.rawValue, to: self.status, at: cell) }

  private func write<Element: HDF5Element>(_ element: Element, to dataset: HDF5Dataset, at cell: [Int]) throws {
    try withUnsafePointer(to: element) { pointer in
      try dataset.write(
        offset: cell, extent: cell.map { _ in 1 }, from: UnsafeBufferPointer(start: pointer, count: 1))
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
    return problem(with: values, of: perCell, status: status, count: entriesPerCell)
  }

  /// What speaks against writing `values` as those that are set once; nil: nothing.
  func problem(withConstants values: CellValues) -> String? {
    let constants = variables.filter { !isPerCell($0) }
    if let unknown = values.names.subtracting(constants.map(\.name)).min() {
      return "\(unknown) is no variable that is set once"
    }
    return problem(with: values, of: constants, status: .done) { shape(of: $0.dimensions).reduce(1, *) }
  }

  private func problem(
    with values: CellValues, of variables: [Variable], status: CellStatus, count: (Variable) -> Int
  ) -> String? {
    for variable in variables {
      let name = variable.name
      let found = values.numbers[name]?.count ?? values.integers[name]?.count ?? values.texts[name]?.count
      if let found, found != count(variable) { return "\(name) has \(found) values, not \(count(variable))" }
      let isGiven: Bool
      switch variable.type {
      case .float64: isGiven = values.numbers[name] != nil
      case .int64: isGiven = values.integers[name] != nil
      case .text(let length):
        isGiven = values.texts[name] != nil
        if values.texts[name]?.contains(where: { $0.utf8.count > length }) == true {
          return "\(name) is longer than \(length) bytes"
        }
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
        (sibling.coordinates.map(\.name) + sibling.variables.map(\.name) + ownNames).contains(String(name))
      {
        throw SweepFailure.layout(group: layout.group, detail: "has the name of a variable of group /")
      }
    }
  }
}
