import Foundation

/// What a reader must make of an input.
enum Expectation {
  /// It is valid and reads as these bytes.
  case reads([UInt8])
  case refused
  /// It may be refused, but if it is read, then as these bytes: damage that the format can find.
  case readsOrRefused([UInt8])
  /// Damage that the format cannot find. It must still not crash, hang or end in an unclear message.
  case anything
}

/// An input of a reader, and what is right.
struct ReaderInput {
  var bytes: [UInt8]
  var expectation: Expectation
}

/// A reader of files, fed with generated inputs inside a process of its own.
struct ReaderCampaign: Sendable {
  let name: String
  let input: @Sendable (inout Chance) -> ReaderInput
  /// What the reader makes of a file, as bytes that can be compared.
  let read: @Sendable (URL) throws -> [UInt8]

  static let all: [ReaderCampaign] = [.idx, .gzip, .records, .json, .tar]
}
