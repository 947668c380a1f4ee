import HDF5

/// What other programs mean by an array beyond its numbers: attributes of netCDF's conventions and of MATLAB, and the
/// order of an image's axes.
///
/// Packed numbers (`scale_factor`, `add_offset`, `_Unsigned`) are refused, for taken as they are they would be others.
/// Values that stand for missing ones (`_FillValue`, `missing_value`) are told to the reader, who refuses them.
struct UserArrayConventions {
  private(set) var missing: [Double] = []
  private(set) var warnings: [String] = []

  init(of dataset: HDF5Dataset, shape: [Int], file: String) throws {
    let name = String(dataset.name.dropFirst())
    func packed(_ attribute: String) -> UserDataFailure { .packed(file: file, dataset: name, attribute: attribute) }
    for (attribute, neutral) in [("scale_factor", 1.0), ("add_offset", 0)] where try dataset.hasAttribute(attribute) {
      let isNumeric = try dataset.attributeContent(attribute)?.isNumeric == true
      guard try isNumeric && dataset.numberAttribute(attribute).allSatisfy({ $0 == neutral }) else {
        throw packed(attribute)
      }
    }
    if case .text? = try dataset.attributeContent("_Unsigned"),
      try dataset.textAttribute("_Unsigned").lowercased() == "true"
    {
      throw packed("_Unsigned")
    }
    for attribute in ["_FillValue", "missing_value"] {
      guard try dataset.attributeContent(attribute)?.isNumeric == true else { continue }
      // A NaN is refused in any case.
      missing += try dataset.numberAttribute(attribute, as: Double.self).filter { !$0.isNaN }
    }
    if try dataset.hasAttribute("MATLAB_class") {
      let transposed = shape.reversed().map(String.init).joined(separator: " x ")
      warnings.append(
        "\(file): \(name) was written by MATLAB, which stores arrays transposed; it is read as \(shape), in MATLAB "
          + "\(transposed): if inputs are rows there, write permute(\(name), \(shape.count):-1:1)")
    }
    if shape.count == 4, [1, 3].contains(shape[1]), shape[2] >= 8, shape[3] >= 8 {
      warnings.append(
        "\(file): \(name) of shape \(shape) is read as images of height \(shape[1]), width \(shape[2]) and \(shape[3]) "
          + "channels; if its channels come first, write it as [n, height, width, channels], in NumPy "
          + "\(name).transpose(0, 2, 3, 1)")
    }
  }
}
