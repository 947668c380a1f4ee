import HDF5

/// The values of one cell: for each variable, its entries over the dimensions beyond the cell's own, last axis fastest
/// (one entry if there are none). A text has one entry.
public struct CellValues: Sendable, Equatable {
  public var numbers: [String: [Double]]
  public var integers: [String: [Int]]
  public var texts: [String: [String]]

  public init(numbers: [String: [Double]] = [:], integers: [String: [Int]] = [:], texts: [String: [String]] = [:]) {
    (self.numbers, self.integers, self.texts) = (numbers, integers, texts)
  }

  var names: Set<String> { Set(numbers.keys).union(integers.keys).union(texts.keys) }
}

extension SweepLayout {
  /// The values that `file` holds of a cell, by its number.
  ///
  /// - Complexity: reads the whole group, once.
  func cellValues(in file: HDF5File) throws -> (_ number: Int) -> CellValues {
    let group = try file.group(self.group)
    var all = CellValues()
    for variable in variables where isPerCell(variable) {
      let dataset = try group.dataset(variable.name)
      switch variable.type {
      case .float64: all.numbers[variable.name] = try dataset.read(as: Double.self)
      case .int64: all.integers[variable.name] = try dataset.read(as: Int.self)
      case .text: all.texts[variable.name] = try dataset.readTexts()
      }
    }
    let counts = Dictionary(uniqueKeysWithValues: variables.map { ($0.name, entriesPerCell($0)) })
    return { [all] number in
      func part<Element>(_ name: String, _ entries: [Element]) -> [Element] {
        let count = counts[name] ?? 0
        return Array(entries[number * count..<(number + 1) * count])
      }
      return CellValues(
        numbers: Dictionary(uniqueKeysWithValues: all.numbers.map { ($0, part($0, $1)) }),
        integers: Dictionary(uniqueKeysWithValues: all.integers.map { ($0, part($0, $1)) }),
        texts: Dictionary(uniqueKeysWithValues: all.texts.map { ($0, part($0, $1)) }))
    }
  }
}

extension SweepLayout {
  /// The values that `file` holds of the variables that are set once.
  func constants(in file: HDF5File) throws -> CellValues {
    let group = try file.group(self.group)
    var values = CellValues()
    for variable in variables where !isPerCell(variable) {
      let dataset = try group.dataset(variable.name)
      switch variable.type {
      case .float64: values.numbers[variable.name] = try dataset.read(as: Double.self)
      case .int64: values.integers[variable.name] = try dataset.read(as: Int.self)
      case .text: values.texts[variable.name] = try dataset.readTexts()
      }
    }
    return values
  }
}

extension CellValues {
  /// How these values differ from `other`'s by more than rounding, in words; nil: they do not.
  ///
  /// Numbers may lie `tolerance` times the largest of their variable in the cell apart; NaN equals NaN.
  ///
  /// - Parameters:
  ///   - comparesIntegers: whether counts must be equal, as they are where the arithmetic is the same.
  ///   - measuredTexts: names of texts that are measurements, as each count is; other texts must be equal in any case.
  public func difference(
    from other: CellValues, tolerance: Double, comparesIntegers: Bool, measuredTexts: Set<String> = []
  ) -> String? {
    for name in numbers.keys.sorted() {
      let (own, others) = (numbers[name] ?? [], other.numbers[name] ?? [])
      let scale = others.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
      for (a, b) in zip(own, others) where a != b && !(a.isNaN && b.isNaN) {
        guard (a - b).magnitude <= tolerance * scale else { return "\(name) is \(a), not \(b)" }
      }
      if own.count != others.count { return "\(name) has \(own.count) entries, not \(others.count)" }
    }
    if comparesIntegers {
      for name in integers.keys.sorted() where integers[name] != other.integers[name] { return "\(name) differs" }
    }
    for name in texts.keys.sorted() where comparesIntegers || !measuredTexts.contains(name) {
      if texts[name] != other.texts[name] { return "\(name) differs" }
    }
    return nil
  }
}
