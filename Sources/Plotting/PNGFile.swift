import CPNG
import Foundation
import Platform

/// A PNG file to be written as a whole or not at all.
struct PNGFile {
  let url: URL
  let metadata: [(key: String, text: String)]

  /// Writes the canvas as a whole or not at all, see `AtomicReplacement`.
  func write(_ canvas: Canvas) throws {
    for (key, text) in metadata {
      try check(key)
      if text.utf8.contains(0) { throw FigureFailure.badKey(key) }
    }
    do {
      try AtomicReplacement.replace(url) { temporary in
        guard let file = fopen(temporary.path, "wb") else { throw failure(errno) }
        do {
          try encode(canvas, to: file)
          guard fflush(file) == 0 else { throw failure(errno) }
        } catch {
          fclose(file)
          throw error
        }
        guard fclose(file) == 0 else { throw failure(errno) }
      }
    } catch let failure as FileFailure {
      throw self.failure(failure.errorNumber)
    }
  }

  private func encode(_ canvas: Canvas, to file: UnsafeMutablePointer<FILE>) throws {
    let keys = metadata.map { strdup($0.key) }
    let texts = metadata.map { strdup($0.text) }
    defer { (keys + texts).forEach { free($0) } }
    var row = [UInt8](repeating: 0, count: 3 * canvas.width)
    var message = [CChar](repeating: 0, count: 256)
    let status = try canvas.withPixels { pixels, stride in
      png_shim_write(
        file, pixels, Int32(canvas.width), Int32(canvas.height), Int32(stride), Self.pixelsPerMetre,
        keys.map { UnsafePointer($0) }, texts.map { UnsafePointer($0) }, Int32(metadata.count), &row, &message,
        message.count)
    }
    if status != 0 {
      let reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw FigureFailure.notWritten(path: url.path, reason: reason, isForbidden: false)
    }
  }

  /// A logical pixel is 1/96 inch.
  private static let pixelsPerMetre = Int32((96 * Metrics.scale / 0.0254).rounded())

  /// Keys as the PNG specification has them, narrowed to ASCII.
  private func check(_ key: String) throws {
    let bytes = Array(key.utf8)
    let isPlain = bytes.allSatisfy { (32...126).contains($0) }
    guard (1...79).contains(bytes.count), isPlain, bytes.first != 32, bytes.last != 32, !key.contains("  ") else {
      throw FigureFailure.badKey(key)
    }
  }

  private func failure(_ code: Int32) -> FigureFailure {
    .notWritten(
      path: url.path, reason: String(cString: strerror(code)), isForbidden: [EACCES, EPERM, EROFS].contains(code))
  }
}

extension FileFailure {
  /// What the operating system would say.
  fileprivate var errorNumber: Int32 {
    switch self {
    case .system(_, _, let errorNumber): errorNumber
    case .missing: ENOENT
    case .isFolder: EISDIR
    case .isFile: ENOTDIR
    case .isSpecial, .isNotOwn: EEXIST
    case .locked: EBUSY
    }
  }
}
