import CHDF5

/// A block of a virtual dataset, and the dataset of another file that has its numbers.
public struct VirtualMapping: Sendable {
  /// Where the block lies and how far it goes along each axis.
  public let offset: [Int]
  public let extent: [Int]
  /// The other file's path, from the folder of this one.
  public let file: String
  /// A dataset of the block's shape, all of which is taken.
  public let source: HDF5Dataset

  public init(offset: [Int], extent: [Int], file: String, source: HDF5Dataset) {
    (self.offset, self.extent, self.file, self.source) = (offset, extent, file, source)
  }
}

extension HDF5Group {
  /// Makes a dataset whose numbers stay in other files, in one made with `holdsVirtual`. It is opened like one that was
  /// found, so that what is missing from `mappings` or their files is noticed at once.
  ///
  /// - Throws: `HDF5Failure.unavailable` if they do not give every number.
  /// - Complexity: opens the other files.
  public func createVirtualDataset<Element: HDF5Element>(
    _ member: String, of: Element.Type, shape: [Int], from mappings: [VirtualMapping]
  ) throws -> HDF5Dataset {
    let properties = try Library.handle(path, "set up a dataset") { H5Pcreate(hdf5_dataset_creation()) }
    try Library.call(path, "leave out object times") { H5Pset_obj_track_times(properties.id, false) }
    for mapping in mappings {
      let target = try Library.dataspace(shape, path: path)
      let (start, size) = (mapping.offset.map { hsize_t($0) }, mapping.extent.map { hsize_t($0) })
      try Library.call(path, "select a block of \(member)") {
        H5Sselect_hyperslab(target.id, H5S_SELECT_SET, start, nil, size, nil)
      }
      let source = try Library.dataspace(mapping.extent, path: path)
      // The library reads a percent sign as the beginning of a number that counts files.
      let (file, dataset) = (escaped(mapping.file), escaped(mapping.source.name))
      try Library.call(path, "map \(mapping.file) into \(member)") {
        H5Pset_virtual(properties.id, target.id, file, dataset, source.id)
      }
    }
    return try create(member, type: Element.fileType, shape: shape, properties: properties)
  }

  private func escaped(_ name: String) -> String { name.replacing("%", with: "%%") }
}
