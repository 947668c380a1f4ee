import CHDF5

extension HDF5Dataset {
  /// All texts; those of fixed length without the padding.
  public func readTexts() throws -> [String] {
    guard case .text(let length) = content else { throw mismatch("holds no text") }
    if count == 0 { return [] }
    let type = try Library.handle(path, "read the type of \(name)") { H5Dget_type(id) }
    return try Library.readTexts(count: count, length: length, path: path, action: "read \(name)") {
      H5Dread(id, type.id, 0, 0, 0, $0)
    }
  }

  /// Writes one text at `index`.
  ///
  /// - Throws: `HDF5Failure.mismatch` if its UTF-8 is longer than the dataset's texts.
  public func writeText(_ text: String, at index: [Int]) throws {
    try writeTexts([text], offset: index, extent: shape.map { _ in 1 })
  }

  /// Writes all texts.
  public func writeTexts(_ texts: [String]) throws {
    try writeTexts(texts, offset: shape.map { _ in 0 }, extent: shape)
  }

  /// Writes a block of texts.
  public func writeTexts(_ texts: [String], offset: [Int], extent: [Int]) throws {
    guard case .text(let length) = content else { throw mismatch("holds no text") }
    let type = try Library.handle(path, "read the type of \(name)") { H5Dget_type(id) }
    try withBlock(offset: offset, extent: extent, count: texts.count) { memory, selected in
      if let length {
        var bytes: [UInt8] = []
        for text in texts {
          guard text.utf8.count <= length else { throw mismatch("holds \(length) bytes a text, not \"\(text)\"") }
          bytes += Array(text.utf8) + [UInt8](repeating: 0, count: length - text.utf8.count)
        }
        try Library.call(path, "write \(name)") { H5Dwrite(id, type.id, memory, selected, 0, bytes) }
      } else {
        // One block of bytes, each text ended by a zero, and a pointer to each beginning.
        let starts = texts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count + 1) }
        let bytes: [UInt8] = texts.flatMap { Array($0.utf8) + [0] }
        try bytes.withUnsafeBytes { storage in
          let pointers = starts.dropLast().map { storage.baseAddress?.advanced(by: $0) }
          try Library.call(path, "write \(name)") { H5Dwrite(id, type.id, memory, selected, 0, pointers) }
        }
      }
    }
  }
}

extension Library {
  /// Reads texts by `read(destination)`, in the type that the file has: the library does not convert between encodings,
  /// of which UTF-8 and its part ASCII are the only ones.
  static func readTexts(
    count: Int, length: Int?, path: String, action: String, _ read: (UnsafeMutableRawPointer?) -> herr_t
  ) throws -> [String] {
    if let length {
      var bytes = [UInt8](repeating: 0, count: count * length)
      try call(path, action) { bytes.withUnsafeMutableBytes { read($0.baseAddress) } }
      return (0..<count).map { index in
        String(decoding: bytes[index * length..<(index + 1) * length].prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    return try locked {
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      defer { for pointer in pointers { H5free_memory(pointer) } }
      try call(path, action) { pointers.withUnsafeMutableBytes { read($0.baseAddress) } }
      return pointers.map { $0.map { String(cString: $0) } ?? "" }
    }
  }
}
