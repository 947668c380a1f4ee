import CHDF5

extension VirtualSources {
  /// Refuses a virtual dataset with entries that come from no source: where mappings leave some out, or a source has
  /// fewer than others beside it.
  ///
  /// - Throws: `HDF5Failure.unavailable`.
  /// - Complexity: the union of the mappings' blocks, linear in their number where they lie in order.
  func checkCover(of shape: [Int], by parts: [Part]) throws {
    let union = try Library.dataspace(shape, path: storage.path)
    try Library.call(storage.path, "read the sources of \(storage.name)") { H5Sselect_none(union.id) }
    for part in parts {
      let target = try selection(part.index)
      if target.isAll { return }
      try target.add(to: union, places: try places(of: part, target), name: storage.name)
    }
    let entries = shape.reduce(1, *)
    let covered = Int(Library.locked { H5Sget_select_npoints(union.id) })
    guard covered >= entries else {
      throw storage.unavailable(
        "is virtual, and \(entries - covered) of its \(entries) numbers come from nowhere", "write it whole")
    }
  }

  /// How far a mapping without end goes along its axis.
  private func places(of part: Part, _ target: VirtualSelection) throws -> hsize_t? {
    guard let blocks = target.blocks, let axis = blocks.endless else { return nil }
    let source = try VirtualSelection(sourceSpace(part.index), storage)
    if source.blocks?.endless != nil { return part.sources.first.flatMap { source.places(in: $0.shape) } }
    // A block for each numbered source.
    return blocks.block[axis].multipliedReportingOverflow(by: hsize_t(part.sources.count)).partialValue
  }
}
