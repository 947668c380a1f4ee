import HDF5

/// What other programs mean by an array beyond its numbers: attributes of netCDF's conventions and of MATLAB, fill
/// values, and the order of an image's axes.
///
/// Packed numbers (`scale_factor`, `add_offset`, `_Unsigned`) are refused, for taken as they are they would be others.
/// Values that stand for missing ones (`_FillValue`, `missing_value`, what netCDF puts where nothing was written) and
/// bounds of what is valid (`valid_range`, `valid_min`, `valid_max`) are told to the reader, who refuses entries by
/// them. A fill value that a program chose without saying what it means may be a number like others, and is told to the
/// user. What holds for a source of a virtual dataset holds for it.
struct UserArrayConventions {
  private(set) var missing: [Double] = []
  private(set) var valid = -Double.infinity...Double.infinity
  private(set) var warnings: [String] = []

  init(of dataset: HDF5Dataset, shape: [Int], file: String) throws {
    try add(dataset)
    if try dataset.hasAttribute("MATLAB_class") {
      let transposed = shape.reversed().map(String.init).joined(separator: " x ")
      let name = String(dataset.name.dropFirst())
      warnings.append(
        "\(file): \(name) was written by MATLAB, which stores arrays transposed; it is read as \(shape), in MATLAB "
          + "\(transposed): if inputs are rows there, write permute(\(name), \(shape.count):-1:1)")
    }
    if let order = ImageAxes.doubt(shape) {
      let name = String(dataset.name.dropFirst())
      warnings.append(
        "\(file): \(name) of shape \(shape) is read as images of height \(shape[1]), width \(shape[2]) and \(shape[3]) "
          + "channels; if its channels come \(order.place), write it as [n, height, width, channels], in NumPy "
          + "\(name).transpose(\(order.axes))")
    }
  }

  private mutating func add(_ dataset: HDF5Dataset) throws {
    let (file, name) = (dataset.file.url.relativePath, String(dataset.name.dropFirst()))
    func packed(_ attribute: String) -> UserDataFailure { .packed(file: file, dataset: name, attribute: attribute) }
    for (attribute, neutral) in [("scale_factor", 1.0), ("add_offset", 0)] where try dataset.hasAttribute(attribute) {
      let numbers = try Self.numbers(attribute, of: dataset)
      guard let numbers, !numbers.isEmpty, numbers.allSatisfy({ $0 == neutral }) else { throw packed(attribute) }
    }
    if case .text? = try dataset.attributeContent("_Unsigned"),
      try dataset.textAttribute("_Unsigned").lowercased() == "true"
    {
      throw packed("_Unsigned")
    }
    // A NaN is refused in any case.
    func rounded(_ attribute: String) throws -> [Double] {
      guard try dataset.hasAttribute(attribute) else { return [] }
      guard let numbers = try Self.numbers(attribute, of: dataset) else { throw packed(attribute) }
      return numbers.filter { !$0.isNaN }.map { Self.rounded($0, as: dataset.content) }
    }
    for attribute in ["_FillValue", "missing_value"] { missing += try rounded(attribute) }
    if let fill = try dataset.fillValue(), fill != 0, !fill.isNaN, !missing.contains(fill) {
      // Some write it with fewer digits.
      if let usual = Self.netCDFFill(dataset.content), abs(fill / usual - 1) < 1e-12 {
        missing.append(fill)
      } else {
        warnings.append(
          "\(file): \(name) was made with the fill value \(fill), which is taken for a number; if it stands for "
            + "entries that were not written, give the array the attribute _FillValue")
      }
    }
    let (least, greatest) = (try rounded("valid_min"), try rounded("valid_max"))
    let range = try rounded("valid_range")
    let lower = max(valid.lowerBound, (least + range.prefix(1)).max() ?? -.infinity)
    let upper = min(valid.upperBound, (greatest + range.dropFirst().prefix(1)).min() ?? .infinity)
    guard lower <= upper else { throw packed(range.isEmpty ? "valid_min" : "valid_range") }
    valid = lower...upper
    for source in dataset.sources { try add(source) }
  }

  /// What netCDF puts where nothing was written, into types of more than a byte, of which every value is a number
  /// (netcdf.h, `NC_FILL_DOUBLE` and others), rounded to float64.
  private static func netCDFFill(_ content: HDF5Content) -> Double? {
    switch content {
    case .floatingPoint: 0x1.ep+122
    case .integer(bytes: 2, signed: true): -32_767
    case .integer(bytes: 2, signed: false): 65_535
    case .integer(bytes: 4, signed: true): -2_147_483_647
    case .integer(bytes: 4, signed: false): 4_294_967_295
    case .integer(bytes: 8, signed: true): -0x1p63
    case .integer(bytes: 8, signed: false): 0x1p64
    default: nil
    }
  }

  /// The attribute's numbers, also of one that is written as a text; nil: it is neither.
  private static func numbers(_ attribute: String, of dataset: HDF5Dataset) throws -> [Double]? {
    switch try dataset.attributeContent(attribute) {
    case .text: return (try? dataset.textAttribute(attribute)).flatMap(Double.init).map { [$0] }
    case let content? where content.isNumeric: return try dataset.numberAttribute(attribute)
    default: return nil
    }
  }

  /// As the dataset would hold it: an attribute may have more digits than its entries.
  private static func rounded(_ value: Double, as content: HDF5Content) -> Double {
    switch content {
    case .floatingPoint(bytes: 4): Double(Float(value))
    case .floatingPoint(bytes: 2): Double(Float16(value))
    default: value
    }
  }
}
