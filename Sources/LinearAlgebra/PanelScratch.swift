import Foundation
import Platform

/// The folder `DIR/widelimit-factor-…` in which one factor is computed and kept: its panels, and a ledger of those that
/// are finished.
///
/// It is known by what the factor is of (`identity`). A run that is killed leaves it, and the next one of the same
/// identity goes on with it; a lock keeps two from doing so at once.
public final class PanelScratch: Sendable {
  /// What the names of such folders begin with.
  public static let prefix = "widelimit-factor-"

  public let layout: PanelLayout
  public let folder: URL
  let file: PanelFile
  let ledger: PanelLedger
  private let lock: FileLock

  /// - Parameters:
  ///   - directory: which is there.
  ///   - identity: a digest in hexadecimal, of 16 digits or more, of all that the factor's numbers depend on.
  ///   - layout: of a new factor; one that was begun in panels that are no wider goes on with those.
  /// - Throws: `FileFailure`: no such folder, no permission, no room for all panels, in work elsewhere.
  public init(in directory: URL, identity: String, layout: PanelLayout) throws {
    precondition(identity.utf8.count >= 16, "a digest tells factors apart")
    var information = stat()
    guard stat(directory.relativePath, &information) == 0 else {
      throw FileFailure.operatingSystem(directory.relativePath, "open the folder", errno)
    }
    guard information.st_mode & S_IFMT == S_IFDIR else { throw FileFailure.isFile(path: directory.relativePath) }
    folder = directory.appending(path: Self.prefix + identity.prefix(16))
    lock = try FileLock(for: folder)
    let (panels, lines) = (folder.appending(path: "panels"), folder.appending(path: "ledger"))
    if mkdir(folder.relativePath, 0o700) != 0, errno != EEXIST {
      throw FileFailure.operatingSystem(folder.relativePath, "create the folder", errno)
    }
    guard lstat(folder.relativePath, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
      throw FileFailure.isNotOwn(path: folder.relativePath, meant: "scratch folder")
    }
    if let ledger = try PanelLedger(reading: lines.relativePath, identity: identity, order: layout.order),
      ledger.layout.width <= layout.width, stat(panels.relativePath, &information) == 0,
      Int(information.st_size) == ledger.layout.bytes
    {
      (self.ledger, self.layout) = (ledger, ledger.layout)
      file = try PanelFile(panels.relativePath, bytes: ledger.layout.bytes, isNew: false)
      return
    }
    self.layout = layout
    Self.remove(panels, lines)
    do {
      file = try PanelFile(panels.relativePath, bytes: layout.bytes, isNew: true)
      ledger = try PanelLedger(lines.relativePath, identity: identity, layout: layout)
    } catch {
      // Nothing is lost with what has not begun.
      Self.remove(panels, lines)
      rmdir(folder.relativePath)
      throw error
    }
  }

  /// Panels that a former run has finished.
  public var finishedPanels: Int { ledger.state.checksums.count }

  /// Gives the disk back; the factor is of no use after it.
  public func remove() {
    Self.remove(folder.appending(path: "panels"), folder.appending(path: "ledger"))
    rmdir(folder.relativePath)
  }

  private static func remove(_ files: URL...) { for file in files { unlink(file.relativePath) } }
}
