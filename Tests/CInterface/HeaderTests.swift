import CWideLimit
import Foundation
import Testing

@Suite struct HeaderTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Functions that the header declares.
  private func declared() throws -> Set<String> {
    let header = try String(contentsOf: Self.root.appending(path: "Sources/CWideLimit/widelimit.h"), encoding: .utf8)
    let code = header.replacing(#/\/\*.*?\*\//#.dotMatchesNewlines(), with: "")
    return Set(code.matches(of: #/(widelimit_\w+)\(/#).map { String($0.output.1) })
  }

  @Test("every function of the header is made in Swift, and no other")
  func names() throws {
    let folder = Self.root.appending(path: "Sources/CInterface")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    var made: Set<String> = []
    for file in files where file.pathExtension == "swift" {
      let source = try String(contentsOf: file, encoding: .utf8)
      for match in source.matches(of: #/@_cdecl\("(\w+)"\)\npublic func /#) { made.insert(String(match.output.1)) }
    }
    #expect(try made == declared())
    #expect(made.count > 15)
  }

  /// As it stands beside the tests; `make test` builds it first.
  private static let library = Bundle.main.bundleURL.appending(path: "libWideLimitC.so").path

  @Test(
    "the dynamic library exports every function of the header",
    .enabled(if: FileManager.default.fileExists(atPath: library), "it is not built"))
  func exports() throws {
    let handle = try #require(dlopen(Self.library, RTLD_LAZY | RTLD_LOCAL))
    for name in try declared() { #expect(dlsym(handle, name) != nil, "\(name)") }
  }

  @Test("structures have the layout that other languages write down")
  func layouts() {
    #expect(MemoryLayout<widelimit_array>.size == 80 && MemoryLayout<widelimit_array>.alignment == 8)
    #expect(MemoryLayout<widelimit_array>.offset(of: \.rank) == 8)
    #expect(MemoryLayout<widelimit_array>.offset(of: \.shape) == 16)
    #expect(MemoryLayout<widelimit_array>.offset(of: \.strides) == 48)
    #expect(MemoryLayout<widelimit_control>.size == 40)
    #expect(MemoryLayout<widelimit_control>.offset(of: \.cancelled) == 8)
    #expect(MemoryLayout<widelimit_control>.offset(of: \.progress) == 16)
    #expect(MemoryLayout<widelimit_control>.offset(of: \.context) == 32)
    #expect(MemoryLayout<widelimit_error>.size == 4096 && MemoryLayout<widelimit_error>.offset(of: \.message) == 4)
    #expect(MemoryLayout<widelimit_fit_options>.size == 24)
    #expect(MemoryLayout<widelimit_fit_options>.offset(of: \.keeps_factor) == 8)
  }
}
