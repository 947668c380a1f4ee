import CHDF5

/// The filters that chunks pass on their way into the file, the first one first, and how many bytes a chunk has before
/// them: what the library assumes and does not check.
struct ChunkFilters {
  struct Filter {
    let number: H5Z_filter_t
    let name: String
    let parameters: [UInt32]
  }

  let filters: [Filter]

  var isEmpty: Bool { filters.isEmpty }

  init(of properties: hid_t) {
    filters = Library.locked {
      (0..<max(0, H5Pget_nfilters(properties))).map { index in
        var (flags, configuration, count) = (UInt32(0), UInt32(0), 64)
        var parameters = [UInt32](repeating: 0, count: count)
        var name = [CChar](repeating: 0, count: 256)
        let number = H5Pget_filter2(
          properties, UInt32(index), &flags, &count, &parameters, name.count, &name, &configuration)
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return Filter(number: number, name: text, parameters: Array(parameters.prefix(count)))
      }
    }
  }

  private static let (deflate, shuffle): (H5Z_filter_t, H5Z_filter_t) = (1, 2)
  private static let (fletcher32, scaleOffset): (H5Z_filter_t, H5Z_filter_t) = (3, 6)

  /// A filter of which nothing tells how many bytes it gives; nil: there is none, and `unpackedLength` knows.
  var unknown: Filter? {
    var isCompressed = false
    for (index, filter) in filters.enumerated() {
      switch filter.number {
      case Self.fletcher32: continue
      case Self.shuffle where !isCompressed: continue
      case Self.deflate where !isCompressed: isCompressed = true
      // It begins with its length, which only gzip leaves in its place.
      case Self.scaleOffset where filters[..<index].allSatisfy({ $0.number == Self.fletcher32 }):
        if filters[(index + 1)...].contains(where: { $0.number == Self.shuffle }) { return filter }
      default: return filter
      }
    }
    return nil
  }

  enum Length: Equatable {
    case bytes(Int)
    case tooMany
    case broken
  }

  /// The bytes of a chunk before the filters.
  ///
  /// - Parameters:
  ///   - mask: a bit for each filter that the chunk did not pass.
  ///   - expected: the bytes of a sound chunk; far more are not unpacked.
  func unpackedLength(of stored: [UInt8], mask: UInt32, expected: Int) -> Length {
    let checksums = 4 * filters.count
    var (length, start) = (stored.count, Array(stored.prefix(Self.scaleOffsetHeader)))
    for (index, filter) in filters.enumerated().reversed() where index > 31 || mask >> UInt32(index) & 1 == 0 {
      switch filter.number {
      case Self.fletcher32:
        // The checksum, which the library compares.
        length -= 4
        if length < 0 { return .broken }
      case Self.deflate:
        let unpacked = Inflation(of: stored.prefix(length), most: expected + checksums + Self.scaleOffsetHeader + 1)
        guard let count = unpacked.count else { return unpacked.isTooLong ? .tooMany : .broken }
        (length, start) = (count, unpacked.start)
      case Self.scaleOffset:
        guard let count = Self.scaleOffsetLength(filter, length, start) else { return .broken }
        length = count
      default: break
      }
    }
    return .bytes(length)
  }

  private static let scaleOffsetHeader = 21

  /// The bytes of each number are in the filter's parameters, the bits that are kept of it before the chunk's own data.
  private static func scaleOffsetLength(_ filter: Filter, _ length: Int, _ start: [UInt8]) -> Int? {
    guard filter.parameters.count > 4, length >= scaleOffsetHeader, start.count >= 4 else { return nil }
    let (count, size) = (Int(filter.parameters[2]), Int(filter.parameters[4]))
    let bits = (0..<4).reduce(0) { $0 | Int(start[$1]) << (8 * $1) }
    guard size <= 8, bits <= 8 * size, length - scaleOffsetHeader >= (count * bits + 7) / 8 else { return nil }
    return count * size
  }
}
