import CPNG
import Foundation
import Plotting
import TestSupport

/// A picture read back from a file: its pixels through libpng's own reader, and its chunks byte by byte.
struct Picture {
  struct Chunk {
    let type: String
    let data: [UInt8]
  }

  let width, height: Int
  let chunks: [Chunk]
  private let bytes: [UInt8]

  init(_ url: URL) throws {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    guard png_image_begin_read_from_file(&image, url.path) != 0 else { throw CocoaError(.fileReadCorruptFile) }
    image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
    var bytes = [UInt8](repeating: 0, count: Int(image.width * image.height) * 3)
    guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else { throw CocoaError(.fileReadCorruptFile) }
    (width, height, self.bytes) = (Int(image.width), Int(image.height), bytes)
    let file = Array(try Data(contentsOf: url))
    var chunks: [Chunk] = []
    var position = 8
    while position + 12 <= file.count {
      let length = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: file[position + 4..<position + 8], as: UTF8.self)
      chunks.append(Chunk(type: type, data: Array(file[position + 8..<position + 8 + length])))
      position += 12 + length
    }
    self.chunks = chunks
  }

  /// Draws `figure` into a temporary file and reads it.
  init(_ figure: Figure, metadata: [(key: String, text: String)] = []) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).png")
    defer { try? FileManager.default.removeItem(at: url) }
    try figure.writePNG(to: url, metadata: metadata)
    try self.init(url)
  }

  /// 0xRRGGBB.
  func pixel(_ x: Int, _ y: Int) -> UInt32 {
    let at = 3 * (y * width + x)
    return UInt32(bytes[at]) << 16 | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2])
  }

  /// The pixels whose components are each within `tolerance` of `colour`, row by row.
  func places(of colour: UInt32, within tolerance: Int = 0) -> [(x: Int, y: Int)] {
    pixelPlaces(of: colour, within: tolerance, bytes: bytes, width: width)
  }

  /// The mean row of the pixels of a colour.
  func meanRow(of colour: UInt32) -> Double {
    let rows = places(of: colour).map { Double($0.y) }
    return rows.reduce(0, +) / Double(rows.count)
  }
}

/// Colours of the palette, as they are in a file.
enum Ink {
  static let blue: UInt32 = 0x0072B2
  static let vermillion: UInt32 = 0xD55E00
  static let green: UInt32 = 0x009E73
  static let missing: UInt32 = 0xC8C8C8
  static let lowest: UInt32 = 0x440154
  static let highest: UInt32 = 0xFDE725
}
