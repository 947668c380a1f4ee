import CHDF5
import Foundation
import Platform

/// Whether the chunks of a dataset hold as many bytes as its entries need once they are unpacked. The library does not
/// ask: it reads on in whatever memory lies behind a chunk that turns out short.
struct ChunkCheck {
  let dataset: hid_t
  let properties: hid_t
  let path: String
  /// The dataset's, for messages.
  let name: String
  let shape: [Int]
  /// Of one entry in the file.
  let entryBytes: Int

  /// - Parameter onPart: called whenever some chunks were looked at.
  /// - Throws: `HDF5Failure.damaged` if a chunk is shorter or longer than its entries; `.interrupted`,
  ///   `EndRequest.Requested`.
  /// - Complexity: a look-up for each chunk; those that pass filters are read, and unpacked on all threads.
  func run(onPart: () -> Void = {}) throws {
    let grid = try ChunkGrid(shape: shape, dataset: dataset, properties: properties, path: path, name: name)
    let (bytes, overflow) = grid.chunk.reduce((entryBytes, false)) { product, extent in
      let next = product.0.multipliedReportingOverflow(by: extent)
      return (next.partialValue, product.1 || next.overflow)
    }
    guard !overflow, (1...Int(UInt32.max)).contains(bytes) else {
      throw HDF5Failure.damaged(path: path, detail: "\(name) has chunks of the shape \(grid.chunk)")
    }
    let filters = ChunkFilters(of: properties)
    if filters.isEmpty { return try checkStored(bytes: bytes) }
    var places = grid.places
    let fileBytes = fileBytes
    while true {
      let part = try nextPart(&places, grid, count: max(1, Self.unpackedBytes / bytes), most: fileBytes)
      if part.isEmpty { return }
      let sum = part.reduce(0) { $0 + $1.stored.count }
      let found = try Parallel.map(count: part.count, threads: sum < 1 << 18 ? 1 : Device.current.threads) { index in
        filters.unpackedLength(of: part[index].stored, mask: part[index].mask, expected: bytes)
      }
      for length in found where length != .bytes(bytes) {
        let detail: String =
          switch length {
          case .bytes(let count): "has \(count) bytes, not \(bytes)"
          case .tooMany: "has more than \(bytes) bytes"
          case .broken: "cannot be unpacked"
          }
        throw HDF5Failure.damaged(path: path, detail: "a chunk of \(name) \(detail)")
      }
      onPart()
      if FileInspection.installed?.isInterrupted() == true { throw HDF5Failure.interrupted(path: path) }
    }
  }

  /// Looks every chunk up and reads none: whatever is wrong with their index is met.
  func lookUp(onPart: () -> Void) throws {
    let grid = try ChunkGrid(shape: shape, dataset: dataset, properties: properties, path: path, name: name)
    let fileBytes = fileBytes
    for (number, place) in grid.places.enumerated() {
      _ = try storedSize(at: place, most: fileBytes)
      if number % 65_536 == 0 { onPart() }
    }
  }

  /// A chunk as it lies in the file, and which filters it did not pass.
  private struct Chunk {
    let stored: [UInt8]
    let mask: UInt32
  }

  /// How much is read at once, and how much that may unpack to.
  private static let (storedBytes, unpackedBytes) = (32 << 20, 256 << 20)

  private func nextPart(
    _ places: inout ChunkGrid.Places, _ grid: ChunkGrid, count: Int, most: UInt64
  ) throws -> [Chunk] {
    var (part, sum) = ([Chunk](), 0)
    while sum < Self.storedBytes, part.count < count, let place = places.next() {
      let size = try storedSize(at: place, most: most)
      var mask: UInt32 = 0
      let stored = try [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
        try Library.call(path, "read a chunk of \(name)") {
          H5Dread_chunk(dataset, 0, place, &mask, buffer.baseAddress)
        }
        initialized = size
      }
      part.append(Chunk(stored: stored, mask: grid.isUnfiltered(place) ? .max : mask))
      sum += size
    }
    return part
  }

  /// - Parameter most: that of the file. What is longer is damage, and would be set aside in memory first.
  private func storedSize(at place: [hsize_t], most: UInt64) throws -> Int {
    var size: hsize_t = 0
    try Library.call(path, "read the size of a chunk of \(name)") { H5Dget_chunk_storage_size(dataset, place, &size) }
    guard size > 0, size <= most else {
      throw HDF5Failure.damaged(path: path, detail: "a chunk of \(name) has \(size) bytes")
    }
    return Int(size)
  }

  private var fileBytes: UInt64 {
    var information = stat()
    guard let file = Library.text({ H5Fget_name(dataset, $0, $1) }), stat(file, &information) == 0 else {
      return 1 << 32
    }
    return UInt64(information.st_size)
  }

  /// Without filters the size of one chunk is the shape's to the library's look-up, whatever its index says, and that
  /// of the index it finds by going through all of them: their sum takes no longer than one.
  private func checkStored(bytes: Int) throws {
    let space = try Library.handle(path, "read the shape of \(name)") { H5Dget_space(dataset) }
    var count: hsize_t = 0
    try Library.call(path, "read the chunks of \(name)") { H5Dget_num_chunks(dataset, space.id, &count) }
    let stored = Library.locked { H5Dget_storage_size(dataset) }
    guard stored == count.multipliedReportingOverflow(by: UInt64(bytes)).partialValue else {
      throw HDF5Failure.damaged(
        path: path, detail: "\(count) chunks of \(name) have \(stored) bytes, not \(bytes) each")
    }
  }
}
