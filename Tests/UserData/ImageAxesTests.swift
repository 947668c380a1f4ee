import HDF5
import Testing
import UserData

@Suite struct ImageAxesTests {
  private func warnings(shape: [Int]) throws -> [String] {
    let files = try UserFiles()
    try files.write([("x1", shape)])
    return try UserArray("x1", in: HDF5File.open(files.inputs)).warnings
  }

  @Test(arguments: [
    ([4, 3, 16, 16], "0, 2, 3, 1"), ([4, 1, 28, 28], "0, 2, 3, 1"), ([4, 2, 9, 9], "0, 2, 3, 1"),
    ([4, 4, 32, 32], "0, 2, 3, 1"), ([4, 3, 4, 4], "0, 2, 3, 1"), ([4, 3, 7, 20], "0, 2, 3, 1"),
    ([16, 16, 3, 40], "3, 0, 1, 2"), ([28, 28, 1, 40], "3, 0, 1, 2"), ([3, 16, 16, 40], "3, 1, 2, 0"),
  ]) func otherOrdersAreDoubted(shape: [Int], axes: String) throws {
    let warnings = try warnings(shape: shape)
    #expect(warnings.count == 1 && warnings[0].hasSuffix("in NumPy x1.transpose(\(axes))"), "\(warnings)")
  }

  @Test(arguments: [
    [4, 16, 16, 3], [4, 28, 28, 1], [4, 8, 8, 64], [1, 8, 8, 64], [4, 3, 3, 3], [4, 1, 100, 3], [4, 1, 9, 1], [4, 5],
  ]) func thisOrderIsNot(shape: [Int]) throws { #expect(try warnings(shape: shape).isEmpty) }
}
