import Foundation
import Platform
import TestSupport
import Testing

@Suite struct TemporaryFileTests {
  private let folder: ScratchFolder
  private var destination: URL { folder.file("k.h5") }

  init() throws { folder = try ScratchFolder() }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
  }

  private func finish(_ text: String) throws {
    let file = try TemporaryFile(for: destination)
    try Data(text.utf8).withUnsafeBytes { try file.write($0) }
    try file.finish()
  }

  private func mode(_ url: URL) -> mode_t {
    var information = stat()
    return stat(url.path, &information) == 0 ? information.st_mode & 0o7777 : 0
  }

  /// Whatever has a name that could be thought of, file or link, is as it was.
  @Test func nothingThatIsThereIsTouched() throws {
    let endings = ["partial", "new", "lock", "part", "tmp"]
    try Data("precious".utf8).write(to: folder.file("target"))
    for (number, ending) in endings.enumerated() {
      let url = destination.appendingPathExtension(ending)
      if number.isMultiple(of: 2) {
        try Data(ending.utf8).write(to: url)
      } else {
        try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: "target")
      }
    }
    let before = try names
    try finish("new")
    #expect(try names == (before + ["k.h5"]).sorted())
    #expect(try String(contentsOf: folder.file("target"), encoding: .utf8) == "precious")
    for (number, ending) in endings.enumerated() where number.isMultiple(of: 2) {
      #expect(try String(contentsOf: destination.appendingPathExtension(ending), encoding: .utf8) == ending)
    }
  }

  @Test func goesWithItsOwnerUnlessFinished() throws {
    do {
      let file = try TemporaryFile(for: destination)
      #expect(try names == [file.url.lastPathComponent])
    }
    #expect(try names.isEmpty)
  }

  /// What a killed process has left is an unlocked file of such a name.
  @Test func whatAKilledProcessLeftIsRemovedAndNothingElse() throws {
    let dead = ".k.h5.0123456789abcdef.widelimit-new"
    let foreign = [
      ".k.h5.0123456789abcde.widelimit-new", ".k.h5.0123456789ABCDEF.widelimit-new", ".k.h5.widelimit-new",
      ".l.h5.0123456789abcdef.widelimit-new", ".k.h5.0123456789abcdef.new",
    ]
    for name in foreign + [dead, "target"] { try Data("x".utf8).write(to: folder.file(name)) }
    let link = ".k.h5.1123456789abcdef.widelimit-new"
    try FileManager.default.createSymbolicLink(atPath: folder.file(link).path, withDestinationPath: "target")
    let second = ".k.h5.2123456789abcdef.widelimit-new"
    try FileManager.default.linkItem(at: folder.file("target"), to: folder.file(second))
    let living = try TemporaryFile(for: destination)
    try finish("new")
    #expect(try names == (foreign + [link, second, living.url.lastPathComponent, "target", "k.h5"]).sorted())
  }

  @Test(arguments: [0o600, 0o640, 0o604, 0o444]) func permissionsStay(permissions: Int) throws {
    try finish("old")
    chmod(destination.path, mode_t(permissions))
    let file = try TemporaryFile(for: destination)
    #expect(mode(file.url) & 0o077 & ~mode_t(permissions) == 0, "open to others than the former file")
    try file.finish()
    #expect(mode(destination) == mode_t(permissions))
  }

  @Test(arguments: [true, false]) func aLinkIsWrittenThrough(isThere: Bool) throws {
    try FileManager.default.createDirectory(at: folder.file("d"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: destination.path, withDestinationPath: "d/real.h5")
    if isThere { try Data("old".utf8).write(to: folder.file("d/real.h5")) }
    do {
      let file = try TemporaryFile(for: destination)
      #expect(file.url.deletingLastPathComponent().lastPathComponent == "d")
    }
    try finish("new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: destination.path) == "d/real.h5")
    #expect(try String(contentsOf: folder.file("d/real.h5"), encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("d").path) == ["real.h5"])
  }

  /// The longest name of a file leaves no room for an ending.
  @Test(arguments: ["k", "σ"]) func aLongNameIsShortenedForItsOwn(character: String) throws {
    let name = String(repeating: character, count: 255 / character.utf8.count)
    try Data("x".utf8).write(to: folder.file(name))
    let lock = try FileLock(for: folder.file(name))
    try TemporaryFile(for: folder.file(name)).finish()
    #expect(throws: FileFailure.self) { try FileLock(for: folder.file(name)) }
    // Other names have other locks.
    _ = try FileLock(for: folder.file(String(name.dropLast())))
    withExtendedLifetime(lock) {}
  }
}
