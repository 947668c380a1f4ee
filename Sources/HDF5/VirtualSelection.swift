import CHDF5

/// The entries of a dataset that a mapping of a virtual one takes, or fills: blocks of one extent at equal distances
/// along each axis, along one of them perhaps without end, or any other set without one.
struct VirtualSelection {
  let space: Handle
  private let path: String
  /// Whether all entries are meant, of which the shape is not kept.
  let isAll: Bool
  /// The blocks; nil: they are not of one extent at equal distances.
  private(set) var blocks: Blocks?

  struct Blocks {
    var start, stride, count, block: [hsize_t]
    /// The axis along which there is no end: of blocks without number, or one block without end.
    var endless: Int? { count.indices.first { count[$0] == Self.unlimited || block[$0] == Self.unlimited } }
    /// `H5S_UNLIMITED`
    static let unlimited = hsize_t.max
  }

  init(_ space: Handle, _ storage: DatasetStorage) throws {
    (self.space, path) = (space, storage.path)
    let rank = Int(Library.locked { H5Sget_simple_extent_ndims(space.id) })
    isAll = Library.locked { H5Sget_select_type(space.id) } == H5S_SEL_ALL
    guard rank > 0, !isAll, Library.locked({ H5Sis_regular_hyperslab(space.id) }) > 0 else { return }
    let zeros = [hsize_t](repeating: 0, count: rank)
    var found = Blocks(start: zeros, stride: zeros, count: zeros, block: zeros)
    try Library.call(path, "read the sources of \(storage.name)") {
      H5Sget_regular_hyperslab(space.id, &found.start, &found.stride, &found.count, &found.block)
    }
    guard (0..<rank).allSatisfy({ found.stride[$0] > 0 && found.count[$0] > 0 && found.block[$0] > 0 }) else {
      throw HDF5Failure.damaged(path: path, detail: "\(storage.name) takes nothing from a source")
    }
    blocks = found
  }

  /// How many entries there are; of blocks without number, in one. nil: without end.
  var blockPoints: Int? {
    if let blocks, let axis = blocks.endless {
      if blocks.block[axis] == Blocks.unlimited { return nil }
      return blocks.block.indices.reduce(1) { points, other in
        let factor = blocks.block[other].multipliedReportingOverflow(by: other == axis ? 1 : blocks.count[other])
        return points.multipliedReportingOverflow(by: Int(clamping: factor.partialValue)).partialValue
      }
    }
    return Int(Library.locked { H5Sget_select_npoints(space.id) })
  }

  /// The greatest place along each axis; nil: without end, or not known.
  var greatest: [Int?]? {
    let rank = Int(Library.locked { H5Sget_simple_extent_ndims(space.id) })
    guard rank > 0 else { return nil }
    var (low, high) = ([hsize_t](repeating: 0, count: rank), [hsize_t](repeating: 0, count: rank))
    guard Library.locked({ H5Sget_select_bounds(space.id, &low, &high) }) >= 0 else { return nil }
    return high.indices.map { $0 == blocks?.endless ? nil : Int(clamping: high[$0]) }
  }

  /// How many places along its endless axis a dataset of `shape` has; nil if there is no such axis.
  func places(in shape: [Int]) -> hsize_t? {
    guard let blocks, let axis = blocks.endless, shape.indices.contains(axis) else { return nil }
    let extent = hsize_t(shape[axis])
    guard extent > blocks.start[axis] else { return 0 }
    let rest = extent - blocks.start[axis]
    if blocks.block[axis] == Blocks.unlimited { return rest }
    return rest / blocks.stride[axis] * blocks.block[axis] + min(rest % blocks.stride[axis], blocks.block[axis])
  }

  /// Adds these entries to those selected in `union`, as far as `places` places along the endless axis.
  func add(to union: Handle, places: hsize_t?, name: String) throws {
    func select(_ blocks: Blocks) throws {
      try Library.call(path, "read the sources of \(name)") {
        H5Sselect_hyperslab(union.id, H5S_SELECT_OR, blocks.start, blocks.stride, blocks.count, blocks.block)
      }
    }
    guard var blocks else {
      try Library.call(path, "read the sources of \(name)") {
        H5Sget_select_type(union.id) == H5S_SEL_NONE
          ? H5Sselect_copy(union.id, space.id) : H5Smodify_select(union.id, H5S_SELECT_OR, space.id)
      }
      return
    }
    guard let axis = blocks.endless else { return try select(blocks) }
    guard let places, places > 0 else { return }
    if blocks.block[axis] == Blocks.unlimited {
      (blocks.block[axis], blocks.stride[axis]) = (places, max(places, blocks.stride[axis]))
      return try select(blocks)
    }
    let (whole, rest) = places.quotientAndRemainder(dividingBy: blocks.block[axis])
    if whole > 0 {
      blocks.count[axis] = whole
      try select(blocks)
    }
    if rest > 0 {
      blocks.start[axis] += whole * blocks.stride[axis]
      (blocks.count[axis], blocks.block[axis]) = (1, rest)
      try select(blocks)
    }
  }
}
