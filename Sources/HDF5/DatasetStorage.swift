import CHDF5
import Foundation
import Platform

/// Where the data of a dataset are, as its creation properties say: in the file, whole or in chunks, in other files, or
/// nowhere yet. The library reads what is nowhere as the fill value, mostly 0, and says nothing.
struct DatasetStorage {
  let file: HDF5File
  /// The dataset's path in its file.
  let name: String
  /// The file that holds the dataset, which behind an external link is another than `file`.
  let path: String
  let dataset: Handle
  let properties: Handle
  let layout: H5D_layout_t

  init(of dataset: Handle, name: String, in file: HDF5File) throws {
    (self.file, self.name, self.dataset) = (file, name, dataset)
    path = Library.text { H5Fget_name(dataset.id, $0, $1) } ?? file.path
    let properties = try Library.handle(file.path, "read the storage of \(name)") { H5Dget_create_plist(dataset.id) }
    self.properties = properties
    layout = Library.locked { H5Pget_layout(properties.id) }
  }

  var object: String { "dataset \(name)" }
  /// The path of a file that the dataset names, from the folder of its own.
  func beside(_ name: String) -> String {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return folder + name
  }

  func unavailable(_ reason: String, _ mend: String) -> HDF5Failure {
    .unavailable(path: path, object: object, reason: reason, mend: mend)
  }

  /// Refuses a dataset of which not every entry is stored.
  ///
  /// - Throws: `HDF5Failure.unavailable`.
  /// - Complexity: linear in the number of chunks; those that pass filters are unpacked once (`ChunkCheck`).
  func check(shape: [Int], space: Handle, parts: [VirtualSources.Part]) throws {
    try checkFilters()
    let count = shape.reduce(1, *)
    if count == 0 { return }
    switch layout {
    case H5D_COMPACT: try checkCompact(entries: count)
    case H5D_VIRTUAL: try VirtualSources(self)?.checkCover(of: shape, by: parts)
    case H5D_CHUNKED: try checkChunks(shape, space)
    default:
      if let external = try ExternalStorage(self) { return try external.check(bytes: try size(count)) }
      try checkContiguous(bytes: try size(count))
    }
  }

  private static let rewrite = "write all of it, for a part that is not written is read as zeros"

  private func size(_ count: Int) throws -> Int {
    let type = try Library.handle(path, "read the type of \(name)") { H5Dget_type(dataset.id) }
    return count.multipliedReportingOverflow(by: Library.locked { H5Tget_size(type.id) }).partialValue
  }

  private func checkCompact(entries: Int) throws {
    guard let bytes = try entryBytes?.multipliedReportingOverflow(by: entries).partialValue else { return }
    let stored = Library.locked { H5Dget_storage_size(dataset.id) }
    guard stored >= UInt64(bytes) else {
      throw HDF5Failure.damaged(path: path, detail: "\(name) has \(stored) bytes, not \(bytes)")
    }
  }

  private func checkContiguous(bytes: Int) throws {
    let (stored, offset) = Library.locked { (H5Dget_storage_size(dataset.id), H5Dget_offset(dataset.id)) }
    guard stored > 0 else { throw unavailable("was never written", Self.rewrite) }
    var information = stat()
    // A file that is being written may not be on disk yet, and only what is read has to be.
    guard !file.isWritable, offset != .max, stat(path, &information) == 0 else { return }
    let (end, overflow) = UInt64(offset).addingReportingOverflow(UInt64(bytes))
    guard stored >= UInt64(bytes), !overflow, end <= UInt64(information.st_size) else {
      throw HDF5Failure.damaged(path: path, detail: "\(name) reaches beyond the end of the file")
    }
  }

  private func checkChunks(_ shape: [Int], _ space: Handle) throws {
    let grid = try ChunkGrid(shape: shape, dataset: dataset.id, properties: properties.id, path: path, name: name)
    var written: hsize_t = 0
    try Library.call(path, "read the chunks of \(name)") { H5Dget_num_chunks(dataset.id, space.id, &written) }
    guard written >= UInt64(grid.count) else {
      throw unavailable(
        "has \(UInt64(grid.count) - written) of \(grid.count) chunks that were never written", Self.rewrite)
    }
    try chunkCheck(shape)?.run()
  }

  /// nil: the entries are what this wrapper does not read, or are not of one length.
  func chunkCheck(_ shape: [Int]) throws -> ChunkCheck? {
    try entryBytes.map {
      ChunkCheck(
        dataset: dataset.id, properties: properties.id, path: path, name: name, shape: shape, entryBytes: $0)
    }
  }

  /// Of one entry in the file; nil: none is read, or they hold what has a place of its own.
  private var entryBytes: Int? {
    get throws {
      let type = try Library.handle(path, "read the type of \(name)") { H5Dget_type(dataset.id) }
      let content = HDF5Content(type: type.id)
      return content.bytes > 0 ? content.bytes : nil
    }
  }

  private func checkFilters() throws {
    let filters = ChunkFilters(of: properties.id)
    for filter in filters.filters
    where filter.number >= 0 && Library.locked({ H5Zfilter_avail(filter.number) }) == 0 {
      throw unavailable(
        "is compressed by the filter \(filter.number) (\(Self.known(filter))), which this HDF5 library does not have",
        Self.gzip)
    }
    if let filter = filters.unknown {
      throw unavailable(
        "passed the filter \(filter.number) (\(Self.known(filter))), behind which missing bytes would not be noticed",
        Self.gzip)
    }
  }

  private static let gzip = "write it with gzip or without compression"

  private static func known(_ filter: ChunkFilters.Filter) -> String {
    names[filter.number] ?? (filter.name.isEmpty ? "no name" : filter.name)
  }

  /// Filters that one meets, by the numbers under which the HDF Group lists them.
  private static let names: [H5Z_filter_t: String] = [
    4: "szip", 5: "nbit", 6: "scaleoffset", 307: "bzip2", 32_000: "lzf", 32_001: "blosc", 32_004: "lz4",
    32_008: "bitshuffle", 32_013: "zfp", 32_015: "zstd", 32_017: "sz", 32_026: "blosc2",
  ]
}
