import CHDF5
import Platform

/// A dataset: an array of numbers or texts, read and written whole or in rectangular blocks.
public struct HDF5Dataset: HDF5Object {
  public let file: HDF5File
  public let name: String
  /// Extents, slowest axis first; empty: a single value.
  public let shape: [Int]
  public let content: HDF5Content
  /// The datasets that a virtual one is put together from. They stay open with it: what the library could not open when
  /// it reads would be zeros.
  public let sources: [HDF5Dataset]
  let handle: Handle

  public var id: Int64 { handle.id }
  public var count: Int { shape.reduce(1, *) }

  init(file: HDF5File, handle: Handle, name: String, within nesting: VirtualNesting = VirtualNesting()) throws {
    (self.file, self.handle, self.name) = (file, handle, name)
    let path = file.path
    let type = try Library.handle(path, "read the type of \(name)") { H5Dget_type(handle.id) }
    content = HDF5Content(type: type.id)
    // Before the shape, which may follow from the sources: the library does not end if the dataset is its own.
    let storage = try DatasetStorage(of: handle, name: name, in: file)
    let parts = try VirtualSources(storage)?.open(within: nesting) ?? []
    var known: Set<Int64> = []
    sources = parts.flatMap(\.sources).filter { known.insert($0.id).inserted }
    let space = try Library.handle(path, "read the shape of \(name)") { H5Dget_space(handle.id) }
    let rank = try Library.call(path, "read the shape of \(name)") { H5Sget_simple_extent_ndims(space.id) }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    try Library.call(path, "read the shape of \(name)") { H5Sget_simple_extent_dims(space.id, &extents, nil) }
    let isNull = Library.locked { H5Sget_simple_extent_type(space.id) } == H5S_NULL
    shape = isNull ? [0] : extents.map { Int(clamping: $0) }
    // What a damaged or hostile file promises is not believed before it is multiplied.
    var bytes = 8
    for extent in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw HDF5Failure.damaged(path: path, detail: "\(name) claims the shape \(shape)") }
      bytes = product
    }
    try storage.check(shape: shape, space: space, parts: parts)
  }

  /// Reads the block that starts at `offset` and extends over `extent`, converted to `Element`, rows of the last axis
  /// contiguous.
  ///
  /// - Throws: `HDF5Failure.mismatch` if the dataset holds no numbers or the block reaches outside of it.
  public func read<Element: HDF5Element>(
    offset: [Int], extent: [Int], into buffer: UnsafeMutableBufferPointer<Element>
  ) throws {
    try requireNumbers()
    // Whatever the library leaves out is then at least not what was in memory before.
    buffer.withMemoryRebound(to: UInt8.self) { $0.update(repeating: 0) }
    try withBlock(offset: offset, extent: extent, count: buffer.count) { memory, selected in
      try Library.call(path, "read \(name)") {
        H5Dread(id, Element.memoryType, memory, selected, 0, buffer.baseAddress)
      }
    }
  }

  /// Writes the block that starts at `offset` and extends over `extent`.
  public func write<Element: HDF5Element>(
    offset: [Int], extent: [Int], from buffer: UnsafeBufferPointer<Element>
  ) throws {
    try requireNumbers()
    try withBlock(offset: offset, extent: extent, count: buffer.count) { memory, selected in
      try Library.call(path, "write \(name)") {
        H5Dwrite(id, Element.memoryType, memory, selected, 0, buffer.baseAddress)
      }
    }
  }

  /// Reads `rows` of the first axis, every other axis in full.
  public func readRows<Element: HDF5Element>(
    _ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Element>
  ) throws {
    let (offset, extent) = try block(of: rows)
    try read(offset: offset, extent: extent, into: buffer)
  }

  /// Writes `rows` of the first axis, every other axis in full.
  public func writeRows<Element: HDF5Element>(_ rows: Range<Int>, from buffer: UnsafeBufferPointer<Element>) throws {
    let (offset, extent) = try block(of: rows)
    try write(offset: offset, extent: extent, from: buffer)
  }

  /// All numbers, converted to `Element`.
  public func read<Element: HDF5Element & ExpressibleByIntegerLiteral>(as: Element.Type) throws -> [Element] {
    try requireNumbers()
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let whole = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      try read(offset: shape.map { _ in 0 }, extent: shape, into: whole)
      initialized = count
    }
  }

  /// Writes all numbers.
  public func write<Element: HDF5Element>(_ numbers: [Element]) throws {
    try numbers.withUnsafeBufferPointer { try write(offset: shape.map { _ in 0 }, extent: shape, from: $0) }
  }

  /// Where in the file the numbers lie, one after another as `shape` says; nil: elsewhere, or in pieces.
  public var place: Int? {
    let (offset, bytes) = Library.locked { (H5Dget_offset(id), H5Dget_storage_size(id)) }
    // All ones: a dataset without an address of its own.
    return bytes == UInt64(count * content.bytes) && offset != .max ? Int(exactly: offset) : nil
  }

  /// Sets room for the whole dataset aside on the disk, so that a full one is noticed before hours of work.
  func reserve() throws {
    let (offset, bytes) = Library.locked { (H5Dget_offset(id), H5Dget_storage_size(id)) }
    // All ones: a dataset without an address of its own.
    if bytes > 0 && offset != .max { try FileSystem.reserve(path, offset: Int(offset), count: Int(bytes)) }
  }

  /// What entries hold that were never written, if whoever made the dataset chose it.
  public func fillValue() throws -> Double? {
    let properties = try Library.handle(path, "read how \(name) was made") { H5Dget_create_plist(id) }
    var state = H5D_FILL_VALUE_UNDEFINED
    try Library.call(path, "read the fill value of \(name)") { H5Pfill_value_defined(properties.id, &state) }
    guard content.isNumeric, state == H5D_FILL_VALUE_USER_DEFINED else { return nil }
    var value = 0.0
    try Library.call(path, "read the fill value of \(name)") {
      H5Pget_fill_value(properties.id, Double.memoryType, &value)
    }
    return value
  }

  func requireNumbers() throws {
    guard content.isNumeric else { throw mismatch("holds no numbers") }
  }

  func mismatch(_ detail: String) -> HDF5Failure {
    .mismatch(path: path, object: "dataset \(name) of shape \(shape)", detail: detail)
  }

  private func block(of rows: Range<Int>) throws -> (offset: [Int], extent: [Int]) {
    guard !shape.isEmpty else { throw mismatch("has no rows") }
    return ([rows.lowerBound] + shape.dropFirst().map { _ in 0 }, [rows.count] + shape.dropFirst())
  }

  /// Calls `body` with the selection in memory and in the file; an empty block is left alone.
  func withBlock(
    offset: [Int], extent: [Int], count: Int, _ body: (_ memory: hid_t, _ selected: hid_t) throws -> Void
  ) throws {
    guard offset.count == shape.count, extent.count == shape.count,
      zip(zip(offset, extent), shape).allSatisfy({ $0.0 >= 0 && $0.1 >= 0 && $0.0 <= $1 - $0.1 })
    else { throw mismatch("has no block at \(offset) of extent \(extent)") }
    guard extent.reduce(1, *) == count else { throw mismatch("was given \(count) values for a block of \(extent)") }
    if count == 0 { return }
    let memory = try Library.dataspace(shape.isEmpty ? [] : [count], path: path)
    let selected = try Library.handle(path, "select a block of \(name)") { H5Dget_space(id) }
    if !shape.isEmpty {
      let (start, size) = (offset.map { hsize_t($0) }, extent.map { hsize_t($0) })
      try Library.call(path, "select a block of \(name)") {
        H5Sselect_hyperslab(selected.id, H5S_SELECT_SET, start, nil, size, nil)
      }
    }
    try body(memory.id, selected.id)
  }
}
