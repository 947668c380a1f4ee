import CHDF5

/// The chunks that cover a dataset's shape.
struct ChunkGrid {
  let shape: [Int]
  /// A chunk's extents; those at the end of an axis reach beyond it.
  let chunk: [Int]
  /// How many there are.
  let count: Int

  private let leavesEdges: Bool

  init(shape: [Int], dataset: hid_t, properties: hid_t, path: String, name: String) throws {
    var chunk = [hsize_t](repeating: 0, count: shape.count)
    let (rank, options) = Library.locked {
      var options: UInt32 = 0
      _ = H5Pget_chunk_opts(properties, &options)
      return (H5Pget_chunk(properties, Int32(shape.count), &chunk), options)
    }
    guard rank == shape.count, !chunk.contains(0) else {
      throw HDF5Failure.damaged(path: path, detail: "\(name) has chunks of the shape \(chunk)")
    }
    (self.shape, self.chunk) = (shape, chunk.map { Int(clamping: $0) })
    var (count, isTooMany) = (1, false)
    for (extent, step) in zip(shape, self.chunk) {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent == 0 ? 0 : (extent - 1) / step + 1)
      (count, isTooMany) = (product, isTooMany || overflow)
    }
    guard !isTooMany else { throw HDF5Failure.damaged(path: path, detail: "\(name) claims the shape \(shape)") }
    self.count = count
    leavesEdges = options & hdf5_unfiltered_edges() != 0
  }

  /// Whether the chunk at `place` passed no filter because it reaches beyond the shape.
  func isUnfiltered(_ place: [hsize_t]) -> Bool {
    leavesEdges && shape.indices.contains { Int(place[$0]) + chunk[$0] > shape[$0] }
  }

  /// The first entry of each chunk, the last axis fastest.
  var places: Places { Places(grid: self) }

  struct Places: Sequence, IteratorProtocol {
    private let grid: ChunkGrid
    private var upcoming: [Int]?

    fileprivate init(grid: ChunkGrid) {
      self.grid = grid
      upcoming = grid.count > 0 ? grid.shape.map { _ in 0 } : nil
    }

    mutating func next() -> [hsize_t]? {
      guard var place = upcoming else { return nil }
      let current = place.map { hsize_t($0) }
      var axis = place.count - 1
      while axis >= 0 {
        place[axis] += grid.chunk[axis]
        if place[axis] < grid.shape[axis] { break }
        place[axis] = 0
        axis -= 1
      }
      upcoming = axis >= 0 ? place : nil
      return current
    }
  }
}
