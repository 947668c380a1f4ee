/// A factor A = L Lᵀ that can be written down, bit for bit, whatever its storage.
///
/// The form is the columns of L from the diagonal down, one after another: n(n + 1)/2 numbers, LAPACK's packed lower
/// triangle. Column j begins at `FactorColumns.start(of: j)`. In NumPy, of the numbers p,
///
/// ```python
/// upper = np.zeros((n, n)); upper[np.triu_indices(n)] = p  # Lᵀ
/// ```
public protocol FactorColumns: Solver {
  /// Copies the columns `range` to `target`, which has room for them.
  /// - Complexity: linear in the numbers.
  func copy(columns range: Range<Int>, to target: UnsafeMutablePointer<Double>)
}

/// One that can also be read again.
public protocol ReadableFactorColumns: FactorColumns {
  /// The factor of which `read` gives the columns of one range after another, each as many numbers as it is handed room
  /// for.
  ///
  /// - Throws: whatever `read` throws; `CholeskyFactor.Obstacle.tooLarge`, `PackedSymmetricMatrix.TooLarge`.
  /// - Complexity: linear in the numbers; beside the factor one block of columns.
  init(order: Int, reading read: (Range<Int>, UnsafeMutableBufferPointer<Double>) throws -> Void) throws
}

extension FactorColumns {
  /// Where column j begins.
  public static func start(of j: Int, order n: Int) -> Int { j * n - j * (j - 1) / 2 }

  /// Columns in ranges of some 32 MB each, in order, and where each range lies.
  public static func blocks(order n: Int, numbers: Int = 1 << 22) -> [(columns: Range<Int>, numbers: Range<Int>)] {
    var result: [(columns: Range<Int>, numbers: Range<Int>)] = []
    var first = 0
    while first < n {
      let last = min(n, first + max(1, numbers / (n - first)))
      result.append((first..<last, start(of: first, order: n)..<start(of: last, order: n)))
      first = last
    }
    return result
  }

  /// Hands `use` a buffer with the numbers of every block.
  static func read(
    order n: Int, _ read: (Range<Int>, UnsafeMutableBufferPointer<Double>) throws -> Void,
    use: (Range<Int>, UnsafePointer<Double>) -> Void
  ) throws {
    let blocks = blocks(order: n)
    var numbers = [Double](repeating: 0, count: blocks.map(\.numbers.count).max() ?? 0)
    for block in blocks {
      try numbers.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        try read(block.columns, UnsafeMutableBufferPointer(start: base, count: block.numbers.count))
        use(block.columns, base)
      }
    }
  }
}

extension CholeskyFactor: ReadableFactorColumns {
  /// Column j of L is the tail of row j.
  public func copy(columns range: Range<Int>, to target: UnsafeMutablePointer<Double>) {
    storage.elements.withUnsafeBufferPointer { a in
      guard let a = a.baseAddress else { return }
      var place = target
      for j in range {
        place.update(from: a + j * (order + 1), count: order - j)
        place += order - j
      }
    }
  }

  /// Of A nothing is there, so that `residuals` has NaN for an answer.
  public init(order n: Int, reading read: (Range<Int>, UnsafeMutableBufferPointer<Double>) throws -> Void) throws {
    guard n <= Self.largestOrder else { throw Obstacle.tooLarge(order: n) }
    var storage = Matrix<Double>(rows: n, columns: n)
    try storage.elements.withUnsafeMutableBufferPointer { a in
      guard let a = a.baseAddress else { return }
      try Self.read(order: n, read) { columns, numbers in
        var place = numbers
        for j in columns {
          (a + j * (n + 1)).update(from: place, count: n - j)
          place += n - j
        }
      }
    }
    self.init(storage: storage, diagonal: [Double](repeating: .nan, count: n))
  }
}

extension PackedCholeskyFactor: ReadableFactorColumns {
  public func copy(columns range: Range<Int>, to target: UnsafeMutablePointer<Double>) {
    let (layout, n) = (storage.layout, order)
    storage.withUnsafePointer { a in
      var place = target
      for j in range.clamped(to: 0..<layout.leading) {
        place.update(from: a + layout.offset(j, j), count: n - j)
        place += n - j
      }
      let rest = range.clamped(to: layout.leading..<n)
      Self.forEachTrailing(rest, layout) { number, offset in place[number] = a[offset] }
    }
  }

  public init(order n: Int, reading read: (Range<Int>, UnsafeMutableBufferPointer<Double>) throws -> Void) throws {
    self.init(
      storage: try PackedSymmetricMatrix(order: n) { triangle in
        let layout = triangle.layout
        try Self.read(order: n, read) { columns, numbers in
          let a = triangle.places
          var place = numbers
          for j in columns.clamped(to: 0..<layout.leading) {
            (a + layout.offset(j, j)).update(from: place, count: n - j)
            place += n - j
          }
          let rest = columns.clamped(to: layout.leading..<n)
          Self.forEachTrailing(rest, layout) { number, offset in a[offset] = place[number] }
        }
      })
  }

  /// The entries of columns of T2, whose rows are runs of numbers, row by row: where they lie among these columns and
  /// in the storage.
  private static func forEachTrailing(
    _ columns: Range<Int>, _ layout: PackedLayout, _ body: (_ number: Int, _ offset: Int) -> Void
  ) {
    guard let first = columns.first else { return }
    let n = layout.order
    let start = Self.start(of: first, order: n)
    for i in first..<n {
      for j in first..<min(columns.upperBound, i + 1) {
        body(Self.start(of: j, order: n) - start + i - j, layout.offset(i, j))
      }
    }
  }
}
