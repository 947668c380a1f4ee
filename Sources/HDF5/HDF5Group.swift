import CHDF5

/// A group: a folder inside an HDF5 file.
public struct HDF5Group: HDF5Object {
  public let file: HDF5File
  public let name: String
  let handle: Handle

  public var id: Int64 { handle.id }

  init(file: HDF5File, handle: Handle, name: String) {
    (self.file, self.handle, self.name) = (file, handle, name)
  }

  /// How a new dataset's storage begins.
  public enum Storage: Sendable {
    /// Its full size, filled: a full disk is noticed now, and writing to it later changes nothing but its data.
    case filled
    /// Its full size, set aside on the disk without being written: for large data about to be written in full anyway.
    case unfilled
  }

  public func contains(_ member: String) throws -> Bool { try file.contains(absolute(member)) }

  /// Opens a dataset of which everything is there.
  ///
  /// - Throws: `HDF5Failure.missingObject`, `.mismatch`; `.unavailable` if parts of it were never written, lie in files
  ///   that are missing, too short or out of bounds, or need a filter that the library does not have.
  public func dataset(_ member: String) throws -> HDF5Dataset { try dataset(member, within: VirtualNesting()) }

  func dataset(_ member: String, within nesting: VirtualNesting) throws -> HDF5Dataset {
    guard try contains(member) else {
      throw HDF5Failure.missingObject(path: path, object: "dataset \(absolute(member))")
    }
    let name = absolute(member)
    guard let isExternal = try isExternal(member, name) else {
      throw HDF5Failure.mismatch(path: path, object: name, detail: "is a group where a dataset is meant")
    }
    let access = try ExternalLinks.access(path)
    // Data in other files are looked for beside the file, not in the working folder.
    if isExternal {
      try Library.call(path, "set up the reading of \(name)") { H5Pset_efile_prefix(access.id, "${ORIGIN}") }
    }
    let handle = try Library.handle(path, "open dataset \(name)") { H5Dopen2(id, member, access.id) }
    return try HDF5Dataset(file: file, handle: handle, name: name, within: nesting)
  }

  /// Whether a dataset has its data in other files; nil: it is no dataset. It is closed again: an open one takes no
  /// other place of these files.
  private func isExternal(_ member: String, _ name: String) throws -> Bool? {
    let access = try ExternalLinks.access(path)
    // An error, such as that links lead to one another, is no target either.
    guard Library.locked({ H5Oexists_by_name(id, member, access.id) }) > 0 else {
      let target = ExternalLinks.target(of: member, in: id, access)
      throw HDF5Failure.unavailable(
        path: path, object: name, reason: "is a link to \(target.map { "\($0), which" } ?? "what") is not there",
        mend: "bring its target back, or write the dataset into this file")
    }
    let object = try Library.handle(path, "open \(name)") { H5Oopen(id, member, access.id) }
    guard Library.locked({ H5Iget_type(object.id) }) == H5I_DATASET else { return nil }
    return try ExternalStorage(DatasetStorage(of: object, name: name, in: file)) != nil
  }

  /// The names of what the group holds, sorted, and which of it are groups.
  public var members: [(name: String, isGroup: Bool)] {
    get throws {
      var found: [(name: String, isGroup: Bool)] = []
      let access = try ExternalLinks.access(path)
      while let member = Library.text({
        H5Lget_name_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(found.count), $0, $1, 0)
      }) {
        let object = try Library.handle(path, "open \(absolute(member))") { H5Oopen(id, member, access.id) }
        found.append((member, Library.locked { H5Iget_type(object.id) } == H5I_GROUP))
      }
      return found.sorted { $0.name < $1.name }
    }
  }

  /// The group of that name in this one.
  public func group(_ member: String) throws -> HDF5Group { try file.group(absolute(member)) }

  /// Makes a group in this one.
  public func createGroup(_ member: String) throws -> HDF5Group {
    let properties = try Library.handle(path, "set up a group") { H5Pcreate(hdf5_group_creation()) }
    try Library.call(path, "leave out object times") { H5Pset_obj_track_times(properties.id, false) }
    let handle = try Library.handle(path, "create group \(absolute(member))") {
      H5Gcreate2(id, member, 0, properties.id, 0)
    }
    return HDF5Group(file: file, handle: handle, name: absolute(member))
  }

  /// Makes a contiguous dataset of numbers, its storage allocated at once. An empty shape is one number.
  ///
  /// - Parameter fill: what entries hold that were never written; nil: zero.
  public func createDataset<Element: HDF5Element>(
    _ member: String, of: Element.Type, shape: [Int], fill: Element? = nil, storage: Storage = .filled
  ) throws -> HDF5Dataset {
    let properties = try creationProperties(storage)
    if let fill {
      try Library.call(path, "set a fill value") {
        withUnsafePointer(to: fill) { H5Pset_fill_value(properties.id, Element.memoryType, $0) }
      }
    }
    let dataset = try create(member, type: Element.fileType, shape: shape, properties: properties)
    if storage == .unfilled { try dataset.reserve() }
    return dataset
  }

  /// Makes a contiguous dataset of UTF-8 texts: of at most `length` bytes each, or of any length.
  public func createTextDataset(_ member: String, length: Int?, shape: [Int]) throws -> HDF5Dataset {
    let type = try Library.textType(length: length, path: path)
    return try create(member, type: type.id, shape: shape, properties: try creationProperties(.filled))
  }

  func create(_ member: String, type: hid_t, shape: [Int], properties: Handle) throws -> HDF5Dataset {
    let space = try Library.dataspace(shape, path: path)
    let handle = try Library.handle(path, "create dataset \(absolute(member))") {
      H5Dcreate2(id, member, type, space.id, 0, properties.id, 0)
    }
    return try HDF5Dataset(file: file, handle: handle, name: absolute(member))
  }

  private func creationProperties(_ storage: Storage) throws -> Handle {
    let properties = try Library.handle(path, "set up a dataset") { H5Pcreate(hdf5_dataset_creation()) }
    try Library.call(path, "leave out object times") { H5Pset_obj_track_times(properties.id, false) }
    try Library.call(path, "set a layout") { H5Pset_layout(properties.id, H5D_CONTIGUOUS) }
    try Library.call(path, "set early allocation") { H5Pset_alloc_time(properties.id, H5D_ALLOC_TIME_EARLY) }
    let time = storage == .filled ? H5D_FILL_TIME_ALLOC : H5D_FILL_TIME_NEVER
    try Library.call(path, "set the time of filling") { H5Pset_fill_time(properties.id, time) }
    return properties
  }

  private func absolute(_ member: String) -> String { name == "/" ? "/" + member : name + "/" + member }
}

extension Library {
  /// A name that the library writes into a buffer of a size and whose length it returns; nil: there is none.
  static func text(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> String? {
    locked {
      let length = call(nil, 0)
      guard length > 0, length < 1 << 20 else { return nil }
      var bytes = [CChar](repeating: 0, count: length + 1)
      guard call(&bytes, length + 1) > 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  static func dataspace(_ shape: [Int], path: String) throws -> Handle {
    let extents = shape.map { hsize_t($0) }
    return try handle(path, "make a shape \(shape)") {
      shape.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(shape.count), extents, nil)
    }
  }
}
