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
  /// - Complexity: linear in the number of chunks.
  func check(shape: [Int], space: Handle, parts: [VirtualSources.Part]) throws {
    try checkFilters()
    let count = shape.reduce(1, *)
    if count == 0 || layout == H5D_COMPACT { return }
    switch layout {
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
    var chunk = [hsize_t](repeating: 0, count: shape.count)
    let rank = Library.locked { H5Pget_chunk(properties.id, Int32(shape.count), &chunk) }
    guard rank == shape.count, !chunk.contains(0) else {
      throw HDF5Failure.damaged(path: path, detail: "\(name) has chunks of the shape \(chunk)")
    }
    let wanted = zip(shape, chunk).reduce(1) { $0 * Int((UInt64($1.0) - 1) / $1.1 + 1) }
    var written: hsize_t = 0
    try Library.call(path, "read the chunks of \(name)") { H5Dget_num_chunks(dataset.id, space.id, &written) }
    guard written >= UInt64(wanted) else {
      throw unavailable("has \(UInt64(wanted) - written) of \(wanted) chunks that were never written", Self.rewrite)
    }
    if written <= Self.mostSizes { try checkSizes(of: Int(written), shape, chunk, space) }
  }

  /// Finding the size of one chunk takes the library as long as there are chunks.
  private static let mostSizes: hsize_t = 4096

  /// Refuses chunks that passed no filter and have fewer bytes than entries: the library reads on in the memory behind.
  private func checkSizes(of count: Int, _ shape: [Int], _ chunk: [hsize_t], _ space: Handle) throws {
    let filters = Library.locked { H5Pget_nfilters(properties.id) }
    let all = filters >= 32 ? UInt32.max : UInt32(1) << UInt32(max(0, filters)) - 1
    let entries = chunk.reduce(1) { $0.multipliedReportingOverflow(by: Int(clamping: $1)).partialValue }
    let bytes = try UInt64(clamping: size(entries))
    for index in 0..<count {
      var (mask, stored) = (UInt32(0), hsize_t(0))
      var offset = [hsize_t](repeating: 0, count: shape.count)
      try Library.call(path, "read the chunks of \(name)") {
        H5Dget_chunk_info(dataset.id, space.id, hsize_t(index), &offset, &mask, nil, &stored)
      }
      if mask & all == all, stored < bytes {
        throw HDF5Failure.damaged(path: path, detail: "a chunk of \(name) has \(stored) bytes, not \(bytes)")
      }
    }
  }

  private func checkFilters() throws {
    let count = Library.locked { H5Pget_nfilters(properties.id) }
    for index in 0..<max(0, UInt32(bitPattern: count)) {
      var (flags, configuration, numbers) = (UInt32(0), UInt32(0), 0)
      var name = [CChar](repeating: 0, count: 256)
      let filter = Library.locked {
        H5Pget_filter2(properties.id, index, &flags, &numbers, nil, name.count, &name, &configuration)
      }
      if filter >= 0, Library.locked({ H5Zfilter_avail(filter) }) == 0 {
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let known = Self.filters[filter] ?? (text.isEmpty ? "no name" : text)
        throw unavailable(
          "is compressed by the filter \(filter) (\(known)), which this HDF5 library does not have",
          "write it with gzip or without compression, or name the filter's folder in HDF5_PLUGIN_PATH")
      }
    }
  }

  /// Filters that one meets, by the numbers under which the HDF Group lists them.
  private static let filters: [H5Z_filter_t: String] = [
    4: "szip", 307: "bzip2", 32_000: "lzf", 32_001: "blosc", 32_004: "lz4", 32_008: "bitshuffle", 32_013: "zfp",
    32_015: "zstd", 32_017: "sz", 32_026: "blosc2",
  ]
}
