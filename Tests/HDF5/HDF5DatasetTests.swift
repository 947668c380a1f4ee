import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct HDF5DatasetTests {
  @Test func writesRowBlocksAndReadsThemBack() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("kernel.h5")
      try HDF5File.replace(url) { file in
        let kernel = try file.root.createDataset("nngp", of: Double.self, shape: [5, 3], storage: .unfilled)
        for rows in [3..<5, 0..<3] {
          let block = rows.flatMap { (row: Int) -> [Double] in (0..<3).map { Double(10 * row + $0) } }
          try block.withUnsafeBufferPointer { try kernel.writeRows(rows, from: $0) }
        }
      }
      let kernel = try HDF5File.open(url).root.dataset("nngp")
      #expect(kernel.shape == [5, 3] && kernel.content == .floatingPoint(bytes: 8))
      let expected = (0..<15).map { (k: Int) -> Double in Double(10 * (k / 3) + k % 3) }
      #expect(try kernel.read(as: Double.self) == expected)
      var part = [Double](repeating: 0, count: 4)
      try part.withUnsafeMutableBufferPointer { try kernel.read(offset: [2, 1], extent: [2, 2], into: $0) }
      #expect(part == [21, 22, 31, 32])
    }
  }

  @Test func aNewDatasetsNumbersLieAtItsPlace() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("kernel.h5")
      let place = try HDF5File.replace(url) { file in
        let kernel = try file.root.createDataset("nngp", of: Double.self, shape: [2, 3], storage: .unfilled)
        try kernel.write([1, 2, 3, 4, 5, 6])
        return kernel.place
      }
      let bytes = try Data(contentsOf: url).dropFirst(#require(place)).prefix(48)
      let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
      #expect(numbers == [1, 2, 3, 4, 5, 6])
    }
  }

  /// Inputs of the user's may be of any number type and any rank: rows come as Double.
  @Test func readsEveryNumberTypeAsDouble() throws {
    func rows<Element: HDF5Element & ExpressibleByIntegerLiteral>(_ values: [Element]) throws -> [Double] {
      try withScratch { folder in
        let url = folder.appendingPathComponent("inputs.h5")
        try HDF5File.replace(url) { file in
          try file.root.createDataset("x1", of: Element.self, shape: [3, 1, 2, 2]).write(values)
        }
        var block = [Double](repeating: -1, count: 8)
        try block.withUnsafeMutableBufferPointer {
          try HDF5File.open(url).root.dataset("x1").readRows(1..<3, into: $0)
        }
        return block
      }
    }
    let expected = (4..<12).map(Double.init)
    #expect(try rows((0..<12).map { UInt8($0) }) == expected)
    #expect(try rows(Array(0..<12)) == expected)
    #expect(try rows((0..<12).map { Float($0) }) == expected)
    #expect(try rows((0..<12).map { Double($0) }) == expected)
  }

  @Test func holdsOneNumberWithoutDimensions() throws {
    try withScratch { folder in
      let file = try HDF5File.create(folder.appendingPathComponent("one.h5"))
      let dataset = try file.root.createDataset("x", of: Double.self, shape: [], fill: .nan)
      #expect(try dataset.read(as: Double.self)[0].isNaN)
      try dataset.write([2.5])
      #expect(try dataset.read(as: Double.self) == [2.5])
    }
  }

  @Test func refusesBlocksOutsideAndOfAnotherSize() throws {
    try withScratch { folder in
      let file = try HDF5File.create(folder.appendingPathComponent("x.h5"))
      let dataset = try file.root.createDataset("x", of: Double.self, shape: [4, 2])
      let four = [1.0, 2, 3, 4]
      four.withUnsafeBufferPointer { buffer in
        #expect(throws: HDF5Failure.self) { try dataset.writeRows(3..<5, from: buffer) }
        #expect(throws: HDF5Failure.self) { try dataset.writeRows(0..<1, from: buffer) }
        #expect(throws: HDF5Failure.self) { try dataset.write(offset: [-1, 0], extent: [2, 2], from: buffer) }
        #expect(throws: HDF5Failure.self) { try dataset.write(offset: [Int.max, 0], extent: [2, 2], from: buffer) }
      }
      #expect(try dataset.read(as: Double.self) == [Double](repeating: 0, count: 8))
    }
  }

  @Test(arguments: [nil, 8]) func keepsTexts(length: Int?) throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("texts.h5")
      let texts = ["", "mnist", "größer"]  // the last is exactly 8 bytes of UTF-8
      try HDF5File.replace(url) { file in
        try file.root.createTextDataset("t", length: length, shape: [3]).writeTexts(texts)
      }
      let dataset = try HDF5File.open(url).root.dataset("t")
      #expect(dataset.content == .text(length: length))
      #expect(try dataset.readTexts() == texts)
      #expect(throws: HDF5Failure.self) { try dataset.read(as: Double.self) }
    }
  }

  @Test func refusesTextThatDoesNotFit() throws {
    try withScratch { folder in
      let file = try HDF5File.create(folder.appendingPathComponent("t.h5"))
      let dataset = try file.root.createTextDataset("t", length: 4, shape: [2])
      #expect(throws: HDF5Failure.self) { try dataset.writeText("fünf", at: [0]) }
      try dataset.writeText("four", at: [1])
      #expect(try dataset.readTexts() == ["", "four"])
    }
  }
}
