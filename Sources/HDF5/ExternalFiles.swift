import CHDF5
import Foundation
import Platform

/// The other files that an HDF5 file is read from: targets of external links, sources of virtual datasets and raw data
/// in external storage, and what these are read from in turn.
public enum ExternalFiles {
  /// Every file that reading the one at `url` may open. The library looks for a name in several folders; those that
  /// exist in any of them count. What cannot be opened is passed over, since nothing is read from it.
  ///
  /// - Complexity: opens every object of the files, which are inspected by one process for those that one file names;
  ///   reads no data.
  public static func of(_ url: URL) -> [URL] {
    var found: [URL] = []
    var (seen, waiting) = (Set([FileIdentity(url)]), [url])
    while let file = waiting.popLast() {
      guard FileSystem.isRegular(file) else { continue }
      let new = ((try? names(in: file)) ?? []).flatMap { places(of: $0, from: file) }
        .filter { place in FileIdentity(place).map { seen.insert($0).inserted } ?? false }
      // All by one process; one that is damaged is met again when it is opened.
      try? FileInspection.installed?.inspect(new)
      found += new
      waiting += new
    }
    return found
  }

  /// The names of files as they stand in the file at `url`.
  private static func names(in url: URL) throws -> Set<String> {
    try Library.locked {
      let file = try HDF5File.open(url)
      defer { try? file.close() }
      var names: Set<String> = []
      let access = try ExternalLinks.access(file.path)
      for link in try links(of: file) {
        if let size = link.externalSize {
          if let name = externalTarget(of: link.name, size, in: file, access) { names.insert(name) }
        } else if let creation = creationProperties(of: link.name, in: file, access) {
          names.formUnion(sources(creation.id))
          names.formUnion(storage(creation.id))
        }
      }
      return names
    }
  }

  /// A link by its path; `externalSize` are the bytes of what an external one holds.
  private struct Link {
    let name: String
    let externalSize: Int?
  }

  private static func links(of file: HDF5File) throws -> [Link] {
    var links: [Link] = []
    try withUnsafeMutablePointer(to: &links) { pointer in
      var visitor = hdf5_link_visitor(
        link: { name, isExternal, size, context in
          guard let name, let context else { return }
          context.assumingMemoryBound(to: [Link].self).pointee
            .append(Link(name: String(cString: name), externalSize: isExternal == 0 ? nil : size))
        }, context: pointer)
      try Library.call(file.path, "list its links") { hdf5_visit_links(file.handle.id, &visitor) }
    }
    return links
  }

  private static func externalTarget(
    of link: String, _ size: Int, in file: HDF5File, _ access: Handle
  ) -> String? {
    var value = [UInt8](repeating: 0, count: max(size, 1))
    var name: UnsafePointer<CChar>?
    return value.withUnsafeMutableBytes { bytes in
      guard H5Lget_val(file.handle.id, link, bytes.baseAddress, bytes.count, access.id) >= 0,
        H5Lunpack_elink_val(bytes.baseAddress, bytes.count, nil, &name, nil) >= 0
      else { return nil }
      return name.map { String(cString: $0) }
    }
  }

  /// How the dataset at `name` was made; nil for what is no dataset.
  private static func creationProperties(of name: String, in file: HDF5File, _ access: Handle) -> Handle? {
    guard let object = try? Library.handle(file.path, "open \(name)", { H5Oopen(file.handle.id, name, access.id) }),
      H5Iget_type(object.id) == H5I_DATASET
    else { return nil }
    return try? Library.handle(file.path, "read how \(name) was made") { H5Dget_create_plist(object.id) }
  }

  /// Files that a virtual dataset is put together from.
  private static func sources(_ creation: hid_t) -> [String] {
    var count = 0
    guard hdf5_is_virtual(creation) > 0, H5Pget_virtual_count(creation, &count) >= 0 else { return [] }
    return (0..<count).compactMap { number in
      let length = H5Pget_virtual_filename(creation, number, nil, 0)
      guard length > 0 else { return nil }
      var name = [CChar](repeating: 0, count: length + 1)
      guard H5Pget_virtual_filename(creation, number, &name, name.count) >= 0 else { return nil }
      return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
    }
  }

  /// Files that hold a dataset's raw data.
  private static func storage(_ creation: hid_t) -> [String] {
    (0..<max(0, H5Pget_external_count(creation))).compactMap { number in
      var name = [CChar](repeating: 0, count: 4096)
      guard H5Pget_external(creation, UInt32(number), name.count - 1, &name, nil, nil) >= 0 else { return nil }
      return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
    }
  }

  /// Where the library may look for `name`, which stands in the file at `url`: as it is, in the folder of that file, of
  /// what that leads to if it is a link, and in those of the environment; a name with folders also without them.
  static func places(of name: String, from url: URL) -> [URL] {
    let own = [url, url.resolvingSymlinksInPath()].map { $0.deletingLastPathComponent().path }
    let variables = ["HDF5_EXT_PREFIX", "HDF5_VDS_PREFIX", "HDF5_EXTFILE_PREFIX"]
    let prefixes = variables.compactMap { ProcessInfo.processInfo.environment[$0] }
      .flatMap { $0.split(separator: ":").map(String.init) }
    let folders =
      own
      + (prefixes + [FileManager.default.currentDirectoryPath])
      .flatMap { prefix in own.map { prefix.replacing("${ORIGIN}", with: $0) } }
    let names = own.map { name.replacing("${ORIGIN}", with: $0) }
    let last = URL(fileURLWithPath: name).lastPathComponent
    let paths =
      names.filter { $0.hasPrefix("/") } + folders.flatMap { folder in (names + [last]).map { "\(folder)/\($0)" } }
    return Set(paths).sorted().flatMap(numbered)
  }

  /// The files of a path in which "%b" stands for any number, as in the sources of a virtual dataset without end.
  private static func numbered(_ path: String) -> [URL] {
    let parts = path.replacing("%%", with: "%").split(separator: "%b", maxSplits: 1, omittingEmptySubsequences: false)
    let url = URL(fileURLWithPath: parts.joined(separator: "%b"))
    guard parts.count == 2 else { return [url] }
    let folder = url.deletingLastPathComponent()
    let pattern = url.lastPathComponent.split(separator: "%b", maxSplits: 1, omittingEmptySubsequences: false)
    guard pattern.count == 2, let present = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return [url]
    }
    let fitting = present.filter { $0.hasPrefix(pattern[0]) && $0.hasSuffix(pattern[1]) }
    return [url] + fitting.map { folder.appendingPathComponent($0) }
  }
}
