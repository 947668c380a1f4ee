import Foundation
import LinearAlgebra
import Platform
import Randomness

/// Images drawn by this program, for runs and tests without the official data: digits of strokes in place of MNIST,
/// coloured textures and shapes in place of CIFAR-10 (`DatasetDescription.standIn`).
///
/// Image i depends on (seed, set, i) alone and its bytes are the same on every machine; a larger set begins with the
/// images of a smaller one.
public enum ProceduralImages {
  /// How many images a folder holds.
  public struct Sizes: Sendable, Hashable {
    /// Training images beside the validation images, which the protocol takes from the same files.
    public var training = 12_000
    public var test = 10_000

    public init(training: Int = 12_000, test: Int = 10_000) { (self.training, self.test) = (training, test) }
  }

  /// Digits and scenes are of ten kinds.
  private static let classes = 10

  /// Images as the data set stores them, one after the other, and the class of each; classes are equally likely.
  ///
  /// - Throws: `DatasetFailure` for a data set in whose place nothing is drawn.
  /// - Complexity: about 15 µs a digit and 50 µs a scene on one core; images are drawn on all cores.
  public static func draw(_ description: DatasetDescription, set: String, count: Int, seed: UInt64) throws
    -> (images: [UInt8], labels: [UInt8])
  {
    guard let standIn = description.standIn else {
      throw DatasetFailure(path: description.folder, problem: .notDrawn(dataset: description.id))
    }
    let size = standIn == .digits ? DigitImage.pixelCount : SceneImage.pixelCount
    precondition(size == description.shape.pixelCount, "what is drawn has the shape of what it stands for")
    let stream = Seed(root: seed, experiment: "procedural images", purpose: description.id + " " + set)
    var labels = [UInt8](repeating: 0, count: count)
    let images = try [UInt8](unsafeUninitializedCapacity: count * size) { images, initialized in
      try labels.withUnsafeMutableBufferPointer { labels in
        let target = Target(images: images, labels: labels)
        try Parallel.forEach(count: (count + 255) / 256) { chunk in
          var (digits, scenes) = (DigitImage(), SceneImage())
          for i in 256 * chunk..<min(count, 256 * (chunk + 1)) {
            var random = CounterBasedGenerator(seed: stream, stream: UInt64(i))
            let label = random.below(classes)
            let pixels = UnsafeMutableBufferPointer(rebasing: target.images[i * size..<(i + 1) * size])
            target.labels[i] = UInt8(label)
            switch standIn {
            case .digits: digits.draw(digit: label, pixels: pixels, using: &random)
            case .scenes: scenes.draw(scene: label, pixels: pixels, using: &random)
            }
          }
        }
      }
      initialized = count * size
    }
    return (images, labels)
  }

  /// Writes a data set into its folder below `directory`, in the official file format and marked as procedural.
  ///
  /// A folder that already holds these very images is left as it is; of one that holds others nothing but these is
  /// removed. The folder appears when it is complete.
  ///
  /// - Throws: `DatasetFailure`; `.occupied` when the folder exists and holds anything but procedural images.
  public static func write(
    _ description: DatasetDescription, into directory: URL, seed: UInt64, sizes: Sizes = Sizes()
  ) throws {
    let folder = try FileSystem.target(of: directory.appendingPathComponent(description.folder))
    let validationCount = description.validation.count
    if description.standIn == nil {
      throw DatasetFailure(path: folder.path, problem: .notDrawn(dataset: description.id))
    }
    let marker = """
      \(ProceduralMarker.firstLine)\
      generator version 1, seed \(seed), \(sizes.training) training, \(validationCount) validation, \(sizes.test) test

      """
    if ProceduralMarker.text(in: folder) == marker { return }
    let former = ProceduralFolder(folder, of: description)
    if former.exists, !(former.isMarked && former.isOwn) { throw DatasetFailure(path: folder.path, problem: .occupied) }
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw DatasetFailure(path: directory.path, creationError: error)
    }
    let partial = folder.deletingLastPathComponent()
      .appendingPathComponent(".\(folder.lastPathComponent).widelimit-new")
    let new = ProceduralFolder(partial, of: description)
    let lock = try new.make()
    defer {
      new.remove()
      close(lock)
    }
    // Another run may have drawn them while this one waited for the lock.
    if ProceduralMarker.text(in: folder) == marker { return }
    let training = try draw(description, set: "training", count: sizes.training + validationCount, seed: seed)
    let test = try draw(description, set: "test", count: sizes.test, seed: seed)
    for (split, set) in [(description.training, training), (description.test, test)] {
      let urls = split.files.map { partial.appendingPathComponent($0.name) }
      switch description.format {
      case .idx: try writeIDX(set, description.shape, urls)
      case .records(let labelBytes, _): try writeRecords(set, labelBytes, description.shape, urls)
      }
    }
    let file = try FileWriter(partial.appendingPathComponent(ProceduralMarker.name))
    try Array(marker.utf8).withUnsafeBytes { try file.write($0) }
    try file.finish()
    former.empty()
    // Takes the place of an empty folder.
    if rename(partial.path, folder.path) != 0 { throw DatasetFailure(path: folder.path, writeError: errno) }
  }

  private static func writeIDX(
    _ set: (images: [UInt8], labels: [UInt8]), _ shape: DatasetDescription.Shape, _ urls: [URL]
  ) throws {
    let channels = shape.channels > 1 ? [shape.channels] : []
    let contents = [(set.images, [shape.height, shape.width] + channels), (set.labels, [])]
    for (url, (bytes, dimensions)) in zip(urls, contents) {
      try IDXFile.write(bytes, dimensions: [set.labels.count] + dimensions, to: url.appendingPathExtension("gz"))
    }
  }

  /// As many images into each file, the label at the place of every label.
  private static func writeRecords(
    _ set: (images: [UInt8], labels: [UInt8]), _ labelBytes: Int, _ shape: DatasetDescription.Shape, _ urls: [URL]
  ) throws {
    let size = shape.pixelCount
    for (k, url) in urls.enumerated() {
      let range = set.labels.count * k / urls.count..<set.labels.count * (k + 1) / urls.count
      var records: [UInt8] = []
      records.reserveCapacity(range.count * (labelBytes + size))
      for i in range {
        records += [UInt8](repeating: set.labels[i], count: labelBytes)
        records += set.images[i * size..<(i + 1) * size]
      }
      let file = try FileWriter(url)
      try records.withUnsafeBytes { try file.write($0) }
      try file.finish()
    }
  }

  private struct Target: @unchecked Sendable {
    let images: UnsafeMutableBufferPointer<UInt8>
    let labels: UnsafeMutableBufferPointer<UInt8>
  }
}
