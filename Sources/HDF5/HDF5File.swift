import CHDF5
import Foundation
import Platform

/// An HDF5 file, open as long as a reference to it lives or until `close`.
///
/// Files are made for results that must survive a killed process: in the format of library version 1.8 (one of 1.10
/// that was open for writing does not reopen after a kill), without object times (the same data give the same bytes),
/// and without the library's own file locking (`FileLock` does that, also where the file system has none). Files of any
/// format that the library knows are read.
public final class HDF5File: Sendable {
  public let url: URL
  let handle: Handle
  let isWritable: Bool

  var path: String { url.relativePath }

  private init(url: URL, handle: Handle, isWritable: Bool) {
    (self.url, self.handle, self.isWritable) = (url, handle, isWritable)
  }

  /// Makes an empty file, in place of one that is there.
  ///
  /// - Parameter holdsVirtual: whether virtual datasets are made in it, which version 1.10 has brought.
  /// - Throws: `FileFailure` if the folder is missing or cannot be written.
  public static func create(_ url: URL, holdsVirtual: Bool = false) throws -> HDF5File {
    let path = url.relativePath
    try probe(path, O_RDWR | O_CREAT, "create it")
    let creation = try Library.handle(path, "set up a file") { H5Pcreate(hdf5_file_creation()) }
    try Library.call(path, "leave out object times") { H5Pset_obj_track_times(creation.id, false) }
    let access = try accessProperties(path, isWritten: true, isWrittenHere: true)
    if holdsVirtual {
      try Library.call(path, "set its format") { H5Pset_libver_bounds(access.id, H5F_LIBVER_V18, H5F_LIBVER_V110) }
    }
    let handle = try Library.handle(path, "create it") { H5Fcreate(path, hdf5_truncate(), creation.id, access.id) }
    return HDF5File(url: url, handle: handle, isWritable: true)
  }

  /// Opens a file to read it, or to write it too.
  ///
  /// - Parameter isOwn: whether this process has written the file, and it needs no `FileInspection`; what is opened for
  ///   writing never gets one.
  /// - Throws: `FileFailure.missing`, `.isFolder`, `.system`; `HDF5Failure.damaged` if it is no complete HDF5 file.
  public static func open(_ url: URL, writable: Bool = false, isOwn: Bool = false) throws -> HDF5File {
    let path = url.relativePath
    // Before it is opened: that of a pipe waits for whoever writes into it.
    var information = stat()
    if stat(path, &information) == 0, ![S_IFREG, S_IFDIR].contains(information.st_mode & S_IFMT) {
      throw HDF5Failure.unavailable(
        path: path, object: "the input", reason: "is a pipe or a device, and HDF5 files are not read in one go",
        mend: "copy it into a file first")
    }
    try probe(path, writable ? O_RDWR : O_RDONLY, writable ? "open it for writing" : "read it")
    if !writable && !isOwn { try FileInspection.installed?.inspect([url]) }
    func handle(isWrittenHere: Bool) throws -> Handle {
      let access = try accessProperties(path, isWritten: writable, isWrittenHere: isWrittenHere)
      return try Library.handle(path, "open it") {
        H5Fopen(path, writable ? hdf5_read_write() : hdf5_read_only(), access.id)
      }
    }
    do {
      return HDF5File(url: url, handle: try handle(isWrittenHere: writable), isWritable: writable)
    } catch {
      // What this process has open for writing opens with its own degree of closing alone.
      guard !writable, let handle = try? handle(isWrittenHere: true) else { throw error }
      return HDF5File(url: url, handle: handle, isWritable: false)
    }
  }

  public var root: HDF5Group {
    get throws { HDF5Group(file: self, handle: try openGroup("/"), name: "/") }
  }

  /// The group at `name`, an absolute path such as "/gaussian_process".
  public func group(_ name: String) throws -> HDF5Group {
    guard try contains(name) else { throw HDF5Failure.missingObject(path: path, object: "group \(name)") }
    return HDF5Group(file: self, handle: try openGroup(name), name: name)
  }

  /// Whether the absolute path `name` leads to an object.
  public func contains(_ name: String) throws -> Bool {
    let access = try ExternalLinks.access(path)
    var prefix = ""
    for part in name.split(separator: "/") {
      prefix += "/" + part
      let found = try Library.call(path, "look for \(prefix)") { H5Lexists(handle.id, prefix, access.id) }
      if found == 0 { return false }
    }
    return true
  }

  /// Hands everything written to the operating system: a process killed afterwards loses none of it.
  public func flush() throws {
    try Library.call(path, "write to it") { H5Fflush(handle.id, H5F_SCOPE_LOCAL) }
  }

  /// Hands everything written to the disk: it survives a power failure too.
  public func synchronise() throws {
    try flush()
    try FileSystem.synchronise(path)
  }

  /// Closes the file; one that this process writes with every object opened from it.
  public func close() throws {
    try Library.locked {
      if H5Iis_valid(handle.id) > 0 { try Library.call(path, "close it") { H5Fclose(handle.id) } }
    }
  }

  private func openGroup(_ name: String) throws -> Handle {
    let access = try ExternalLinks.access(path, ofGroup: true)
    return try Library.handle(path, "open group \(name)") { H5Gopen2(handle.id, name, access.id) }
  }

  private static func accessProperties(_ path: String, isWritten: Bool, isWrittenHere: Bool) throws -> Handle {
    let access = try Library.handle(path, "set up its access") { H5Pcreate(hdf5_file_access()) }
    // The bounds hold for what is written; a reader that sets them is refused files of newer formats.
    if isWritten {
      try Library.call(path, "set its format") { H5Pset_libver_bounds(access.id, H5F_LIBVER_V18, H5F_LIBVER_V18) }
    }
    // What is read may be a source of a virtual dataset too: the library opens those with the weak degree, and where
    // that is not the file's it takes the source for missing, and fills in zeros. What this process writes has the
    // strong one wherever it is open.
    try Library.call(path, "set its closing") {
      H5Pset_fclose_degree(access.id, isWrittenHere ? H5F_CLOSE_STRONG : H5F_CLOSE_WEAK)
    }
    try Library.call(path, "set its locking") { H5Pset_file_locking(access.id, false, true) }
    return access
  }

  /// Opens and closes the file plainly: the operating system's own reason is clearer than the library's. A pipe, whose
  /// places the library could not choose, is refused at once and never waited for.
  private static func probe(_ path: String, _ flags: Int32, _ action: String) throws {
    let descriptor = try FileSystem.open(path, flags | O_NONBLOCK, action)
    defer { Foundation.close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw FileFailure.isFolder(path: path, isInput: flags & O_CREAT == 0)
    // What is made says itself what is wrong with its place (/dev/full has no room).
    default: if flags & O_CREAT == 0 { throw HDF5Failure.noFile(path: path) }
    }
  }
}
