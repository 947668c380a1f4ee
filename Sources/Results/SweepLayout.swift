/// One group of a results file: coordinates, the variables over them, and which dimensions number the cells.
///
/// A cell is the unit of work and of resuming. The dimensions of every variable begin with `cellDimensions` (written
/// cell by cell) or use none of them (set once for the whole sweep). The variables `status`, `program` and `checksum`
/// over `cellDimensions` are added: what became of a cell, which program computed it, and whether it is still that.
public struct SweepLayout: Sendable, Equatable {
  /// "/" or, for example, "/gaussian_process".
  public let group: String
  public let coordinates: [Coordinate]
  public let variables: [Variable]
  public let cellDimensions: [String]

  public init(group: String, coordinates: [Coordinate], variables: [Variable], cellDimensions: [String]) {
    (self.group, self.coordinates) = (group, coordinates)
    (self.variables, self.cellDimensions) = (variables, cellDimensions)
  }

  /// How many cells there are along each of `cellDimensions`.
  public var cellShape: [Int] { shape(of: cellDimensions) }

  public var cellCount: Int { cellShape.reduce(1, *) }

  public func coordinate(_ name: String) -> Coordinate? { coordinates.first { $0.name == name } }

  /// The names that `variables` and `coordinates` cannot have.
  static let ownNames = ["status", "program", CellSeal.name]

  /// Extents along `dimensions`; 0 for one without a coordinate, which `validate` refuses.
  public func shape(of dimensions: [String]) -> [Int] {
    dimensions.map { coordinate($0)?.count ?? 0 }
  }

  /// Whether `variable` is written cell by cell.
  func isPerCell(_ variable: Variable) -> Bool { variable.dimensions.starts(with: cellDimensions) }

  /// How many entries of `variable` one cell has.
  func entriesPerCell(_ variable: Variable) -> Int {
    shape(of: Array(variable.dimensions.dropFirst(cellDimensions.count))).reduce(1, *)
  }

  /// The cell whose number, counted with the last dimension fastest, is `number`.
  func cell(number: Int) -> [Int] {
    var rest = number
    let indices = cellShape.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }
    return indices.reversed()
  }

  /// The number of `cell`; nil if there is no such cell.
  func number(of cell: [Int]) -> Int? {
    guard cell.count == cellShape.count, zip(cell, cellShape).allSatisfy({ 0..<$1 ~= $0 }) else { return nil }
    return zip(cell, cellShape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// - Throws: `SweepFailure.layout` for what no file could hold or no reader would understand.
  public func validate() throws {
    if group != "/" {
      guard group.hasPrefix("/"), Self.isName(group.dropFirst()) else { throw failure("is no name such as /results") }
    }
    let names = coordinates.map(\.name) + variables.map(\.name) + Self.ownNames
    for name in names {
      guard Self.isName(name[...]) else { throw failure("\"\(name)\" is no name (letters, digits and _)") }
      guard names.filter({ $0 == name }).count == 1 else { throw failure("\"\(name)\" is named twice") }
    }
    for coordinate in coordinates where coordinate.count == 0 { throw failure("\(coordinate.name) has no values") }
    for dimension in cellDimensions + variables.flatMap(\.dimensions) {
      guard coordinate(dimension) != nil else {
        throw failure("dimension \(dimension) has no coordinate")
      }
    }
    for variable in variables {
      guard Set(variable.dimensions).count == variable.dimensions.count else {
        throw failure("\(variable.name) has a dimension twice")
      }
      guard isPerCell(variable) || Set(variable.dimensions).isDisjoint(with: cellDimensions) else {
        throw failure("the dimensions of \(variable.name) neither begin with \(cellDimensions) nor avoid them")
      }
      if case .text(let length) = variable.type {
        guard length > 0 else { throw failure("\(variable.name) has no room for text") }
        guard !isPerCell(variable) || variable.dimensions == cellDimensions else {
          throw failure("\(variable.name) is text and has more than one entry a cell")
        }
      }
    }
  }

  private func failure(_ detail: String) -> SweepFailure { .layout(group: group, detail: detail) }

  private static func isName(_ name: Substring) -> Bool {
    guard let first = name.first, first.isASCII, first.isLetter else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
