import Foundation
import Testing

@Suite("A module imports only from floors below its own") struct FloorsTests {
  @Test("every folder of Sources is on a floor, and no floor names a module that is not there")
  func everyModuleHasAFloor() throws {
    let floors = try House.floors()
    let modules = try House.folders(in: "Sources")
    #expect(!modules.isEmpty)
    for module in modules { #expect(floors[module] != nil, "\(module) has no floor in Sources/README.md") }
    for module in floors.keys { #expect(modules.contains(module), "\(module) has a floor and no folder") }
  }

  @Test("no import of a source file points upwards or sideways")
  func sourcesImportDownwards() throws {
    let floors = try House.floors()
    var seen = 0
    for file in try House.swiftFiles(in: "Sources") {
      let module = try #require(file.split(separator: "/").first.map(String.init))
      let floor = try #require(floors[module])
      for imported in House.imports(in: try House.text("Sources/" + file)) {
        guard let other = floors[imported] else { continue }
        seen += 1
        #expect(
          other < floor, "Sources/\(file) imports \(imported), which is on floor \(other); \(module) is on \(floor)")
      }
    }
    #expect(seen > 0)
  }

  @Test("tests import their own module and what is below it, and never @testable")
  func testsImportDownwards() throws {
    let floors = try House.floors()
    for file in try House.swiftFiles(in: "Tests") {
      let source = try House.text("Tests/" + file)
      let module = try #require(file.split(separator: "/").first.map(String.init))
      #expect(!House.code(of: source).contains("@testable"), "Tests/\(file) looks behind the public interface")
      // A test may bring an independent witness from its own floor (finite networks for kernels), never from above.
      guard let floor = floors[module] else { continue }
      for imported in House.imports(in: source) {
        guard let other = floors[imported] else { continue }
        #expect(
          other <= floor, "Tests/\(file) imports \(imported), which is on floor \(other); \(module) is on \(floor)")
      }
    }
  }

  @Test(
    "the reader of imports sees every form of import",
    arguments: [
      ("import Suite", ["Suite"]), ("public import Suite", ["Suite"]), ("@preconcurrency import Suite", ["Suite"]),
      ("import struct Suite.Tier", ["Suite"]), ("@_exported public import Suite", ["Suite"]),
      ("let words = \"an import Suite\"", []), ("// import Suite", []),
    ])
  func readsImports(source: String, modules: [String]) {
    #expect(House.imports(in: source) == modules)
  }
}
