import Foundation
import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct PanelScratchTests {
  private let layout = PanelLayout(order: 100, width: 10)
  private let identity = String(repeating: "a", count: 64)

  private func scratch(_ folder: URL, identity: String? = nil, layout: PanelLayout? = nil) throws -> PanelScratch {
    try PanelScratch(in: folder, identity: identity ?? self.identity, layout: layout ?? self.layout)
  }

  @Test func setsRoomAsideAndGivesItBack() throws {
    try withScratch { folder in
      var place: PanelScratch? = try scratch(folder)
      let panels = try #require(place?.folder.appending(path: "panels"))
      let size = try panels.resourceValues(forKeys: [.fileSizeKey]).fileSize
      #expect(size == layout.bytes)
      place?.remove()
      place = nil
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.isEmpty)
    }
  }

  @Test func aDiskWithoutRoomSaysHowMuchIsNeeded() throws {
    try withScratch { folder in
      // 400 TB.
      let huge = PanelLayout(order: 10_000_000, width: 256)
      let error = #expect(throws: FileFailure.self) { try scratch(folder, layout: huge) }
      #expect(error?.message.contains("set \(huge.bytes) bytes aside") == true)
      #expect(error?.message.contains("make room") == true)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.isEmpty)
    }
  }

  @Test func placesThatAreNone() throws {
    try withScratch { folder in
      let missing = folder.appending(path: "nowhere")
      #expect(throws: FileFailure.missing(path: missing.relativePath)) { try scratch(missing) }
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      #expect(throws: FileFailure.isFile(path: file.relativePath)) { try scratch(file) }
    }
  }

  @Test func oneRunAtATime() throws {
    try withScratch { folder in
      let first = try scratch(folder)
      #expect(throws: FileFailure.locked(path: first.folder.relativePath, process: getpid())) { try scratch(folder) }
      // Another factor is another folder.
      _ = try scratch(folder, identity: String(repeating: "b", count: 64))
      withExtendedLifetime(first) {}
    }
  }

  @Test func whatOthersMadeIsNotTouched() throws {
    try withScratch { folder in
      let place = folder.appending(path: "widelimit-factor-\(identity.prefix(16))")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
      let ledger = place.appending(path: "ledger")
      try Data("accounts\n".utf8).write(to: ledger)
      #expect(throws: FileFailure.isNotOwn(path: ledger.relativePath, meant: "ledger")) { try scratch(folder) }
      let text = try String(contentsOf: ledger, encoding: .utf8)
      #expect(text == "accounts\n")
      try FileManager.default.removeItem(at: place)
      try FileManager.default.createSymbolicLink(at: place, withDestinationURL: folder)
      #expect(throws: FileFailure.isNotOwn(path: place.relativePath, meant: "scratch folder")) { try scratch(folder) }
    }
  }

  /// Narrower panels take less memory, so that they suit whatever is free now; wider ones may not.
  @Test func keepsPanelsThatAreNoWider() throws {
    try withScratch { folder in
      func width(_ asked: Int) throws -> Int {
        try scratch(folder, layout: PanelLayout(order: 100, width: asked)).layout.width
      }
      let widths = try [10, 30, 8].map(width)
      #expect(widths == [10, 10, 8])
    }
  }
}
