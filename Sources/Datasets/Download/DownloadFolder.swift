import Foundation
import Platform

/// The hidden folder, beside the files of a data set, that holds what has come of downloads: nothing outside of it is
/// written before a file is complete, whatever lies there under the name `train-images-idx3-ubyte.gz.part`.
struct DownloadFolder {
  static let name = ".widelimit-download"

  let url: URL

  /// Makes the folder in `folder`, or takes the one that an earlier run has left.
  ///
  /// - Throws: `FileFailure.isNotOwn` for a link or a file of its name, which is neither followed nor removed.
  init(in folder: URL) throws {
    url = folder.appendingPathComponent(Self.name, isDirectory: true)
    let path = folder.appendingPathComponent(Self.name).path
    if mkdir(path, 0o777) == 0 { return }
    let reason = errno
    guard reason == EEXIST else { throw DatasetFailure(path: path, writeError: reason) }
    var information = stat()
    guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
      throw FileFailure.isNotOwn(path: path, meant: "folder of downloads")
    }
  }

  /// Removes the folder unless something in it is to be continued.
  func removeIfEmpty() { rmdir(url.path) }
}
