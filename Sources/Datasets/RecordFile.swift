import Foundation
import LinearAlgebra
import Platform
import Synchronization

/// Files of records as CIFAR's binary versions have them: some label bytes, then an image in the order channel, row,
/// column.
public enum RecordFile {
  /// What a record holds.
  public struct Layout: Sendable, Hashable {
    /// The bytes before the image.
    public let labelBytes: Int
    /// Which of them is the label.
    public let label: Int
    public let classes: Int
    /// The bytes of the image.
    public let imageSize: Int

    public var recordSize: Int { labelBytes + imageSize }

    public init(labelBytes: Int, label: Int, classes: Int, imageSize: Int) {
      precondition((0..<labelBytes).contains(label) && imageSize > 0, "a record holds its label and an image")
      (self.labelBytes, self.label, self.classes, self.imageSize) = (labelBytes, label, classes, imageSize)
    }
  }

  /// The images and labels of the files one after the other, and the SHA-256 of each.
  ///
  /// All sizes are checked before memory is asked for.
  ///
  /// - Throws: `DatasetFailure`.
  /// - Complexity: one pass over the bytes; files are read side by side.
  public static func read(_ urls: [URL], _ layout: Layout) throws -> (
    images: [UInt8], labels: [UInt8], sha256: [String]
  ) {
    let (counts, imageSize) = (try urls.map { try Records(FileReader($0), layout).count }, layout.imageSize)
    let starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let count = starts[counts.count]
    let digests = Mutex([String](repeating: "", count: counts.count))
    var labels = [UInt8](repeating: 0, count: count)
    let images = try [UInt8](unsafeUninitializedCapacity: count * imageSize) { images, initialized in
      try labels.withUnsafeMutableBufferPointer { labels in
        let target = Target(images: images, labels: labels)
        try Parallel.forEach(count: counts.count) { k in
          let digest = try Records(FileReader(urls[k]), layout).read(
            into: target, first: starts[k], count: counts[k])
          digests.withLock { $0[k] = digest }
        }
      }
      initialized = count * imageSize
    }
    return (images, labels, digests.withLock { $0 })
  }

  /// Where the records of all files go: every file writes its own range.
  private struct Target: @unchecked Sendable {
    let images: UnsafeMutableBufferPointer<UInt8>
    let labels: UnsafeMutableBufferPointer<UInt8>
  }

  private struct Records {
    let file: FileReader
    let layout: Layout
    private var recordSize: Int { layout.recordSize }
    private var imageSize: Int { layout.imageSize }
    var count: Int { file.size / recordSize }

    init(_ file: FileReader, _ layout: Layout) throws {
      (self.file, self.layout) = (file, layout)
      if file.size == 0 { throw file.failure(.empty) }
      if file.size % recordSize != 0 {
        throw file.failure(.notWholeRecords(length: file.size, record: recordSize))
      }
    }

    func read(into target: Target, first: Int, count: Int) throws -> String {
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * recordSize, alignment: 64)
      defer { chunk.deallocate() }
      var done = 0
      while done < count {
        let wanted = min(64, count - done) * recordSize
        let found = try file.fill(UnsafeMutableRawBufferPointer(rebasing: chunk[..<wanted]))
        if found < wanted {
          throw file.failure(.tooFewBytes(expected: count * recordSize, found: done * recordSize + found))
        }
        for k in 0..<wanted / recordSize {
          let label = chunk[k * recordSize + layout.label]
          if Int(label) >= layout.classes {
            throw file.failure(.labelOutOfRange(label: label, index: done + k, classes: layout.classes))
          }
          target.labels[first + done + k] = label
          let image = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(target.images)[
              (first + done + k) * imageSize..<(first + done + k + 1) * imageSize])
          image.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: chunk[k * recordSize + layout.labelBytes..<(k + 1) * recordSize]))
        }
        done += wanted / recordSize
      }
      return file.sha256
    }
  }
}
