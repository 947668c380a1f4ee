import CHDF5
import CZlib
import Foundation
import HDF5

extension InputsSeed {
  /// Files whose second chunk of three unpacks to fewer bytes than its entries, or more: the library reads on in
  /// memory.
  static func short(in folder: URL) throws -> [InputsSeed] {
    try [0, 1, 8, 32, 63, 65, 128].flatMap { count in
      try [ShortChunk.gzip, .shuffle, .both, .skipped].map { try makeShort($0, count, in: folder) }
    }
  }

  private enum ShortChunk: String {
    case gzip, shuffle, both, skipped
  }

  private static func makeShort(_ kind: ShortChunk, _ count: Int, in folder: URL) throws -> InputsSeed {
    let name = "short-\(kind)-\(count)"
    let url = folder.appending(path: "\(name).h5")
    _ = HDF5Library.version  // the library is set up
    let file = H5Fcreate(url.path, hdf5_truncate(), 0, 0)
    let space = H5Screate_simple(2, [hsize_t(rows), hsize_t(columns)], nil)
    let creation = H5Pcreate(hdf5_dataset_creation())
    H5Pset_chunk(creation, 2, [2, 4])
    if kind != .gzip { H5Pset_shuffle(creation) }
    if kind != .shuffle { H5Pset_deflate(creation, 4) }
    let dataset = H5Dcreate2(file, "x1", hdf5_file_double(), space, 0, creation, 0)
    var statuses: [herr_t] = []
    for row in stride(from: 0, to: rows, by: 2) {
      var chunk = [UInt8](repeating: 1, count: row == 2 ? count : 64)
      if kind == .gzip || kind == .both {
        var packed = [UInt8](repeating: 0, count: 1024)
        var length = uLongf(packed.count)
        if compress(&packed, &length, chunk, uLong(chunk.count)) != Z_OK { throw Untidiness("\(name): zlib") }
        chunk = Array(packed.prefix(Int(length)))
      }
      // No chunk has no bytes at all: it would be one that was never written.
      statuses.append(
        H5Dwrite_chunk(dataset, 0, kind == .skipped ? 3 : 0, [hsize_t(row), 0], max(1, chunk.count), chunk + [0]))
    }
    for close in [H5Dclose(dataset), H5Pclose(creation), H5Sclose(space), H5Fclose(file)] + statuses where close < 0 {
      throw Untidiness("\(name): the HDF5 library does not write it")
    }
    let bytes = [UInt8](try Data(contentsOf: url))
    return InputsSeed(name: name, bytes: bytes, isChecked: false, data: nil, isShort: true)
  }
}
