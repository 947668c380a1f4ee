import Architectures
import Foundation
import HDF5
import LinearAlgebra
import Platform

/// A kernel of n inputs with themselves in an HDF5 file, of this program or of another, read in blocks of rows.
///
/// The dataset `nngp` or `ntk`, of any number type, virtual or not, is the square [n, n], or the n(n + 1)/2 numbers of
/// the lower triangle row by row, entry (i, j ≤ i) at i(i + 1)/2 + j; the latter has the attribute `storage` =
/// "lower triangle, row by row" and is in NumPy `K[np.tril_indices(n)] = file["nngp"]`.
package struct StoredKernel: Sendable {
  package let name: String
  /// n
  package let order: Int
  package let isTriangle: Bool
  /// `InputsDigest` of what it was made from; nil where the file does not say.
  package let inputsDigest: String?
  package let architectureDigest: String?

  private let joined: JoinedParts?
  let dataset: HDF5Dataset
  private var file: String { dataset.file.url.relativePath }

  /// The value of the attribute `storage`.
  package static let triangleStorage = "lower triangle, row by row"

  /// Opens `name`; nothing but its shape and attributes is read.
  ///
  /// - Throws: `HDF5Failure` if there is no such dataset or not all of it, `StoredKernelFailure` if it is no kernel of
  ///   inputs with themselves, `UserDataFailure.packed`, `KernelPartsFailure.otherThanJoined`.
  package init(_ name: String, in url: URL) throws {
    let file = try HDF5File.open(url)
    let (root, path) = (try file.root, url.relativePath)
    self.name = name
    dataset = try root.dataset(name)
    joined = try JoinedParts(of: root)
    try joined?.check(in: url)
    guard dataset.content.isNumeric else { throw StoredKernelFailure.notNumeric(file: path, dataset: name) }
    let shape = dataset.shape
    _ = try UserArrayConventions(of: dataset, shape: shape, file: path)
    if try root.hasAttribute("x2_sha256") { throw StoredKernelFailure.betweenTwo(file: path, dataset: name) }
    switch shape.count {
    case 2 where shape[0] == shape[1] && shape[0] > 0: (order, isTriangle) = (shape[0], false)
    case 1 where Self.order(ofTriangle: shape[0]) != nil:
      guard try Self.text("storage", of: dataset) == Self.triangleStorage else {
        throw StoredKernelFailure.unknownOrder(file: path, dataset: name, count: shape[0])
      }
      (order, isTriangle) = (Self.order(ofTriangle: shape[0]) ?? 0, true)
    default: throw StoredKernelFailure.shape(file: path, dataset: name, shape: shape)
    }
    inputsDigest = try Self.text("x1_sha256", of: root)
    let architecture = try Self.text("architecture", of: root)
    architectureDigest = try Self.text("architecture_sha256", of: root) ?? architecture.map(Self.digest)
  }

  /// Of a file that has the architecture alone; what is none is that of no architecture.
  private static func digest(architecture text: String) -> String {
    let read = try? Architecture(json: Data(text.utf8), source: "")
    return read.flatMap { try? InputsDigest.sha256(of: $0) } ?? InputsDigest.sha256(ofText: text)
  }

  private static func text(_ attribute: String, of object: some HDF5Object) throws -> String? {
    guard case .text? = try object.attributeContent(attribute) else { return nil }
    return try object.textAttribute(attribute)
  }

  /// n of n(n + 1)/2 > 0 numbers; nil: there is none.
  private static func order(ofTriangle count: Int) -> Int? {
    let near = Int((2 * Double(count)).squareRoot())
    return (max(1, near - 1)...near + 1).first { $0 * ($0 + 1) / 2 == count }
  }

  /// A digest, in hexadecimal, of where the numbers are and of when they were written last, by the tokens of parts that
  /// they lie in: of the numbers themselves it would take reading them all.
  ///
  /// - Throws: `FileFailure`.
  package func identity() throws -> String {
    var information = stat()
    guard stat(file, &information) == 0 else { throw FileFailure.operatingSystem(file, "read it", errno) }
    let written = information.st_mtim
    return InputsDigest.sha256(
      ofText: "\(file) \(name) \(order) \(information.st_size) \(written.tv_sec) \(written.tv_nsec)"
        + (joined.map { "\n\($0.text)" } ?? ""))
  }

  /// Rows of the whole matrix, [range.count, n].
  ///
  /// - Parameter checksSymmetry: whether what lies left of the diagonal is compared with its mirror above; once is
  ///   enough.
  /// - Throws: `StoredKernelFailure.notFinite`, `.notSymmetric`.
  /// - Complexity: reads range.count · n numbers, of a square one that is checked up to twice as many; what is right of
  ///   the diagonal of a triangle in n pieces.
  package func rows(_ range: Range<Int>, checksSymmetry: Bool = true) throws -> Matrix<Double> {
    if !isTriangle {
      let block = try Matrix<Double>(rows: range.count, columns: order) { try dataset.readRows(range, into: $0) }
      try requireFinite(block, from: range.lowerBound)
      if checksSymmetry { try requireSymmetric(block, range) }
      return block
    }
    let lower = try lowerStrip(range)
    var block = Matrix<Double>(rows: range.count, columns: order)
    for i in range {
      for j in 0...i {
        block[i - range.lowerBound, j] = lower[i - range.lowerBound, j]
        if range.contains(j) { block[j - range.lowerBound, i] = lower[i - range.lowerBound, j] }
      }
    }
    var piece = [Double](repeating: 0, count: range.count)
    for j in range.upperBound..<order {
      try piece.withUnsafeMutableBufferPointer {
        try dataset.read(offset: [j * (j + 1) / 2 + range.lowerBound], extent: [range.count], into: $0)
      }
      for i in piece.indices { block[i, j] = piece[i] }
      guard piece.allSatisfy(\.isFinite) else { throw notFinite(row: j) }
    }
    return block
  }

  /// Rows as far as the last one's diagonal, [range.count, range.upperBound]; what lies right of a row's own is of no
  /// meaning.
  ///
  /// - Parameter checksSymmetry: whether a square's mirror is read and compared; once is enough.
  /// - Throws: `StoredKernelFailure.notFinite`, `.notSymmetric`.
  /// - Complexity: reads what is in these rows in one piece; of a square kernel its mirror too where it is checked, so
  ///   that all rows together read every entry once.
  package func lowerStrip(_ range: Range<Int>, checksSymmetry: Bool = true) throws -> Matrix<Double> {
    guard isTriangle else {
      let block = try read(range, 0..<range.upperBound)
      try requireFinite(block, from: range.lowerBound)
      if checksSymmetry { try requireSymmetric(block, range) }
      return block
    }
    let first = range.lowerBound * (range.lowerBound + 1) / 2
    var numbers = [Double](repeating: 0, count: range.upperBound * (range.upperBound + 1) / 2 - first)
    try numbers.withUnsafeMutableBufferPointer {
      try dataset.read(offset: [first], extent: [$0.count], into: $0)
    }
    var (strip, place) = (Matrix<Double>(rows: range.count, columns: range.upperBound), 0)
    for i in range {
      guard numbers[place...place + i].allSatisfy(\.isFinite) else { throw notFinite(row: i) }
      let row = (i - range.lowerBound) * strip.columns
      strip.elements.replaceSubrange(row...row + i, with: numbers[place...place + i])
      place += i + 1
    }
    return strip
  }

  /// The file, by which others find it.
  var path: String { dataset.file.url.path }

  /// Entries are sums of terms as large as the diagonal.
  func requireSame(_ entry: Double, _ other: Double, _ diagonal: Double, _ i: Int, _ j: Int) throws {
    guard (entry - other).magnitude <= rounding * max(entry.magnitude, other.magnitude, diagonal.magnitude) else {
      throw StoredKernelFailure.notSymmetric(
        file: file, dataset: name, row: i, column: j, entry: entry, mirror: other)
    }
  }

  func read(_ rows: Range<Int>, _ columns: Range<Int>) throws -> Matrix<Double> {
    try Matrix<Double>(rows: rows.count, columns: columns.count) {
      try dataset.read(
        offset: [rows.lowerBound, columns.lowerBound], extent: [rows.count, columns.count], into: $0)
    }
  }

  func requireFinite(_ block: Matrix<Double>, from first: Int) throws {
    for i in 0..<block.rows where !block.row(i).allSatisfy(\.isFinite) { throw notFinite(row: first + i) }
  }

  func notFinite(row: Int) -> StoredKernelFailure { .notFinite(file: file, dataset: name, row: row) }

  /// Compares the rows `range`, as far as their diagonal, with their mirror.
  private func requireSymmetric(_ block: Matrix<Double>, _ range: Range<Int>) throws {
    let mirror = try read(0..<range.upperBound, range)
    for i in range {
      let row = i - range.lowerBound
      for j in 0..<i {
        try requireSame(block[row, j], mirror[j, row], block[row, i], i, j)
      }
    }
  }

  /// Kᵢᵢ of all i.
  /// - Throws: `StoredKernelFailure.notFinite`.
  /// - Complexity: n numbers, read one by one.
  package func diagonal() throws -> [Double] {
    try (0..<order).map { i in
      var entry = 0.0
      try withUnsafeMutablePointer(to: &entry) {
        try dataset.read(
          offset: isTriangle ? [i * (i + 1) / 2 + i] : [i, i], extent: isTriangle ? [1] : [1, 1],
          into: UnsafeMutableBufferPointer(start: $0, count: 1))
      }
      guard entry.isFinite else { throw notFinite(row: i) }
      return entry
    }
  }

  /// An input of zeros has a variance of 0 where no layer has a bias; a kernel of such alone tells nothing.
  /// - Throws: `StoredKernelFailure.diagonalNotPositive`.
  func requirePositive(_ diagonal: [Double]) throws {
    let negative = diagonal.firstIndex { $0 < 0 }
    guard let row = negative ?? (diagonal.contains { $0 > 0 } ? nil : diagonal.indices.first) else { return }
    throw StoredKernelFailure.diagonalNotPositive(file: file, dataset: name, row: row, entry: diagonal[row])
  }

  /// How far an entry is from the number that was rounded to the file's type, relative to it.
  package var storageError: Double {
    switch dataset.content {
    case .floatingPoint(bytes: 4): 0x1p-24
    case .floatingPoint(bytes: 2): 0x1p-11
    default: 0x1p-53
    }
  }

  /// What two ways to sum a thousand terms may differ by, relative to them: 2¹² units of the type's last place.
  private var rounding: Double {
    switch dataset.content {
    case .floatingPoint(bytes: 4): 0x1p-12
    case .floatingPoint(bytes: 2): 0x1p-4
    default: 0x1p-41
    }
  }
}
