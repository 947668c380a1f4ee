import Foundation
import Inputs
import LinearAlgebra
import Platform
import Synchronization

/// Reads the files of a data set as its description says.
struct SplitReader {
  private let description: DatasetDescription
  private let folder: URL

  init(_ description: DatasetDescription, _ folder: URL) { (self.description, self.folder) = (description, folder) }

  /// The images and labels of a split, and the files they are from.
  ///
  /// - Complexity: one pass over the bytes; files are read side by side.
  func read(_ split: DatasetDescription.Split) throws -> (images: LabeledImages, files: [DatasetFile]) {
    switch description.format {
    case .idx: try readIDX(split.files.map(\.name))
    case .records(let labelBytes, let label): try readRecords(split.files.map(\.name), layout(labelBytes, label))
    }
  }

  /// Where a file lies: the first of its spellings that is there, or its official name.
  func url(of name: String) -> URL {
    let spellings = description.spellings(of: name).map(folder.appendingPathComponent)
    return spellings.first { FileManager.default.fileExists(atPath: $0.path) } ?? spellings[0]
  }

  /// SHA-256 of a file's unpacked bytes, and of the packed ones where it is packed; its layout is checked too.
  func digests(of url: URL) throws -> (sha256: String, packedSHA256: String?) {
    switch description.format {
    case .idx:
      let file = try IDXFile(contentsOf: url)
      return (file.sha256, file.packedSHA256)
    case .records(let labelBytes, let label):
      return (try RecordFile.read([url], layout(labelBytes, label)).sha256[0], nil)
    }
  }

  private func layout(_ labelBytes: Int, _ label: Int) -> RecordFile.Layout {
    RecordFile.Layout(
      labelBytes: labelBytes, label: label, classes: description.classes, imageSize: description.shape.pixelCount)
  }

  private func file(_ name: String, _ sha256: String, packed: String? = nil) -> DatasetFile {
    DatasetFile(
      name: name, sha256: sha256,
      isVerified: description.verifies(name: name, sha256: sha256, packedSHA256: packed) ?? false)
  }

  private func readRecords(_ names: [String], _ layout: RecordFile.Layout) throws -> (LabeledImages, [DatasetFile]) {
    let read = try RecordFile.read(names.map(url), layout)
    return (
      LabeledImages(images: images(read.images, .planar), labels: read.labels),
      zip(names, read.sha256).map { file($0, $1) }
    )
  }

  private func readIDX(_ names: [String]) throws -> (LabeledImages, [DatasetFile]) {
    precondition(names.count == 2, "a split in IDX files is images and labels")
    let urls = names.map(url)
    let read = Mutex([IDXFile?](repeating: nil, count: names.count))
    try Parallel.forEach(count: names.count) { k in
      let file = try IDXFile(contentsOf: urls[k])
      read.withLock { $0[k] = file }
    }
    let files = read.withLock { $0.compactMap { $0 } }
    let labeled = try labeled(files[0], urls[0], files[1], urls[1])
    return (labeled, zip(names, files).map { file($0, $1.sha256, packed: $1.packedSHA256) })
  }

  private func labeled(_ images: IDXFile, _ imagesURL: URL, _ labels: IDXFile, _ labelsURL: URL) throws
    -> LabeledImages
  {
    let shape = description.shape
    let expected = [shape.height, shape.width] + (shape.channels > 1 ? [shape.channels] : [])
    guard Array(images.dimensions.dropFirst()) == expected else {
      throw DatasetFailure(
        path: imagesURL.path,
        problem: .wrongDimensions(
          found: images.dimensions, expected: "images × \(expected.map(String.init).joined(separator: " × "))"))
    }
    guard labels.dimensions.count == 1 else {
      throw DatasetFailure(
        path: labelsURL.path, problem: .wrongDimensions(found: labels.dimensions, expected: "one dimension of labels"))
    }
    let (imageCount, labelCount) = (images.dimensions[0], labels.dimensions[0])
    if imageCount != labelCount {
      throw DatasetFailure(
        path: imagesURL.path,
        problem: .countsDiffer(images: imageCount, labels: labelCount, labelFile: labelsURL.lastPathComponent))
    }
    if let index = labels.bytes.firstIndex(where: { $0 >= description.classes }) {
      throw DatasetFailure(
        path: labelsURL.path,
        problem: .labelOutOfRange(label: labels.bytes[index], index: index, classes: description.classes))
    }
    return LabeledImages(images: self.images(images.bytes, .interleaved), labels: labels.bytes)
  }

  private func images(_ bytes: [UInt8], _ order: ByteImages.Order) -> ByteImages {
    let shape = description.shape
    return ByteImages(
      height: shape.height, width: shape.width, channels: shape.channels, order: order, storage: bytes)
  }
}
