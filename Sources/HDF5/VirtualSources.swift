import CHDF5
import Foundation
import Platform

/// The datasets that a virtual dataset is put together from. The library reads a source that is missing, or ends early,
/// as the fill value, mostly 0, and says nothing; and it never ends with a dataset that is its own source.
struct VirtualSources {
  let storage: DatasetStorage
  private let count: Int

  private static let mend = "bring it back, or copy the whole into one file, such as with `h5repack -l CONTI`"
  private static let greatestDepth = 10
  /// How far beyond a numbered source that is missing others are looked for.
  private static let reach = 1000

  /// nil: the dataset is not virtual.
  init?(_ storage: DatasetStorage) throws {
    guard storage.layout == H5D_VIRTUAL else { return nil }
    var count = 0
    try Library.call(storage.path, "read the sources of \(storage.name)") {
      H5Pget_virtual_count(storage.properties.id, &count)
    }
    (self.storage, self.count) = (storage, count)
  }

  /// A mapping, with the sources that it takes entries from: of a numbered one as many as there are.
  struct Part {
    let index: Int
    let sources: [HDF5Dataset]
  }

  /// Opens the sources; refuses those that are missing, smaller than what is taken of them, not all there themselves,
  /// or the dataset itself.
  ///
  /// As long as they are open the library finds them: one that it cannot open when it reads would be zeros.
  ///
  /// - Throws: `HDF5Failure.unavailable`; `FileFailure` if there are more files than may be open.
  /// - Complexity: opens every source once; all files are inspected by one process.
  func open(within nesting: VirtualNesting) throws -> [Part] {
    if let prefix = getenv("HDF5_VDS_PREFIX"), prefix.pointee != 0 {
      throw storage.unavailable("is virtual, and HDF5_VDS_PREFIX is set", "unset it")
    }
    guard nesting.dependents.count < Self.greatestDepth else {
      throw storage.unavailable("is virtual over more than \(Self.greatestDepth) datasets", "copy it into one dataset")
    }
    OpenFileLimit.raise()
    let names = try (0..<count).map(names)
    try FileInspection.installed?.inspect(
      Set(names.compactMap { path(Self.name($0.file, 0)) }).sorted().map { URL(filePath: $0) })
    nesting.dependents.append(Self.key(storage.path, storage.name))
    defer { nesting.dependents.removeLast() }
    let parts = try names.indices.map { try part($0, names[$0], nesting) }
    try OpenFileLimit.requireRoom(for: Self.spareFiles, reading: storage.path)
    return parts
  }

  /// Files that are opened beside the sources before the data are read, and by the library in passing.
  private static let spareFiles = 16

  private func names(of index: Int) throws -> (file: String, dataset: String) {
    let properties = storage.properties.id
    guard let file = Library.text({ H5Pget_virtual_filename(properties, index, $0, $1) }),
      let dataset = Library.text({ H5Pget_virtual_dsetname(properties, index, $0, $1) })
    else { throw HDF5Failure.damaged(path: storage.path, detail: "\(storage.name) has a source without a name") }
    return (file, dataset)
  }

  private func part(
    _ index: Int, _ names: (file: String, dataset: String), _ nesting: VirtualNesting
  ) throws -> Part {
    let (file, dataset) = names
    let taken = try taken(by: index)
    guard Self.isNumbered(file) || Self.isNumbered(dataset) else {
      return Part(index: index, sources: [try source(Self.name(file, 0), Self.name(dataset, 0), taken, nesting)])
    }
    // The library ends with the first that is missing: later ones would be left out.
    var sources: [HDF5Dataset] = []
    func exists(_ number: Int) throws -> Bool {
      try self.exists(Self.name(file, number), Self.name(dataset, number), nesting)
    }
    while try exists(sources.count) {
      let number = sources.count
      sources.append(try source(Self.name(file, number), Self.name(dataset, number), taken, nesting))
    }
    let others = sources.count + 1...sources.count + Self.reach
    if try sources.isEmpty || others.contains(where: exists) {
      throw missing(Self.name(file, sources.count), Self.name(dataset, sources.count))
    }
    return Part(index: index, sources: sources)
  }

  /// What a mapping takes of its source.
  private enum Taken {
    /// As many entries, all that it has.
    case all(Int)
    /// As far as the greatest place along each axis; nil: as far as the source goes.
    case upTo([Int?])
    case any
  }

  private func taken(by index: Int) throws -> Taken {
    let (target, source) = try (selection(index), VirtualSelection(sourceSpace(index), storage))
    // The whole of a source is kept without its shape.
    if source.isAll { return target.blockPoints.map { .all($0) } ?? .any }
    return source.greatest.map { .upTo($0) } ?? .any
  }

  /// Where the entries of a mapping go.
  func selection(_ index: Int) throws -> VirtualSelection {
    try VirtualSelection(
      Library.handle(storage.path, "read the sources of \(storage.name)") {
        H5Pget_virtual_vspace(storage.properties.id, index)
      }, storage)
  }

  func sourceSpace(_ index: Int) throws -> Handle {
    try Library.handle(storage.path, "read the sources of \(storage.name)") {
      H5Pget_virtual_srcspace(storage.properties.id, index)
    }
  }

  private func source(
    _ file: String, _ dataset: String, _ taken: Taken, _ nesting: VirtualNesting
  ) throws -> HDF5Dataset {
    guard try exists(file, dataset, nesting) else { throw missing(file, dataset) }
    let key = Self.key(file == "." ? storage.path : path(file) ?? "", dataset)
    guard !nesting.dependents.contains(key) else {
      throw storage.unavailable("is virtual and its own source", "write its numbers into a dataset")
    }
    let source = try nesting.sources[key] ?? open(file, nesting).root.dataset(Self.relative(dataset), within: nesting)
    nesting.sources[key] = source
    func refusal(_ reason: String, _ mend: String) -> HDF5Failure {
      storage.unavailable("is virtual, and its source \(dataset) in \(place(file)) \(reason)", mend)
    }
    let isEnough =
      switch taken {
      case .all(let count): source.count == count
      case .upTo(let places):
        source.shape.count == places.count && zip(source.shape, places).allSatisfy { $0 > $1 ?? -1 }
      case .any: true
      }
    guard isEnough else { throw refusal("has the shape \(source.shape), not what is taken", "write that one whole") }
    guard source.content.isNumeric else { throw refusal("holds no numbers", "write numbers there") }
    // The library would look for them in the working folder.
    if try ExternalStorage(DatasetStorage(of: source.handle, name: source.name, in: source.file)) != nil {
      throw refusal("has its data in other files", "copy them into that one, such as with `h5repack -l CONTI`")
    }
    return source
  }

  private func missing(_ file: String, _ dataset: String) -> HDF5Failure {
    storage.unavailable("is virtual, and its source \(dataset) in \(place(file)) is not there", Self.mend)
  }

  private func place(_ file: String) -> String { file == "." ? "the same file" : file }

  private func exists(_ file: String, _ dataset: String, _ nesting: VirtualNesting) throws -> Bool {
    guard file == "." || path(file) != nil else { return false }
    return try open(file, nesting).contains("/" + Self.relative(dataset))
  }

  /// The source file: as it is named, or of that name beside the file, or beside what that is a link to. The library
  /// would look in the working folder too, before the last.
  private func path(_ file: String) -> String? {
    let last = String(file.split(separator: "/").last ?? "")
    let paths = file.hasPrefix("/") ? [file, storage.beside(last)] : [storage.beside(file)]
    let manager = FileManager.default
    if let found = paths.first(where: { manager.fileExists(atPath: $0) }) { return found }
    let actual = URL(filePath: storage.path).resolvingSymlinksInPath().deletingLastPathComponent()
    let behind = actual.appending(path: file).path
    return !file.hasPrefix("/") && !manager.fileExists(atPath: file) && manager.fileExists(atPath: behind)
      ? behind : nil
  }

  private func open(_ file: String, _ nesting: VirtualNesting) throws -> HDF5File {
    if file == ".", storage.path == storage.file.path { return storage.file }
    let path = file == "." ? storage.path : path(file) ?? file
    if let known = nesting.files[path] { return known }
    let opened = try HDF5File.open(URL(filePath: path))
    nesting.files[path] = opened
    return opened
  }

  private static func relative(_ dataset: String) -> String { dataset.split(separator: "/").joined(separator: "/") }

  /// What tells one dataset from another, whatever the names of its file.
  private static func key(_ path: String, _ dataset: String) -> String {
    var information = stat()
    _ = stat(path, &information)
    return "\(information.st_dev):\(information.st_ino):\(relative(dataset))"
  }

  /// Whether a name stands for several, with a number in place of `%b`; `%%` is a percent sign.
  private static func isNumbered(_ name: String) -> Bool { name.replacing("%%", with: "").contains("%b") }

  private static func name(_ pattern: String, _ number: Int) -> String {
    pattern.split(separator: "%%", omittingEmptySubsequences: false)
      .map { $0.replacing("%b", with: "\(number)") }.joined(separator: "%")
  }
}
