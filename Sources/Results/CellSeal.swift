import HDF5
import Randomness

/// What shows that a cell of an unfinished file is as it was written: the first 64 bits of the SHA-256 of its number,
/// values, status and program, in the variable `checksum`. A run that goes on with the file computes the cells anew
/// whose checksum is another, instead of taking over a number that was changed since.
///
/// The values are those of the file: a number that a cell lacks is NaN there, a count the least one, a text empty.
struct CellSeal {
  static let name = "checksum"

  private let layout: SweepLayout

  init(_ layout: SweepLayout) { self.layout = layout }

  /// - Parameter values: one for every variable of a cell, as from `SweepLayout.completed`.
  func checksum(ofCell number: Int, _ values: CellValues, _ status: CellStatus, program: Int) -> Int {
    var hash = SHA256()
    func add<Element>(_ elements: [Element]) { elements.withUnsafeBytes { hash.update($0) } }
    add([number, Int(status.rawValue), program])
    for variable in layout.variables where layout.isPerCell(variable) {
      switch variable.type {
      case .float64: add(values.numbers[variable.name] ?? [])
      case .int64: add(values.integers[variable.name] ?? [])
      case .text: (values.texts[variable.name] ?? []).forEach { add(Array($0.utf8.prefix { $0 != 0 }) + [0]) }
      }
    }
    return hash.digest().bytes.prefix(8).reduce(0) { $0 << 8 | Int($1) }
  }

  /// The checksums that the cells have now, by number; nil: the cell has no outcome.
  ///
  /// - Complexity: reads the whole group.
  func checksums(in file: HDF5File) throws -> [Int?] {
    let (values, programs) = (try layout.cellValues(in: file), try layout.programs(in: file))
    return try layout.statuses(in: file).enumerated().map { number, status in
      status.isPending ? nil : checksum(ofCell: number, values(number), status, program: programs[number])
    }
  }

  /// The cells that are not as they were written, by number; nil: the group has no checksums.
  func damagedCells(in file: HDF5File) throws -> [Int]? {
    let group = try file.group(layout.group)
    guard try group.contains(Self.name), try group.dataset(Self.name).shape == layout.cellShape else { return nil }
    let stored = try group.dataset(Self.name).read(as: Int.self)
    return try checksums(in: file).enumerated().filter { $0.element != nil && $0.element != stored[$0.offset] }
      .map(\.offset)
  }

  /// Gives a group of a sealed file that earlier versions have written its checksums.
  func add(to file: HDF5File) throws {
    try layout.createChecksums(in: file)
    try file.group(layout.group).dataset(Self.name).write(try checksums(in: file).map { $0 ?? 0 })
  }
}

extension SweepLayout {
  /// `values` with what a file holds of the variables of a cell that have none.
  func completed(_ values: CellValues) -> CellValues {
    var whole = values
    for variable in variables where isPerCell(variable) && !values.names.contains(variable.name) {
      switch variable.type {
      case .float64: whole.numbers[variable.name] = Array(repeating: .nan, count: entriesPerCell(variable))
      case .int64: whole.integers[variable.name] = Array(repeating: .min, count: entriesPerCell(variable))
      case .text: whole.texts[variable.name] = [""]
      }
    }
    return whole
  }
}

extension SweepLayout {
  /// Marks cells as not computed.
  func reset(_ numbers: [Int], in file: HDF5File) throws {
    if numbers.isEmpty { return }
    var statuses = try self.statuses(in: file)
    for number in numbers { statuses[number] = .missing }
    try file.group(group).dataset("status").write(statuses.map(\.rawValue))
  }
}
