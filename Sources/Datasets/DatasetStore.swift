import Foundation
import Inputs
import LinearAlgebra
import Platform
import Synchronization

/// Data sets in a folder, in their official file formats.
public enum DatasetStore {
  static let idxNames = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
  ]

  /// Reads `directory/mnist/…`, `directory/fashion-mnist/…` or `directory/cifar-10-batches-bin/…`.
  ///
  /// IDX files may be plain or carry `.gz`; where both lie there, the plain one is read. Files whose digest is not the
  /// official one are read too and say so in `Dataset.files`. The test and training sets keep the order of their files.
  ///
  /// - Throws: `DatasetFailure`.
  /// - Complexity: memory is the bytes as stored plus an index an image.
  public static func load(_ name: DatasetName, from directory: URL) throws -> Dataset {
    let folder = directory.appendingPathComponent(name.folder)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), !isFolder.boolValue {
      throw DatasetFailure(path: folder.path, problem: .notFolder)
    }
    let (training, test, files) =
      switch name.format {
      case .idx: try idx(name, folder)
      case .cifarBinary: try cifar(name, folder)
      }
    let count = training.images.count
    guard count > name.validationCount else {
      throw DatasetFailure(
        path: folder.path, problem: .tooFewForValidation(images: count, validation: name.validationCount))
    }
    let validation = name.validationRange(of: count)
    return Dataset(
      name: name, isProcedural: ProceduralMarker.exists(in: folder),
      training: training.subset((0..<count).filter { !validation.contains($0) }),
      validation: training.subset(validation), test: test, files: files)
  }

  private static func idx(_ name: DatasetName, _ folder: URL) throws -> (LabeledImages, LabeledImages, [DatasetFile]) {
    let names = idxNames
    let urls = names.map { existing($0, in: folder) }
    let read = Mutex([IDXFile?](repeating: nil, count: names.count))
    try Parallel.forEach(count: names.count) { k in
      let file = try IDXFile(contentsOf: urls[k])
      read.withLock { $0[k] = file }
    }
    let files = read.withLock { $0.compactMap { $0 } }
    let training = try labeled(files[0], urls[0], files[1], urls[1])
    let test = try labeled(files[2], urls[2], files[3], urls[3])
    if files[0].dimensions[1...] != files[2].dimensions[1...] {
      throw DatasetFailure(
        path: urls[2].path,
        problem: .wrongDimensions(
          found: files[2].dimensions,
          expected: "images of \(files[0].dimensions[1]) × \(files[0].dimensions[2]) as in \(names[0])"))
    }
    let source = name.source
    return (
      training, test,
      zip(names, files).map { name, file in
        DatasetFile(
          name: name, sha256: file.sha256,
          isVerified: source.verifies(name: name, sha256: file.sha256, packedSHA256: file.packedSHA256))
      }
    )
  }

  /// `name` in `folder`, or `name.gz` where only that is there.
  static func existing(_ name: String, in folder: URL) -> URL {
    let (plain, packed) = (folder.appendingPathComponent(name), folder.appendingPathComponent(name + ".gz"))
    let isPacked =
      !FileManager.default.fileExists(atPath: plain.path) && FileManager.default.fileExists(atPath: packed.path)
    return isPacked ? packed : plain
  }

  private static func labeled(_ images: IDXFile, _ imagesURL: URL, _ labels: IDXFile, _ labelsURL: URL) throws
    -> LabeledImages
  {
    guard images.dimensions.count == 3 else {
      throw DatasetFailure(
        path: imagesURL.path,
        problem: .wrongDimensions(found: images.dimensions, expected: "images × height × width"))
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
    if let index = labels.bytes.firstIndex(where: { $0 >= DatasetName.classes }) {
      throw DatasetFailure(
        path: labelsURL.path, problem: .labelOutOfRange(label: labels.bytes[index], index: index))
    }
    return LabeledImages(
      images: ByteImages(
        height: images.dimensions[1], width: images.dimensions[2], channels: 1, order: .interleaved,
        storage: images.bytes), labels: labels.bytes)
  }

  private static func cifar(_ name: DatasetName, _ folder: URL) throws -> (LabeledImages, LabeledImages, [DatasetFile])
  {
    func labeled(_ read: (images: [UInt8], labels: [UInt8], sha256: [String])) -> LabeledImages {
      LabeledImages(
        images: ByteImages(height: 32, width: 32, channels: 3, order: .planar, storage: read.images),
        labels: read.labels)
    }
    let batches = (1...5).map { "data_batch_\($0).bin" }
    let training = try CIFARFile.read(batches.map(folder.appendingPathComponent))
    let test = try CIFARFile.read([folder.appendingPathComponent("test_batch.bin")])
    let source = name.source
    let files = zip(batches + ["test_batch.bin"], training.sha256 + test.sha256).map { name, sha256 in
      DatasetFile(name: name, sha256: sha256, isVerified: source.verifies(name: name, sha256: sha256))
    }
    return (labeled(training), labeled(test), files)
  }
}
