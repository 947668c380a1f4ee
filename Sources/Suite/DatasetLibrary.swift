import Datasets
import Foundation
import Synchronization
import Work

/// The datasets of a run: each is read at most once, and where the real files are not there, procedural images in the
/// same file formats take their place.
///
/// A dataset counts as not there when its folder is missing or holds nothing but what a download left that broke off.
/// Files that are there but damaged are an error: falling back would hide it.
public final class DatasetLibrary: Sendable {
  private let directory: URL?
  private let proceduralDirectory: URL
  private let fetch: (@Sendable (DatasetDescription, URL) throws -> Void)?
  private let progress: ProgressDisplay
  private let loaded = Mutex<[DatasetDescription: Dataset]>([:])

  /// - Parameters:
  ///   - directory: holds `mnist/` and `cifar-10-batches-bin/`; `nil`: procedural images only.
  ///   - proceduralDirectory: where procedural images are kept once they are drawn.
  ///   - fetch: downloads a dataset that is not there into `directory`; `nil`: it stays away.
  public init(
    directory: URL?, proceduralDirectory: URL, fetch: (@Sendable (DatasetDescription, URL) throws -> Void)? = nil,
    progress: ProgressDisplay
  ) {
    (self.directory, self.proceduralDirectory) = (directory, proceduralDirectory)
    (self.fetch, self.progress) = (fetch, progress)
  }

  /// - Throws: the typed error of the file that is missing or damaged.
  public func dataset(_ name: DatasetDescription) throws -> Dataset {
    try loaded.withLock { loaded in
      if let dataset = loaded[name] { return dataset }
      let dataset = try load(name)
      loaded[name] = dataset
      return dataset
    }
  }

  private func load(_ name: DatasetDescription) throws -> Dataset {
    if let fetch, let directory, !Self.isThere(name, in: directory) {
      do {
        try fetch(name, directory)
      } catch let failure as SuiteFailure where failure.exitStatus == .interrupted {
        throw failure
      } catch {
        progress.warn("Warning: \(name.title) could not be downloaded: \(ErrorDescription(error).message)")
      }
    }
    guard let directory, Self.isThere(name, in: directory) else {
      let place =
        directory.map { "no files in \($0.appending(path: name.folder).relativePath)" } ?? "no folder of datasets"
      // Nothing is drawn in place of some data sets: the error says so, and how to get the files.
      guard name.standIn != nil else {
        let folder = (directory ?? proceduralDirectory).appending(path: name.folder)
        throw DatasetFailure(path: folder.relativePath, problem: .notDrawn(dataset: name.id))
      }
      progress.warn(
        "\(name.title): \(place); using procedural images, which no paper's numbers are compared with "
          + "(`widelimit data fetch` gets the real ones)")
      // One seed for all runs: the images are part of the setting, not of what a run draws.
      try ProceduralImages.write(name, into: proceduralDirectory, seed: 0)
      return try DatasetStore.load(name, from: proceduralDirectory)
    }
    let dataset = try DatasetStore.load(name, from: directory)
    let unverified = dataset.files.filter { !$0.isVerified }.map(\.name)
    if !unverified.isEmpty && !dataset.isProcedural {
      progress.warn(
        "Warning: \(name.title): \(unverified.joined(separator: ", ")): not known to be the official bytes; "
          + "results carry their digests and dataset_verified = false")
    }
    return dataset
  }

  /// Whether the folder of a dataset exists and holds something (or is no folder, which reading it will say).
  static func isThere(_ name: DatasetDescription, in directory: URL) -> Bool {
    let folder = name.place(in: directory)
    guard let contents = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return FileManager.default.fileExists(atPath: folder.path)
    }
    return !contents.allSatisfy { $0 == Download.folderName || $0.contains(".gz.part") }
  }
}
