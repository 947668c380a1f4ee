import Foundation
import Platform

/// A folder of images that this program has drawn, or is drawing: only files of the data set's own names are ever
/// removed from it.
struct ProceduralFolder {
  let url: URL
  private let names: Set<String>

  init(_ url: URL, of description: DatasetDescription) {
    self.url = url
    // As they are drawn: an unpacked MNIST is somebody's.
    let ending = description.format == .idx ? ".gz" : ""
    names = Set(description.files.map { $0.name + ending } + [ProceduralMarker.name])
  }

  var exists: Bool { FileIdentity(url) != nil }
  var isMarked: Bool { ProceduralMarker.text(in: url)?.hasPrefix(ProceduralMarker.firstLine) == true }

  /// Whether it holds nothing that somebody else put there.
  var isOwn: Bool {
    // Hidden ones are what a killed run was writing.
    contents.allSatisfy { names.contains($0) || ($0.hasPrefix(".") && $0.hasSuffix(".widelimit-new")) }
  }

  private var contents: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] }

  /// Makes the folder, or takes the one that a killed run has left, and keeps other runs from it; waits for one that is
  /// drawing. Until `remove` it goes with this process (`OwnFiles`).
  ///
  /// - Returns: a descriptor that holds the lock.
  /// - Throws: `DatasetFailure`; `FileFailure.isNotOwn` if a link or somebody else's folder has the name.
  func make() throws -> Int32 {
    while true {
      if mkdir(url.path, 0o777) != 0, errno != EEXIST { throw DatasetFailure(path: url.path, writeError: errno) }
      let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if descriptor < 0, errno == ENOENT { continue }
      guard descriptor >= 0, isOwn else {
        if descriptor >= 0 { close(descriptor) }
        throw FileFailure.isNotOwn(path: url.path, meant: "folder of drawn images")
      }
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      // The run before us may have given the folder its name meanwhile.
      if FileIdentity(descriptor) == FileIdentity(url) {
        paths.forEach(OwnFiles.register)
        return descriptor
      }
      close(descriptor)
    }
  }

  /// The folder and what it may hold under its final name.
  private var paths: [String] { [url.path] + names.map { url.appendingPathComponent($0).path } }

  /// Removes the drawn files.
  func empty() {
    for name in contents where names.contains(name) || name.hasSuffix(".widelimit-new") {
      unlink(url.appendingPathComponent(name).path)
    }
  }

  /// Removes the folder with the drawn files, unless it has got another name.
  func remove() {
    empty()
    rmdir(url.path)
    paths.forEach(OwnFiles.forget)
  }
}
