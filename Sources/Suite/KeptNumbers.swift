import Foundation
import Platform
import Randomness
import Work

/// Numbers that take long to compute, kept in the folder of checkpoints: a cell that is broken off is gone on with by
/// the next run of the same program.
///
/// A file is a line that says whose it is, the numbers in little-endian double precision, and 32 bytes of SHA-256 over
/// all before them.
extension CheckpointFolder {
  /// The numbers of this name that an earlier call has kept, or those that `make` gives, which are kept then.
  ///
  /// What is there is used if it is of this run and program, whole, and of as many numbers; what cannot be written is
  /// done without. The numbers must not depend on the number of threads.
  /// - Parameter name: of a cell's own, of letters and digits that no other name shares; see `forget`.
  /// - Throws: whatever `make` throws.
  /// - Complexity: 8 bytes a number.
  package func numbers(_ name: String, count: Int, _ make: () throws -> [Double]) rethrows -> [Double] {
    let (file, head) = (file(of: name), Array("WideLimit numbers 1 \(identity) \(name)\n".utf8))
    if let kept = Self.read(file, head: head, count: count) { return kept }
    let numbers = try make()
    do {
      try Folder.create(url)
      try Self.write(numbers, head: head, to: file)
    } catch {
      progress.warn("Warning: \(name) is not kept for another run: \(ErrorDescription(error).message)")
    }
    return numbers
  }

  private static let digestSize = 32

  private static func read(_ url: URL, head: [UInt8], count: Int) -> [Double]? {
    let size = head.count + count * MemoryLayout<Double>.stride
    guard let data = try? Data(contentsOf: url, options: .mappedIfSafe), data.count == size + digestSize,
      data.starts(with: head)
    else { return nil }
    var hash = SHA256()
    data.prefix(size).withUnsafeBytes { hash.update($0) }
    guard hash.digest().bytes == Array(data.suffix(digestSize)) else { return nil }
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      _ = data[head.count..<size].copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }

  private static func write(_ numbers: [Double], head: [UInt8], to url: URL) throws {
    try AtomicReplacement.replace(url) { temporary in
      let descriptor = try FileSystem.open(temporary.relativePath, O_WRONLY | O_CREAT | O_TRUNC, "write it")
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      var hash = SHA256()
      func write(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bytes)
        try file.write(contentsOf: bytes)
      }
      try head.withUnsafeBytes(write)
      try numbers.withUnsafeBytes(write)
      try file.write(contentsOf: hash.digest().bytes)
      try file.close()
    }
  }
}
