import Foundation
import Testing

@Suite("Rules that every source file keeps") struct CodeTests {
  @Test(
    "nothing in a library ends the process or forces what may fail",
    arguments: [
      "fatalError(", "try!", " as! ", "preconditionFailure(",
    ])
  func nothingForces(word: String) throws {
    let files = try House.swiftFiles(in: "Sources")
    #expect(!files.isEmpty)
    for file in files {
      #expect(!House.code(of: try House.text("Sources/" + file)).contains(word), "Sources/\(file) has \(word)")
    }
  }

  @Test("libraries never exit")
  func librariesNeverExit() throws {
    for file in try House.swiftFiles(in: "Sources") where !file.hasPrefix("Commands/") {
      let code = House.code(of: try House.text("Sources/" + file))
      #expect(code.firstMatch(of: #/(^|[^\w.])_?exit\(/#) == nil, "Sources/\(file) ends the process")
    }
  }

  @Test("a file holds one concept: at most 250 lines")
  func filesAreShort() throws {
    for folder in ["Sources", "Tests", "Benchmarks", "Fuzz"] {
      for file in try House.swiftFiles(in: folder) {
        let lines =
          try House.text("\(folder)/\(file)").split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(lines <= 250, "\(folder)/\(file) has \(lines) lines")
      }
    }
  }

  @Test("comments keep to 120 columns, which the formatter does not see to")
  func commentsAreNarrow() throws {
    for folder in ["Sources", "Tests", "Benchmarks", "Fuzz"] {
      for file in try House.swiftFiles(in: folder) {
        let lines = try House.text("\(folder)/\(file)").split(separator: "\n")
        for line in lines where line.drop(while: { $0 == " " }).hasPrefix("//") {
          #expect(line.count <= 120, "\(folder)/\(file): \(line)")
        }
      }
    }
  }

  @Test("the reader of code drops comments and strings, and keeps the rest")
  func readsCode() {
    let source = "let a = \"try!\" // fatalError(\n/* as! */ let b = try! c()"
    let code = House.code(of: source)
    #expect(!code.contains("fatalError("))
    #expect(!code.contains("as!"))
    #expect(code.components(separatedBy: "try!").count == 2)
  }
}
