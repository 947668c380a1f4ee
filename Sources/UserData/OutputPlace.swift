import Failures
import Foundation
import HDF5
import Platform
import Results

/// The name that an output is to have, and what must not be harmed by it.
///
/// Files are compared by what they are (`FileIdentity`), not by name: a hard or symbolic link to the inputs is the
/// inputs.
struct OutputPlace {
  let output: URL
  /// What the run reads.
  let sources: [URL]
  /// Whether any file but these may be replaced.
  let overwrites: Bool
  /// Whether the file may be replaced unasked.
  var isFormer: @Sendable (URL) -> Bool = isFormerOutput

  /// Refuses an output whose replacement would do harm: what the run reads, what is no file, such as `/dev/null`, and,
  /// unless it `overwrites`, a file that may not be written or is no former output.
  ///
  /// - Throws: `UserDataFailure.isInput`, `.isNoFile`, `.isAnotherFile`; `FileFailure`.
  /// - Complexity: opens every object of the inputs if there is a file of the output's name.
  func check() throws {
    _ = try FileSystem.target(of: output)
    if output.hasDirectoryPath { throw FileFailure.isFolder(path: output.relativePath, isInput: false) }
    guard let present = FileIdentity(output) else { return }
    for source in sources where FileIdentity(source) == present {
      throw UserDataFailure.isInput(file: output.relativePath, source: source.relativePath)
    }
    var information = stat()
    guard stat(output.relativePath, &information) == 0 else { return }
    switch information.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileFailure.isFolder(path: output.relativePath, isInput: false)
    default: throw UserDataFailure.isNoFile(file: output.relativePath)
    }
    for source in sources where ExternalFiles.of(source).contains(where: { FileIdentity($0) == present }) {
      throw UserDataFailure.isInput(file: output.relativePath, source: source.relativePath)
    }
    // An empty file is what `mktemp` makes for the output.
    if overwrites || information.st_size == 0 { return }
    guard isFormer(output) else { throw UserDataFailure.isAnotherFile(file: output.relativePath) }
    if access(output.relativePath, W_OK) != 0 {
      throw FileFailure.operatingSystem(output.relativePath, "replace it", errno)
    }
  }

  /// After the work, of hours perhaps: a file that must not be replaced and has got the output's name meanwhile is set
  /// aside as `OUT.stale`.
  ///
  /// - Returns: a line about it; nil: there is none.
  /// - Throws: `FileFailure`; what `check` throws about that which is no file.
  func free() throws -> String? {
    do {
      try check()
      return nil
    } catch UserDataFailure.isAnotherFile, UserDataFailure.isInput {
      let name = try StaleFile.setAside(FileSystem.target(of: output), withPicture: false).lastPathComponent
      return "Warning: \(output.relativePath): another file got this name during the run; set aside as \(name)"
    }
  }

  /// Keeps other runs from writing the same output, and takes away the empty pair `OUT.partial` and `OUT.lock` that
  /// version 0.2.0 left when it was killed. One of them alone, such as another program's lock, is somebody's.
  ///
  /// - Throws: `FileFailure.locked`.
  func lock() throws -> FileLock {
    let lock = try FileLock(for: output)
    let target = try FileSystem.target(of: output)
    let pair = ["partial", "lock"].map { target.appendingPathExtension($0) }
    let read = sources.compactMap { FileIdentity($0) }
    let isLeft = pair.allSatisfy { name in
      var information = stat()
      return lstat(name.relativePath, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        && information.st_size == 0 && information.st_nlink == 1 && !read.contains { $0 == FileIdentity(name) }
    }
    if isLeft { pair.forEach { unlink($0.relativePath) } }
    return lock
  }

  /// Whether the file was made from a user's inputs by this program, of whatever version, and holds nothing else: what
  /// somebody has added to it would be lost.
  @Sendable private static func isFormerOutput(_ output: URL) -> Bool {
    // What another program made is not looked into further: its links may lead anywhere.
    guard HDF5File.hasSignature(output), let file = try? HDF5File.open(output), let root = try? file.root,
      let source = try? root.textAttribute("source"), let name = Build.program.split(separator: " ").first,
      source.hasPrefix(name + " ")
    else { return false }
    if DiagnosisVariables.areAll(of: root) { return true }
    // An experiment's results took hours, and are not to be lost to a slip.
    guard let isOfExperiment = try? root.hasAttribute("experiment"), !isOfExperiment, let members = try? root.members
    else { return false }
    return members.allSatisfy { !$0.isGroup && OutputMembers.contain($0.name) }
  }
}
