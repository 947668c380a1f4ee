/// A source of bytes that are read once, in order.
protocol ByteSource: AnyObject {
  var path: String { get }
  /// A bound on the number of bytes to come from the beginning, from the size of the file.
  var largestSize: Int { get }
  /// Reads up to `buffer.count` bytes; 0 means that the end is reached.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
  /// Fills `buffer` unless the end comes first; returns the number of bytes read.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func failure(_ problem: DatasetFailure.Problem) -> DatasetFailure { DatasetFailure(path: path, problem: problem) }
}
