import CHDF5

/// Dimension scales (HDF5's convention, which netCDF-4 and xarray read): a coordinate is a 1-D dataset marked as a
/// scale and attached to each axis it describes; its own name is the name of the dimension.
extension HDF5Dataset {
  public func makeDimensionScale() throws {
    let label = String(name.split(separator: "/").last ?? "")
    try Library.call(path, "make \(name) a dimension scale") { H5DSset_scale(id, label) }
  }

  public var isDimensionScale: Bool {
    get throws { try Library.call(path, "look at \(name)") { H5DSis_scale(id) } > 0 }
  }

  public func attach(scale: HDF5Dataset, axis: Int) throws {
    try Library.call(path, "attach \(scale.name) to axis \(axis) of \(name)") {
      H5DSattach_scale(id, scale.id, UInt32(axis))
    }
  }

  public func isAttached(scale: HDF5Dataset, axis: Int) throws -> Bool {
    try Library.call(path, "look at axis \(axis) of \(name)") { H5DSis_attached(id, scale.id, UInt32(axis)) } > 0
  }
}
