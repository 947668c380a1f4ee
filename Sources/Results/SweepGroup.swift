import HDF5

/// A layout in a file: how it is made, and whether a file has it.
extension SweepLayout {
  /// Makes the group's coordinates, variables and status, every one with a dimension scale on every axis.
  func create(in file: HDF5File) throws {
    let group = try self.group == "/" ? file.root : file.root.createGroup(String(self.group.dropFirst()))
    for coordinate in coordinates {
      let dataset = try coordinate.create(in: group)
      try dataset.describe(units: coordinate.units, longName: coordinate.longName)
      try dataset.makeDimensionScale()
    }
    for variable in variables {
      let dataset = try variable.create(in: group, shape: shape(of: variable.dimensions))
      try dataset.describe(units: variable.units, longName: variable.longName)
      try attachScales(to: dataset, variable.dimensions, in: group)
    }
    let status = try group.createDataset("status", of: UInt8.self, shape: cellShape, fill: CellStatus.missing.rawValue)
    try status.describe(units: "1", longName: "what became of the cell")
    try status.setAttribute("flag_values", CellStatus.allCases.map(\.rawValue))
    try status.setAttribute("flag_meanings", CellStatus.allCases.map(\.meaning).joined(separator: " "))
    try attachScales(to: status, cellDimensions, in: group)
    let program = try group.createDataset("program", of: Int.self, shape: cellShape, fill: -1)
    try program.describe(units: "1", longName: "line of the root attribute programs, from 0, that computed the cell")
    try attachScales(to: program, cellDimensions, in: group)
    try createChecksums(in: file)
  }

  /// Makes the variable of `CellSeal`.
  func createChecksums(in file: HDF5File) throws {
    let group = try file.group(self.group)
    let checksum = try group.createDataset(CellSeal.name, of: Int.self, shape: cellShape, fill: 0)
    try checksum.describe(units: "1", longName: "64 bits of the SHA-256 of the cell")
    try attachScales(to: checksum, cellDimensions, in: group)
  }

  private func attachScales(to dataset: HDF5Dataset, _ dimensions: [String], in group: HDF5Group) throws {
    for (axis, dimension) in dimensions.enumerated() {
      try dataset.attach(scale: group.dataset(dimension), axis: axis)
    }
  }

  /// What `file` has otherwise than this layout says; nil: nothing. Units and long names are free to change.
  func difference(in file: HDF5File) throws -> String? {
    guard try file.contains(self.group) else { return "has no sweep" }
    let group = try file.group(self.group)
    for coordinate in coordinates {
      guard try group.contains(coordinate.name) else { return "has no coordinate \(coordinate.name)" }
      if try Coordinate.values(group.dataset(coordinate.name)) != coordinate.values {
        return "has other values of \(coordinate.name)"
      }
    }
    for variable in variables {
      guard try group.contains(variable.name) else { return "has no variable \(variable.name)" }
      let dataset = try group.dataset(variable.name)
      guard dataset.content == variable.type.content, dataset.shape == shape(of: variable.dimensions) else {
        return "has another type or shape of \(variable.name)"
      }
      if let difference = try difference(of: dataset, over: variable.dimensions, in: group) { return difference }
    }
    guard try group.contains("status"), try group.dataset("status").shape == cellShape else {
      return "has no status of every cell"
    }
    guard try group.contains("program"), try group.dataset("program").shape == cellShape else {
      return "does not say which program computed a cell"
    }
    for name in Self.ownNames where try group.contains(name) {
      if let difference = try difference(of: group.dataset(name), over: cellDimensions, in: group) { return difference }
    }
    return nil
  }

  private func difference(of dataset: HDF5Dataset, over dimensions: [String], in group: HDF5Group) throws -> String? {
    guard dataset.shape.count == dimensions.count else { return "has another shape of \(dataset.name)" }
    for (axis, dimension) in dimensions.enumerated() {
      guard try dataset.isAttached(scale: group.dataset(dimension), axis: axis) else {
        return "has another dimension than \(dimension) in \(dataset.name)"
      }
    }
    return nil
  }

  /// The places in `programs` of the programs that computed the cells, last dimension fastest; -1: none yet.
  func programs(in file: HDF5File) throws -> [Int] {
    try file.group(group).dataset("program").read(as: Int.self)
  }

  /// The statuses of all cells, last dimension fastest.
  func statuses(in file: HDF5File) throws -> [CellStatus] {
    try CellStatus.read(from: file.group(group).dataset("status"))
  }
}

extension CellStatus {
  static func read(from dataset: HDF5Dataset) throws -> [CellStatus] {
    try dataset.read(as: UInt8.self).map { byte in
      guard let status = CellStatus(rawValue: byte) else {
        throw HDF5Failure.mismatch(
          path: dataset.file.url.relativePath, object: dataset.name, detail: "has the unknown value \(byte)")
      }
      return status
    }
  }
}

extension Coordinate {
  fileprivate func create(in group: HDF5Group) throws -> HDF5Dataset {
    switch values {
    case .strings(let values):
      let dataset = try group.createTextDataset(name, length: nil, shape: [values.count])
      try dataset.writeTexts(values)
      return dataset
    case .integers(let values):
      let dataset = try group.createDataset(name, of: Int.self, shape: [values.count])
      try dataset.write(values)
      return dataset
    case .numbers(let values):
      let dataset = try group.createDataset(name, of: Double.self, shape: [values.count])
      try dataset.write(values)
      return dataset
    }
  }

  static func values(_ dataset: HDF5Dataset) throws -> CoordinateValues {
    switch dataset.content {
    case .text: .strings(try dataset.readTexts())
    case .integer: .integers(try dataset.read(as: Int.self))
    case .floatingPoint, .other: .numbers(try dataset.read(as: Double.self))
    }
  }
}

extension Variable {
  fileprivate func create(in group: HDF5Group, shape: [Int]) throws -> HDF5Dataset {
    // The status alone says what was never computed; these values only make sure that nobody takes it for a result.
    switch type {
    case .float64: try group.createDataset(name, of: Double.self, shape: shape, fill: .nan)
    case .int64: try group.createDataset(name, of: Int.self, shape: shape, fill: .min)
    case .text(let length): try group.createTextDataset(name, length: length, shape: shape)
    }
  }
}

extension VariableType {
  fileprivate var content: HDF5Content {
    switch self {
    case .float64: .floatingPoint(bytes: 8)
    case .int64: .integer(bytes: 8, signed: true)
    case .text(let length): .text(length: length)
    }
  }
}

extension HDF5Dataset {
  fileprivate func describe(units: String, longName: String) throws {
    try setAttribute("units", units)
    try setAttribute("long_name", longName)
    // Without it xarray leaves texts of fixed length as bytes.
    if case .text(.some) = content { try setAttribute("_Encoding", "utf-8") }
  }
}
