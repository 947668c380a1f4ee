import Datasets
import Foundation

extension ReaderCampaign {
  static let idx = ReaderCampaign(name: "idx") { chance in
    let (bytes, _) = IDXInput.valid(&chance)
    guard chance.below(8) > 0 else { return ReaderInput(bytes: bytes, expectation: IDXInput.expectation(bytes)) }
    let damaged = chance.damage(bytes, within: chance.holds(oneIn: 2) ? 0..<16 : nil)
    return ReaderInput(bytes: damaged, expectation: IDXInput.expectation(damaged))
  } read: {
    try IDXInput.read($0)
  }
}

/// IDX files, and a reading of them that shares nothing with the one under test.
enum IDXInput {
  static func valid(_ chance: inout Chance) -> (file: [UInt8], reading: [UInt8]) {
    let dimensions = (0..<chance.pick([1, 1, 2, 3, 3, 4])).map { _ in chance.within(1...9) }
    let bytes = chance.bytes(dimensions.reduce(1, *))
    return (header(dimensions) + bytes, reading(dimensions, bytes))
  }

  static func header(_ dimensions: [Int]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)]
      + dimensions.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
  }

  static func reading(_ dimensions: [Int], _ bytes: [UInt8]) -> [UInt8] { Array("\(dimensions)".utf8) + bytes }

  static func read(_ file: URL) throws -> [UInt8] {
    let read = try IDXFile(contentsOf: file)
    return reading(read.dimensions, read.bytes)
  }

  static func expectation(_ file: [UInt8]) -> Expectation {
    guard file.count >= 4, Array(file[..<3]) == [0, 0, 8], file[3] > 0 else { return .refused }
    let start = 4 + 4 * Int(file[3])
    guard file.count > start else { return .refused }
    let dimensions = stride(from: 4, to: start, by: 4).map { place in
      file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      if overflow { return .refused }
      count = product
    }
    return count > 0 && count == file.count - start ? .reads(reading(dimensions, Array(file[start...]))) : .refused
  }
}
