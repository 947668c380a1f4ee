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
      if points < 0 || points == .max { return }
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

  /// What a mapping takes of its source.
  private enum Taken {
    /// As many entries, all that it has.
    case all(Int)
    /// As far as the greatest place along each axis.
    case upTo([Int])
    /// As far as the source goes.
    case any
  }

  private func taken(by index: Int) throws -> Taken {
    let target = try Library.handle(storage.path, "read the sources of \(storage.name)") {
      H5Pget_virtual_vspace(storage.properties.id, index)
    }
    let space = try Library.handle(storage.path, "read the sources of \(storage.name)") {
      H5Pget_virtual_srcspace(storage.properties.id, index)
    }
    // The whole of a source is kept without its shape.
    if Library.locked({ H5Sget_select_type(space.id) }) == H5S_SEL_ALL {
      let points = Library.locked { H5Sget_select_npoints(target.id) }
      return points < 0 || points == .max ? .any : .all(Int(points))
    }
    let rank = Int(Library.locked { H5Sget_simple_extent_ndims(space.id) })
    guard rank > 0 else { return .any }
    var (low, high) = ([hsize_t](repeating: 0, count: rank), [hsize_t](repeating: 0, count: rank))
    guard Library.locked({ H5Sget_select_bounds(space.id, &low, &high) }) >= 0 else { return .any }
    return .upTo(high.map { Int(clamping: $0) })
  }

  private func check(_ file: String, _ dataset: String, _ taken: Taken, _ dependents: [String]) throws {
    guard try exists(file, dataset) else { throw missing(file, dataset) }
    guard !dependents.contains(Self.key(file == "." ? storage.path : path(file) ?? "", dataset)) else {
      throw storage.unavailable("is virtual and its own source", "write its numbers into a dataset")
    }
    let source = try open(file).root.dataset(Self.relative(dataset), sourceOf: dependents)
    let isEnough =
      switch taken {
      case .all(let count): source.count == count
      case .upTo(let places): source.shape.count == places.count && zip(source.shape, places).allSatisfy { $0 > $1 }
      case .any: true
      }
    guard isEnough else {
      throw storage.unavailable(
        "is virtual, and its source \(dataset) in \(place(file)) has the shape \(source.shape), not what is taken",
        "write that one whole")
    }
  }

  private func missing(_ file: String, _ dataset: String) -> HDF5Failure {
    storage.unavailable("is virtual, and its source \(dataset) in \(place(file)) is not there", Self.mend)
  }

  private func place(_ file: String) -> String { file == "." ? "the same file" : file }

  private func exists(_ file: String, _ dataset: String) throws -> Bool {
    guard file == "." || path(file) != nil else { return false }
    return try open(file).contains("/" + Self.relative(dataset))
  }

  /// The source file: as it is named, or of that name beside the file. The library would go on in the working folder.
  private func path(_ file: String) -> String? {
    let last = String(file.split(separator: "/").last ?? "")
    let paths = file.hasPrefix("/") ? [file, storage.beside(last)] : [storage.beside(file)]
    return paths.first { FileManager.default.fileExists(atPath: $0) }
  }

  private func open(_ file: String) throws -> HDF5File {
    if file == ".", storage.path == storage.file.path { return storage.file }
    return try HDF5File.open(URL(filePath: file == "." ? storage.path : path(file) ?? file))
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
