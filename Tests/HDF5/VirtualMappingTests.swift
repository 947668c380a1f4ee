import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct VirtualMappingTests {
  /// Two rows of a matrix, each in a file of its own, one of them in a folder and with a percent sign in its name.
  private func write(in folder: URL, leavingOut missing: Int? = nil) throws -> URL {
    try FileManager.default.createDirectory(at: folder.appending(path: "rows"), withIntermediateDirectories: true)
    let names = ["first.h5", "rows/100%b.h5"]
    let mappings = try names.enumerated().map { row, name in
      let url = folder.appending(path: name)
      try HDF5File.replace(url) { file in
        try file.root.createDataset("row", of: Double.self, shape: [1, 3]).write((0..<3).map { Double(10 * row + $0) })
      }
      let source = try HDF5File.open(url).root.dataset("row")
      return VirtualMapping(offset: [row, 0], extent: [1, 3], file: name, source: source)
    }
    let url = folder.appending(path: "whole.h5")
    try HDF5File.replace(url, holdsVirtual: true) { file in
      let used = mappings.enumerated().filter { $0.offset != missing }.map(\.element)
      let whole = try file.root.createVirtualDataset("whole", of: Double.self, shape: [2, 3], from: used)
      try whole.setAttribute("units", "1")
    }
    return url
  }

  @Test func filesAreReadAsOneMatrix() throws {
    try withScratch { folder in
      let whole = try HDF5File.open(write(in: folder)).root.dataset("whole")
      #expect(whole.shape == [2, 3] && whole.sources.count == 2 && whole.place == nil)
      #expect(try whole.read(as: Double.self) == [0, 1, 2, 10, 11, 12])
    }
  }

  @Test func whatLeavesNumbersOutIsNotMade() throws {
    try withScratch { folder in
      #expect(throws: HDF5Failure.self) { try write(in: folder, leavingOut: 1) }
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "whole.h5").path))
    }
  }

  @Test func aMissingFileIsNamed() throws {
    try withScratch { folder in
      let url = try write(in: folder)
      try FileManager.default.removeItem(at: folder.appending(path: "first.h5"))
      let failure = #expect(throws: HDF5Failure.self) { try HDF5File.open(url).root.dataset("whole") }
      #expect(failure?.message.contains("first.h5") == true)
    }
  }
}
