import CHDF5
import Foundation
import Platform

/// Raw data of a dataset in files of their own, which the library reads as zeros where they end early, from any place
/// that the dataset names.
struct ExternalStorage {
  private let storage: DatasetStorage
  private let count: Int32

  /// nil: the dataset has no such files.
  init?(_ storage: DatasetStorage) throws {
    let count = Library.locked { H5Pget_external_count(storage.properties.id) }
    guard count > 0 else { return nil }
    (self.storage, self.count) = (storage, count)
  }

  /// Refuses files that are missing, too short for `bytes` in all, or not in the HDF5 file's folder.
  ///
  /// - Throws: `HDF5Failure.unavailable`; `FileFailure` for files that may not be read.
  func check(bytes: Int) throws {
    if let prefix = getenv("HDF5_EXTFILE_PREFIX"), prefix.pointee != 0 {
      throw storage.unavailable("has its data in other files, and HDF5_EXTFILE_PREFIX is set", "unset it")
    }
    var rest = UInt64(bytes)
    for index in 0..<UInt32(count) where rest > 0 {
      var (name, offset, size) = ([CChar](repeating: 0, count: 4096), off_t(0), hsize_t(0))
      try Library.call(storage.path, "read the files of \(storage.name)") {
        H5Pget_external(storage.properties.id, index, name.count - 1, &name, &offset, &size)
      }
      let needed = min(size, rest)
      let file = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      try check(file, from: UInt64(max(0, offset)), bytes: needed)
      rest -= needed
    }
    if rest > 0 { throw storage.unavailable("has \(rest) bytes fewer in other files than its shape needs", Self.mend) }
  }

  private static let mend = "copy the data into the file, such as with `h5repack -l CONTI`"

  private func check(_ file: String, from offset: UInt64, bytes: UInt64) throws {
    let outside = storage.unavailable("has its data in \(file), outside of the file's folder", Self.mend)
    if file.hasPrefix("/") || file.split(separator: "/").contains("..") { throw outside }
    guard let folder = Self.resolved(storage.beside(".")), let target = Self.resolved(storage.beside(file)) else {
      throw storage.unavailable("has its data in \(file), which is not there", "put it beside the file")
    }
    guard target.hasPrefix(folder == "/" ? folder : folder + "/") else { throw outside }
    var information = stat()
    guard stat(target, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw storage.unavailable("has its data in \(file), which is no file", Self.mend)
    }
    guard access(target, R_OK) == 0 else { throw FileFailure.operatingSystem(storage.beside(file), "read it", errno) }
    let (end, overflow) = offset.addingReportingOverflow(bytes)
    guard !overflow, end <= UInt64(information.st_size) else {
      throw storage.unavailable(
        "has its data in \(file), which is too short (\(information.st_size) bytes, not \(end))", "restore that file")
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
