import CGuard
import CHDF5
import Foundation

/// The process that `FileInspection` starts: opens a file and reads what a reader may meet, and forgets it. Errors of
/// the library are no concern of its; it has to survive.
///
/// Read are all attributes, as deep as results and inputs lie, and of datasets the texts, the chunk index, and the data
/// unless they are large. What lies in chunks is given to the library only where each has its length (`ChunkCheck`);
/// the same check, of all chunks, stands before a dataset is opened.
public enum FileInspector {
  /// The hidden command of the tool.
  public static let command = "inspect-hdf5-file"
  /// Printed before a file is opened, after each part that was read, and after all of them.
  static let (begun, goesOn, ended) = ("b", ".", "e")

  private static let (greatestDepth, mostObjects) = (3, 10_000)
  private static let (wholeBytes, blockBytes) = (64 << 20, 16 << 20)

  /// Looks at the files at `paths`, in a process that does nothing else, and that ends where the library reads or
  /// writes outside of its blocks: what this process survived the reader would perhaps not.
  public static func run(_ paths: [String]) {
    _ = end_with_parent()
    let most = mostBytes(paths)
    Library.locked {
      // Every block of the library's is then malloc's.
      _ = H5set_free_list_limits(0, 0, 0, 0, 0, 0)
      _ = guard_library("H5open", Int(clamping: most))
    }
    limit(to: most)
    for path in paths {
      // Who asked may have ended before the line above: then nobody listens.
      guard tell(begun) else { return }
      if let root = try? HDF5File.open(URL(fileURLWithPath: path), isOwn: true).root,
        let access = try? ExternalLinks.access(path)
      {
        var objects = 0
        Library.locked { inspect(root.id, access.id, depth: 0, &objects) }
      }
      tell(ended)
    }
  }

  @discardableResult
  private static func tell(_ text: String) -> Bool { write(STDOUT_FILENO, text, text.utf8.count) > 0 }

  /// More memory than sound files need: the library believes the lengths that it finds.
  private static func mostBytes(_ paths: [String]) -> UInt64 {
    let largest: UInt64 =
      paths.map { path -> UInt64 in
        var information = stat()
        return stat(path, &information) == 0 ? UInt64(max(0, information.st_size)) : 0
      }.max() ?? 0
    return 2 << 30 + 2 * min(largest, 1 << 50)
  }

  /// No core, and no more than that much more memory.
  private static func limit(to most: UInt64) {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").first
    let used = pages.flatMap { UInt64($0) }.map { $0 * UInt64(sysconf(Int32(_SC_PAGESIZE))) } ?? 4 << 30
    func lower(_ resource: __rlimit_resource, to value: UInt64) {
      let resource = __rlimit_resource_t(resource.rawValue)
      var limit = rlimit()
      getrlimit(resource, &limit)
      limit.rlim_cur = min(limit.rlim_cur, rlim_t(value))
      setrlimit(resource, &limit)
    }
    lower(RLIMIT_CORE, to: 0)
    lower(RLIMIT_AS, to: used + most)
  }

  private static func inspect(_ object: hid_t, _ access: hid_t, depth: Int, _ objects: inout Int) {
    objects += 1
    guard objects < mostObjects else { return }
    inspectAttributes(of: object)
    switch H5Iget_type(object) {
    case H5I_DATASET: inspectData(of: object)
    case H5I_GROUP where depth < greatestDepth:
      var number: hsize_t = 0
      while objects < mostObjects, let name = memberName(object, number) {
        let member = H5Oopen(object, name, access)
        if member >= 0 {
          inspect(member, access, depth: depth + 1, &objects)
          H5Oclose(member)
        }
        number += 1
      }
    default: break
    }
  }

  private static func memberName(_ group: hid_t, _ number: hsize_t) -> String? {
    Library.text { H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, number, $0, $1, 0) }
  }

  private static func inspectAttributes(of object: hid_t) {
    for number in 0..<mostObjects {
      let attribute = H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(number), 0, 0)
      guard attribute >= 0 else { return }
      let (type, space) = (H5Aget_type(attribute), H5Aget_space(attribute))
      read(type, space, points: H5Sget_simple_extent_npoints(space)) { H5Aread(attribute, type, $0) }
      H5Sclose(space)
      H5Tclose(type)
      H5Aclose(attribute)
    }
  }

  private static func inspectData(of dataset: hid_t) {
    let properties = H5Dget_create_plist(dataset)
    defer { H5Pclose(properties) }
    // What is elsewhere is looked at when it is known to be there.
    if H5Pget_layout(properties) == H5D_VIRTUAL || H5Pget_external_count(properties) > 0 { return }
    let (type, space) = (H5Dget_type(dataset), H5Dget_space(dataset))
    defer {
      H5Sclose(space)
      H5Tclose(type)
    }
    let rank = Int(H5Sget_simple_extent_ndims(space))
    guard rank > 0 else {
      return read(type, space, points: H5Sget_simple_extent_npoints(space)) { H5Dread(dataset, type, 0, 0, 0, $0) }
    }
    var shape = [hsize_t](repeating: 0, count: rank)
    H5Sget_simple_extent_dims(space, &shape, nil)
    let rowBytes = shape.dropFirst().reduce(Double(H5Tget_size(type))) { $0 * Double($1) }
    let isText = H5Tdetect_class(type, H5T_VLEN) > 0 || H5Tis_variable_str(type) > 0
    let isLarge = !isText && rowBytes * Double(shape[0]) > Double(wholeBytes)
    // No chunk is read twice.
    var chunk = [hsize_t](repeating: 1, count: rank)
    if H5Pget_layout(properties) == H5D_CHUNKED {
      var chunks: hsize_t = 0
      _ = H5Dget_num_chunks(dataset, space, &chunks)
      _ = H5Pget_chunk(properties, Int32(rank), &chunk)
      // What was not written is not read by anyone, however much of it there is said to be, nor is what passed filters
      // that are refused.
      let written = chunk.reduce(Double(chunks) * Double(H5Tget_size(type))) { $0 * Double($1) }
      if written < rowBytes * Double(shape[0]) || ChunkFilters(of: properties).unknown != nil { return }
      if !isText {
        let check = ChunkCheck(
          dataset: dataset, properties: properties, path: "", name: "", shape: shape.map { Int(clamping: $0) },
          entryBytes: H5Tget_size(type))
        do { try isLarge ? check.lookUp { tell(goesOn) } : check.run { tell(goesOn) } } catch { return }
      }
    }
    if isLarge { return }
    let rows = min(shape[0], max(1, chunk[0], UInt64(Double(blockBytes) / max(1, rowBytes))))
    guard rows > 0 else { return }
    for start in stride(from: 0, to: shape[0], by: Int(rows)) {
      let (offset, extent) = (
        [start] + shape.dropFirst().map { _ in 0 }, [min(rows, shape[0] - start)] + shape.dropFirst()
      )
      H5Sselect_hyperslab(space, H5S_SELECT_SET, offset, nil, extent, nil)
      let memory = H5Screate_simple(Int32(rank), extent, nil)
      read(type, memory, points: H5Sget_simple_extent_npoints(memory)) { H5Dread(dataset, type, memory, space, 0, $0) }
      H5Sclose(memory)
      tell(goesOn)
    }
  }

  /// Reads into memory that is given back, with what the library puts there of its own.
  private static func read(_ type: hid_t, _ space: hid_t, points: hssize_t, _ call: (UnsafeMutableRawPointer) -> herr_t)
  {
    let size = H5Tget_size(type)
    guard points > 0, size > 0, points < 1 << 30, size < 1 << 30,
      let memory = calloc(Int(points), size)
    else { return }
    defer { free(memory) }
    let isText = H5Tdetect_class(type, H5T_VLEN) > 0 || H5Tis_variable_str(type) > 0
    if call(memory) >= 0, isText { H5Dvlen_reclaim(type, space, 0, memory) }
  }
}
