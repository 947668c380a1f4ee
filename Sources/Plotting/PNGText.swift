import Foundation

/// The text in PNG files.
public enum PNGText {
  /// The text under `key`, plain ASCII, before the pixels of the picture at `url`; nil if there is none, or no picture.
  ///
  /// - Complexity: reads 64 KiB at most.
  public static func value(of key: String, in url: URL) -> String? {
    guard let file = try? FileHandle(forReadingFrom: url), let data = try? file.read(upToCount: 1 << 16),
      data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    else { return nil }
    var rest = data.dropFirst(8)
    // A chunk: length, type, content, check sum.
    while rest.count >= 8 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
      let content = rest.dropFirst(8).prefix(length)
      if type == "IDAT" { return nil }
      let parts = content.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      if type == "tEXt", parts.count == 2, parts[0].elementsEqual(key.utf8) {
        return String(decoding: parts[1], as: UTF8.self)
      }
      rest = rest.dropFirst(12 + length)
    }
    return nil
  }
}
