import Failures
import Foundation
import HDF5
import Testing
import UserData

@Suite struct UserArrayConventionsTests {
  /// The array `x1` of a file with what `change` sets on it, read whole.
  private func array(shape: [Int] = [3, 2], _ change: (HDF5Dataset) throws -> Void) throws -> UserArray {
    let files = try UserFiles()
    try files.write([("x1", shape)])
    let file = try HDF5File.open(files.inputs, writable: true)
    try change(file.root.dataset("x1"))
    try file.close()
    let array = try UserArray("x1", in: HDF5File.open(files.inputs))
    _ = try array.rows(0..<array.count)
    return array
  }

  @Test(arguments: [("scale_factor", 0.5), ("add_offset", 1)]) func packedNumbersAreRefused(
    attribute: String, value: Double
  ) throws {
    let error = #expect(throws: UserDataFailure.self) { try array { try $0.setAttribute(attribute, value) } }
    #expect(error?.message.contains("has the attribute \(attribute)") == true && error?.exitStatus == .badData)
    #expect(throws: UserDataFailure.self) { try array { try $0.setAttribute(attribute, "\(value)") } }
  }

  @Test func attributesThatChangeNothingAreTaken() throws {
    _ = try array {
      try $0.setAttribute("scale_factor", 1.0)
      try $0.setAttribute("add_offset", 0)
      try $0.setAttribute("_FillValue", Double.nan)
      try $0.setAttribute("missing_value", -999.0)
    }
  }

  @Test(arguments: ["_FillValue", "missing_value"]) func aMissingValueIsNamedByItsRow(attribute: String) throws {
    let error = #expect(throws: UserDataFailure.self) {
      try array { dataset in
        try dataset.setAttribute(attribute, [-1.0, -999])
        try dataset.write([1, 2, 3, 4, -999, 6] as [Double])
      }
    }
    guard case .missingValue(_, "x1", 2, -999) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: ["_FillValue", "valid_range", "scale_factor"]) func textsForNumbersAreRefused(attribute: String)
    throws
  {
    #expect(throws: UserDataFailure.self) { try array { try $0.setAttribute(attribute, "none") } }
  }

  /// An attribute has more digits than what a writer put into an array of less precision.
  @Test func missingValuesHaveThePrecisionOfTheArray() throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    let dataset = try file.root.createDataset("x1", of: Float.self, shape: [2, 1])
    try dataset.write([1, 0.1] as [Float])
    try dataset.setAttribute("_FillValue", 0.1)
    try file.close()
    let array = try UserArray("x1", in: HDF5File.open(files.inputs))
    let value = Double(0.1 as Float)
    #expect(throws: UserDataFailure.missingValue(file: files.inputs.relativePath, dataset: "x1", row: 1, value: value))
    {
      try array.rows(0..<2)
    }
  }

  @Test(arguments: [
    ("valid_range", [0, 5.0]), ("valid_max", [5]), ("valid_min", [2]), ("valid_range", [3, 9]),
  ]) func whatIsNotValidIsNamedByItsRow(attribute: String, bounds: [Double]) throws {
    let error = #expect(throws: UserDataFailure.self) {
      try array { dataset in
        try dataset.setAttribute(attribute, bounds)
        try dataset.write([1, 2, 3, 4, 5, 6] as [Double])
      }
    }
    #expect(error?.message.contains("that its attributes call valid") == true && error?.exitStatus == .badData)
  }

  @Test func whatIsValidIsTaken() throws {
    _ = try array { dataset in
      try dataset.setAttribute("valid_range", [1, 6.0])
      try dataset.setAttribute("valid_max", 6.0)
      try dataset.write([1, 2, 3, 4, 5, 6] as [Double])
    }
  }

  /// netCDF's own is missing: no attribute tells it, and what was not written holds it. Another is a number, of which
  /// the user is told: h5py's `create_dataset(data=…, fillvalue=1.0)` sets one for an array that is all there.
  @Test(arguments: [9.969_209_968_386_87e36, -999, 1, 0]) func fillValuesAreMissingOrTold(fill: Double) throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    let dataset = try file.root.createDataset("x1", of: Double.self, shape: [3, 1], fill: fill)
    try [1, 2].withUnsafeBufferPointer { try dataset.writeRows(0..<2, from: $0) }
    try file.close()
    let array = try UserArray("x1", in: HDF5File.open(files.inputs))
    if fill < 1e30 {
      #expect(try array.rows(0..<3)[2, 0] == fill)
      #expect(
        array.warnings.map { $0.contains("fill value \(fill), which is taken for a number") }
          == (fill == 0 ? [] : [true]))
    } else {
      #expect(throws: UserDataFailure.missingValue(file: files.inputs.relativePath, dataset: "x1", row: 2, value: fill))
      { try array.rows(0..<3) }
    }
  }

  @Test func netCDFFillsOfIntegersAreMissing() throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    let fill = -9_223_372_036_854_775_806
    let dataset = try file.root.createDataset("x1", of: Int.self, shape: [2, 1], fill: fill)
    try [1].withUnsafeBufferPointer { try dataset.writeRows(0..<1, from: $0) }
    try file.close()
    let array = try UserArray("x1", in: HDF5File.open(files.inputs))
    let failure = UserDataFailure.missingValue(
      file: files.inputs.relativePath, dataset: "x1", row: 1, value: Double(fill))
    #expect(throws: failure) { try array.rows(0..<2) }
  }

  @Test func conventionsOfSourcesCount() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../HDF5/Damaged")
    let file = try HDF5File.open(folder.appending(path: "virtual-packed.h5"))
    let error = #expect(throws: UserDataFailure.self) { try UserArray("x1", in: file) }
    #expect(error?.message.contains("packed.h5: x has the attribute scale_factor") == true)
  }

  @Test func whatMATLABWritesForLettersAndNothingIsRefused() throws {
    let letters = #expect(throws: UserDataFailure.self) { try array { try $0.setAttribute("MATLAB_class", "char") } }
    #expect(letters?.message.contains("holds no numbers") == true)
    let empty = #expect(throws: UserDataFailure.self) { try array { try $0.setAttribute("MATLAB_empty", 1) } }
    #expect(empty?.message.contains("is empty") == true)
  }

  @Test func matlabAndChannelsFirstAreTold() throws {
    let matlab = try array { try $0.setAttribute("MATLAB_class", "double") }
    #expect(matlab.warnings.count == 1 && matlab.warnings[0].contains("MATLAB, which stores arrays transposed"))
    #expect(try array(shape: [2, 3, 8, 8]) { _ in }.warnings.first?.contains("transpose(0, 2, 3, 1)") == true)
    #expect(try array(shape: [2, 8, 8, 3]) { _ in }.warnings.isEmpty)
  }

  @Test(arguments: [1 << 53 - 1, 1 << 53, -(1 << 60)]) func integersThatFloat64RoundsAreRefused(integer: Int) throws {
    let files = try UserFiles()
    let file = try HDF5File.create(files.inputs)
    try file.root.createDataset("x1", of: Int.self, shape: [2, 1]).write([1, integer])
    try file.close()
    let array = try UserArray("x1", in: HDF5File.open(files.inputs))
    if integer.magnitude < 1 << 53 {
      #expect(try array.rows(0..<2)[1, 0] == Double(integer))
    } else {
      #expect(throws: UserDataFailure.inexactInteger(file: files.inputs.relativePath, dataset: "x1", row: 1)) {
        try array.rows(0..<2)
      }
    }
  }
}
