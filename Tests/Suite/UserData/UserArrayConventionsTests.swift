import Failures
import HDF5
import Suite
import Testing

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
