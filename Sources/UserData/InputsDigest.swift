import Architectures
import LinearAlgebra
import Platform
import Randomness

/// By what files made from a user's data know that others were made from the same: SHA-256 in hexadecimal.
///
/// Of an array it is that of its shape, as little-endian int64, and then of its numbers in float64, whatever type they
/// are stored as and however the file is laid out:
///
/// ```python
/// x = numpy.asarray(file["x1"], "<f8")
/// hashlib.sha256(numpy.array(x.shape, "<i8").tobytes() + x.tobytes()).hexdigest()
/// ```
///
/// It is the root attribute `x1_sha256`, `x2_sha256` or `y1_sha256` of what was made from it. That of the architecture,
/// `architecture_sha256`, is of the text that the root attribute `architecture` has with its repetitions written out.
package struct InputsDigest: ~Copyable {
  private var hash = SHA256()

  /// Of an array whose rows are about to be read anyway, all of them in order.
  package init(of array: some UserRows) {
    self.init(shape: [array.count] + array.shape.extents)
  }

  /// Of an array of that shape.
  package init(shape: [Int]) {
    shape.map { Int64($0).littleEndian }.withUnsafeBytes { hash.update($0) }
  }

  package mutating func add(_ rows: Matrix<Double>) { rows.elements.withUnsafeBytes { hash.update($0) } }

  package borrowing func sha256() -> String { hash.digest().hexadecimal }

  /// Reads the array once, in blocks.
  ///
  /// - Throws: what `UserArray.rows` throws.
  /// - Complexity: O(n d), about 1 GB/s.
  package static func sha256(of array: some UserRows) throws -> String {
    var digest = InputsDigest(of: array)
    let step = max(1, blockNumbers / array.width)
    for first in stride(from: 0, to: array.count, by: step) {
      try EndRequest.current?.check()
      digest.add(try array.rows(first..<min(first + step, array.count)))
    }
    return digest.sha256()
  }

  /// However its repetitions are spelled.
  /// - Throws: `ArchitectureFailure` for a custom nonlinearity, which has no form in files.
  package static func sha256(of architecture: Architecture) throws -> String {
    sha256(ofText: try Architecture(layers: architecture.expanded).json())
  }

  static func sha256(ofText text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return hash.digest().hexadecimal
  }

  private static let blockNumbers = 1 << 20
}
