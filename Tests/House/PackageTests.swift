import Foundation
import Testing

@Suite("Package.swift agrees with the floors and the folders") struct PackageTests {
  /// The floors, and above them the benchmarks, which may use every module and which none uses. What is for clusters
  /// alone is beside the house.
  private func floors() throws -> [String: Int] {
    try House.floors().merging(["Benchmarks": .max, "Fuzz": .max, "CCounting": -1, "Ranks": 2, "RankChecks": .max]) {
      floor, _ in floor
    }
  }

  /// name → dependencies, as `module("Suite", ["Results", …])` and the executable targets declare them.
  private func declared() throws -> [String: [String]] {
    let manifest = try House.text("Package.swift")
    var targets: [String: [String]] = [:]
    let patterns = [
      #/module\(\s*"(\w+)",\s*\[([^\]]*)\]/#,
      #/executableTarget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/#,
    ]
    for pattern in patterns {
      for match in manifest.matches(of: pattern) {
        targets[String(match.output.1)] = match.output.2.matches(of: #/"(\w+)"/#).map { String($0.output.1) }
      }
    }
    // A paper's module is declared by its name alone.
    func list(_ name: String) -> [String] {
      let declaration = manifest.components(separatedBy: "let \(name)").dropFirst().first ?? ""
      let body = declaration.components(separatedBy: "= [").dropFirst().first?.prefix { $0 != "]" } ?? ""
      return body.matches(of: #/"(\w+)"/#).map { String($0.output.1) }
    }
    let papers = list("papers")
    for paper in papers { targets[paper] = list("belowPapers") }
    targets["Catalogue"] = papers + ["Suite"]
    return targets
  }

  @Test("dependencies point downwards")
  func dependenciesPointDownwards() throws {
    let floors = try floors()
    let targets = try declared()
    #expect(targets.count > 10)
    for (name, dependencies) in targets {
      let floor = try #require(floors[name], "\(name) is in Package.swift and on no floor")
      for dependency in dependencies {
        let other = try #require(floors[dependency], "\(name) depends on \(dependency), which is on no floor")
        #expect(other < floor, "\(name) on floor \(floor) depends on \(dependency) on floor \(other)")
      }
    }
  }

  @Test("what a module imports it also declares")
  func importsAreDeclared() throws {
    let floors = try floors()
    let targets = try declared()
    let sources = try House.swiftFiles(in: "Sources").map { "Sources/" + $0 }
    let benchmarks = try House.swiftFiles(in: "Benchmarks").map { "Benchmarks/" + $0 }
    #expect(!benchmarks.isEmpty)
    let fuzz = try House.swiftFiles(in: "Fuzz").map { "Fuzz/" + $0 }
    for file in sources + benchmarks + fuzz {
      let folders = file.split(separator: "/").map(String.init)
      let module = folders[0] == "Sources" ? folders[1] : folders[0]
      let dependencies = try #require(targets[module], "\(module) is a folder of Sources and no target")
      for imported in House.imports(in: try House.text(file)) where floors[imported] != nil {
        #expect(dependencies.contains(imported), "\(file) imports \(imported), which Package.swift does not declare")
      }
    }
  }

  @Test("every folder of Tests is a test target of a module")
  func testFoldersAreTargets() throws {
    let manifest = try House.text("Package.swift").filter { !$0.isWhitespace }
    let modules = Set(try House.folders(in: "Sources"))
    for folder in try House.folders(in: "Tests") where folder != "House" && !folder.hasSuffix("Support") {
      #expect(modules.contains(folder), "Tests/\(folder) mirrors no folder of Sources")
      #expect(
        try declared()["Catalogue"]?.contains(folder) == true || manifest.contains("tests(\"\(folder)\"")
          || manifest.contains("path:\"Tests/\(folder)\""),
        "Tests/\(folder) is no target, its tests never run")
    }
  }
}
