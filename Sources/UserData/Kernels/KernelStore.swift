import Foundation
import LinearAlgebra
import Platform
import Synchronization

/// The numbers of an unfinished kernel: the places of its datasets in a file whose objects are all made and which the
/// HDF5 library has closed. Tiles are written there by the operating system alone, so that a kill harms no object.
final class KernelStore: Sendable {
  struct Dataset: Sendable {
    /// Which of the tile's matrices it holds.
    let kernel: Int
    let region: KernelRegion
    /// Of its first number, in the file.
    let place: Int
  }

  let descriptor: Int32
  private let path: String
  private let datasets: [Dataset]
  private let isFloat32: Bool
  private let isSymmetric: Bool

  /// - Throws: `FileFailure`.
  init(_ url: URL, _ datasets: [Dataset], isFloat32: Bool, isSymmetric: Bool) throws {
    (path, self.datasets, self.isFloat32) = (url.relativePath, datasets, isFloat32)
    self.isSymmetric = isSymmetric
    descriptor = try FileSystem.open(path, O_RDWR | O_NOFOLLOW, "open it for writing")
  }

  deinit { close(descriptor) }

  /// Writes a tile, and its mirror where that belongs.
  ///
  /// - Parameter matrices: row-major, of the tile's extents.
  /// - Returns: the checksum of what was written.
  /// - Throws: `FileFailure`; `EndRequest.Requested`, and then not all is written.
  func write(_ tile: Tile, _ matrices: [Matrix<Double>], threads: Int) throws -> TileChecksum {
    try forEachStrip(of: tile, threads: threads) { strip, buffer, sum in
      let (rows, columns) = (strip.rows, strip.columns)
      try matrices[strip.dataset.kernel].elements.withUnsafeBufferPointer { entries in
        guard let entries = entries.baseAddress else { return }
        var source = entries + (rows.lowerBound - tile.rows.lowerBound) * columns.count
        if strip.isMirror {
          buffer.double.withUnsafeMutableBufferPointer { target in
            guard let target = target.baseAddress else { return }
            transpose(
              rows: columns.count, columns: rows.count, from: entries + rows.lowerBound - tile.columns.lowerBound,
              stride: tile.columns.count, to: target, stride: columns.count)
          }
        }
        try buffer.double.withUnsafeBufferPointer { transposed in
          if strip.isMirror, let base = transposed.baseAddress { source = base }
          for i in rows {
            let line = UnsafeBufferPointer(start: source + (i - rows.lowerBound) * columns.count, count: strip.count(i))
            if isFloat32 {
              for k in line.indices { buffer.float[k] = Float(line[k]) }
              try buffer.float.withUnsafeBytes {
                try write(UnsafeRawBufferPointer(rebasing: $0[..<(4 * line.count)]), strip.place(i, 4), &sum)
              }
            } else {
              try write(UnsafeRawBufferPointer(line), strip.place(i, 8), &sum)
            }
          }
        }
      }
    }
  }

  /// The checksum of what the file has of a tile.
  ///
  /// - Throws: `FileFailure`.
  func checksum(of tile: Tile, threads: Int) throws -> TileChecksum {
    let size = isFloat32 ? 4 : 8
    return try forEachStrip(of: tile, threads: threads) { strip, buffer, sum in
      for i in strip.rows {
        let place = strip.place(i, size)
        try buffer.double.withUnsafeMutableBytes { bytes in
          let bytes = UnsafeMutableRawBufferPointer(rebasing: bytes[..<(size * strip.count(i))])
          // What is beyond the end is 0, and the checksum another.
          bytes.initializeMemory(as: UInt8.self, repeating: 0)
          var done = 0
          while done < bytes.count {
            let count = pread(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(place + done))
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw FileFailure.operatingSystem(path, "read it", errno) }
            if count == 0 { break }
            done += count
          }
          sum.add(UnsafeRawBufferPointer(bytes), at: place)
        }
      }
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ sum: inout TileChecksum) throws {
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(place + done))
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw FileFailure.operatingSystem(path, "write it", errno) }
      done += count
    }
    sum.add(bytes, at: place)
  }

  /// Some rows of what a dataset has of a tile.
  private struct Strip {
    let dataset: Dataset
    let rows: Range<Int>
    let columns: Range<Int>
    let isMirror: Bool

    /// Numbers of row i.
    func count(_ i: Int) -> Int {
      dataset.region.isTriangle ? min(columns.upperBound, i + 1) - columns.lowerBound : columns.count
    }

    func place(_ i: Int, _ size: Int) -> Int { dataset.place + dataset.region.offset(i, columns.lowerBound) * size }
  }

  /// What a thread works in.
  private struct Buffer {
    var double: [Double]
    var float: [Float]
  }

  private static let stripRows = 64

  private func forEachStrip(
    of tile: Tile, threads: Int, _ body: @Sendable (Strip, inout Buffer, inout TileChecksum) throws -> Void
  ) throws -> TileChecksum {
    var strips: [Strip] = []
    func add(_ dataset: Dataset, _ rows: Range<Int>, _ columns: Range<Int>, isMirror: Bool) {
      guard dataset.region.contains(rows: rows, columns: columns) else { return }
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.stripRows) {
        let part = first..<min(first + Self.stripRows, rows.upperBound)
        strips.append(Strip(dataset: dataset, rows: part, columns: columns, isMirror: isMirror))
      }
    }
    for dataset in datasets {
      add(dataset, tile.rows, tile.columns, isMirror: false)
      if isSymmetric, tile.rows != tile.columns, !dataset.region.isTriangle {
        add(dataset, tile.columns, tile.rows, isMirror: true)
      }
    }
    let all = Mutex(TileChecksum())
    let width = max(tile.rows.count, tile.columns.count)
    try Parallel.forEach(
      count: strips.count, threads: threads,
      scratch: {
        Buffer(
          double: Array(repeating: 0, count: Self.stripRows * width),
          float: Array(repeating: 0, count: self.isFloat32 ? width : 0))
      },
      { [strips] number, buffer in
        var sum = TileChecksum()
        try body(strips[number], &buffer, &sum)
        all.withLock { $0 = $0 + sum }
      })
    return all.withLock { $0 }
  }
}
