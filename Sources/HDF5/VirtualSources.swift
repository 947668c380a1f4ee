import CHDF5
import Foundation

/// The datasets that a virtual dataset is put together from. The library reads a source that is missing, or ends early,
/// as the fill value, mostly 0, and says nothing; and it never ends with a dataset that is its own source.
struct VirtualSources {
  private let storage: DatasetStorage
  private let count: Int

  private static let mend = "bring it back, or copy the whole into one file, such as with `h5repack -l CONTI`"
  private static let greatestDepth = 16
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

  /// Refuses sources that are missing, smaller than what is taken of them, not all there themselves, or the dataset
  /// itself.
  ///
  /// - Parameter dependents: the virtual datasets that this one is a source of, as `key` names them.
  /// - Throws: `HDF5Failure.unavailable`.
  /// - Complexity: opens every source file once.
  func check(sourceOf dependents: [String]) throws {
    if let prefix = getenv("HDF5_VDS_PREFIX"), prefix.pointee != 0 {
      throw storage.unavailable("is virtual, and HDF5_VDS_PREFIX is set", "unset it")
    }
    let key = Self.key(storage.path, storage.name)
    guard !dependents.contains(key) else {
      throw storage.unavailable("is virtual and its own source", "write its numbers into a dataset")
    }
    guard dependents.count < Self.greatestDepth else {
      throw storage.unavailable("is virtual over more than \(Self.greatestDepth) datasets", "copy it into one dataset")
    }
    for index in 0..<count { try check(mapping: index, sourceOf: dependents + [key]) }
  }

  /// Refuses a virtual dataset with entries that come from no source.
  func checkCover(count entries: Int) throws {
    var covered = 0
    for index in 0..<count {
      let space = try Library.handle(storage.path, "read the sources of \(storage.name)") {
        H5Pget_virtual_vspace(storage.properties.id, index)
      }
      let points = Library.locked { H5Sget_select_npoints(space.id) }
      // Without an end: it follows from the sources.
      if points < 0 || UInt64(bitPattern: points) >= UInt64(Int64.max) { return }
      covered = covered.addingReportingOverflow(Int(points)).partialValue
    }
    guard covered >= entries else {
      throw storage.unavailable(
        "is virtual, and \(entries - covered) of its \(entries) numbers come from nowhere", "write it whole")
    }
  }

  private func check(mapping index: Int, sourceOf dependents: [String]) throws {
    let properties = storage.properties.id
    guard let file = Library.text({ H5Pget_virtual_filename(properties, index, $0, $1) }),
      let dataset = Library.text({ H5Pget_virtual_dsetname(properties, index, $0, $1) })
    else { throw HDF5Failure.damaged(path: storage.path, detail: "\(storage.name) has a source without a name") }
    let taken = try taken(by: index)
    guard Self.isNumbered(file) || Self.isNumbered(dataset) else {
      return try check(Self.name(file, 0), Self.name(dataset, 0), taken, dependents)
    }
    // The library ends with the first that is missing: later ones would be left out.
    var number = 0
    while try exists(Self.name(file, number), Self.name(dataset, number)) {
      try check(Self.name(file, number), Self.name(dataset, number), taken, dependents)
      number += 1
    }
    let others = number + 1...number + Self.reach
    if try number == 0 || others.contains(where: { try exists(Self.name(file, $0), Self.name(dataset, $0)) }) {
      throw missing(Self.name(file, number), Self.name(dataset, number))
    }
  }

  /// The greatest place that a mapping takes along each axis of its source; nil: as far as the source goes.
  private func taken(by index: Int) throws -> [Int]? {
    let space = try Library.handle(storage.path, "read the sources of \(storage.name)") {
      H5Pget_virtual_srcspace(storage.properties.id, index)
    }
    let rank = Int(Library.locked { H5Sget_simple_extent_ndims(space.id) })
    guard rank > 0 else { return nil }
    var (low, high) = ([hsize_t](repeating: 0, count: rank), [hsize_t](repeating: 0, count: rank))
    guard Library.locked({ H5Sget_select_bounds(space.id, &low, &high) }) >= 0 else { return nil }
    return high.map { Int(clamping: $0) }
  }

  private func check(_ file: String, _ dataset: String, _ taken: [Int]?, _ dependents: [String]) throws {
    guard try exists(file, dataset) else { throw missing(file, dataset) }
    let source = try open(file).root.dataset(Self.relative(dataset), sourceOf: dependents)
    guard let taken else { return }
    guard source.shape.count == taken.count, zip(source.shape, taken).allSatisfy({ $0 > $1 }) else {
      throw storage.unavailable(
        "is virtual, and its source \(dataset) in \(place(file)) of shape \(source.shape) is smaller than what is taken",
        "write that one whole")
    }
  }

  private func missing(_ file: String, _ dataset: String) -> HDF5Failure {
    storage.unavailable("is virtual, and its source \(dataset) in \(place(file)) is not there", Self.mend)
  }

  private func place(_ file: String) -> String { file == "." ? "the same file" : file }

  private func exists(_ file: String, _ dataset: String) throws -> Bool {
    guard file == "." || url(file) != nil else { return false }
    return try open(file).contains("/" + Self.relative(dataset))
  }

  /// The source file: as it is named, or of that name beside the file. The library would go on in the working folder.
  private func url(_ file: String) -> URL? {
    let names = file.hasPrefix("/") ? [file, String(file.split(separator: "/").last ?? "")] : [file]
    return names.map { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : storage.folder.appending(path: $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  private func open(_ file: String) throws -> HDF5File {
    let isHere = storage.path == storage.file.path
    if file == "." { return isHere ? storage.file : try HDF5File.open(URL(fileURLWithPath: storage.path)) }
    return try HDF5File.open(url(file) ?? storage.folder.appending(path: file))
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
