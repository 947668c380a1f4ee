import Foundation
import LinearAlgebra
import Platform
import Randomness

/// Images drawn by this program, for runs and tests without the official data: digits of strokes in place of MNIST,
/// coloured textures and shapes in place of CIFAR-10.
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

  /// Images as the data set stores them, one after the other, and the class of each; classes are equally likely.
  ///
  /// - Complexity: about 15 µs a digit and 50 µs a scene on one core; images are drawn on all cores.
  public static func draw(_ name: DatasetName, set: String, count: Int, seed: UInt64) throws
    -> (images: [UInt8], labels: [UInt8])
  {
    let size = name.format == .idx ? DigitImage.pixelCount : SceneImage.pixelCount
    let stream = Seed(root: seed, experiment: "procedural images", purpose: name.rawValue + " " + set)
    var labels = [UInt8](repeating: 0, count: count)
    let images = try [UInt8](unsafeUninitializedCapacity: count * size) { images, initialized in
      try labels.withUnsafeMutableBufferPointer { labels in
        let target = Target(images: images, labels: labels)
        try Parallel.forEach(count: (count + 255) / 256) { chunk in
          var (digits, scenes) = (DigitImage(), SceneImage())
          for i in 256 * chunk..<min(count, 256 * (chunk + 1)) {
            var random = CounterBasedGenerator(seed: stream, stream: UInt64(i))
            let label = random.below(DatasetName.classes)
            let pixels = UnsafeMutableBufferPointer(rebasing: target.images[i * size..<(i + 1) * size])
            target.labels[i] = UInt8(label)
            switch name.format {
            case .idx: digits.draw(digit: label, pixels: pixels, using: &random)
            case .cifarBinary: scenes.draw(scene: label, pixels: pixels, using: &random)
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
  /// A folder that already holds these very images is left as it is. The folder appears when it is complete.
  ///
  /// - Throws: `DatasetFailure`; `.occupied` when the folder exists and holds anything but procedural images.
  public static func write(_ name: DatasetName, into directory: URL, seed: UInt64, sizes: Sizes = Sizes()) throws {
    let folder = directory.appendingPathComponent(name.folder)
    let marker = """
      Images drawn by widelimit, no official data.
      generator version 1, seed \(seed), \(sizes.training) training, \(name.validationCount) validation, \(sizes.test) test

      """
    if ProceduralMarker.text(in: folder) == marker { return }
    if FileManager.default.fileExists(atPath: folder.path), !ProceduralMarker.exists(in: folder) {
      throw DatasetFailure(path: folder.path, problem: .occupied)
    }
    let partial = directory.appendingPathComponent("\(name.folder).partial-\(getpid())")
    defer { try? FileManager.default.removeItem(at: partial) }
    do {
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
    } catch {
      throw DatasetFailure(path: partial.path, creationError: error)
    }
    let training = try draw(name, set: "training", count: sizes.training + name.validationCount, seed: seed)
    let test = try draw(name, set: "test", count: sizes.test, seed: seed)
    switch name.format {
    case .idx:
      try writeIDX(training, "train", partial)
      try writeIDX(test, "t10k", partial)
    case .cifarBinary:
      for batch in 0..<5 {
        let range = training.labels.count * batch / 5..<training.labels.count * (batch + 1) / 5
        try writeCIFAR(training, range, partial.appendingPathComponent("data_batch_\(batch + 1).bin"))
      }
      try writeCIFAR(test, 0..<sizes.test, partial.appendingPathComponent("test_batch.bin"))
    }
    let file = try FileWriter(partial.appendingPathComponent(ProceduralMarker.name))
    try Array(marker.utf8).withUnsafeBytes { try file.write($0) }
    try file.finish()
    try? FileManager.default.removeItem(at: folder)
    if rename(partial.path, folder.path) != 0 { throw DatasetFailure(path: folder.path, writeError: errno) }
  }

  private static func writeIDX(_ set: (images: [UInt8], labels: [UInt8]), _ prefix: String, _ folder: URL) throws {
    let (count, side) = (set.labels.count, DigitImage.side)
    try IDXFile.write(
      set.images, dimensions: [count, side, side], to: folder.appendingPathComponent("\(prefix)-images-idx3-ubyte.gz"))
    try IDXFile.write(
      set.labels, dimensions: [count], to: folder.appendingPathComponent("\(prefix)-labels-idx1-ubyte.gz"))
  }

  private static func writeCIFAR(_ set: (images: [UInt8], labels: [UInt8]), _ range: Range<Int>, _ url: URL) throws {
    var records: [UInt8] = []
    records.reserveCapacity(range.count * CIFARFile.recordSize)
    for i in range {
      records.append(set.labels[i])
      records += set.images[i * CIFARFile.imageSize..<(i + 1) * CIFARFile.imageSize]
    }
    let file = try FileWriter(url)
    try records.withUnsafeBytes { try file.write($0) }
    try file.finish()
  }

  private struct Target: @unchecked Sendable {
    let images: UnsafeMutableBufferPointer<UInt8>
    let labels: UnsafeMutableBufferPointer<UInt8>
  }
}
