import CStart
import Failures
import Foundation
import Texts

/// The arguments as texts, also where a file has a name that is not UTF-8.
///
/// A Swift text cannot hold such a name: it would be another file's. So its folder (or the file, where its own name is
/// the one) is opened here, by its bytes, and the text is the path under which the system shows what is open:
/// `/proc/PID/fd/N`. Messages show the name as it was given, `caf\\xe9.h5`.
enum RawArguments {
  /// Without the name of the program.
  ///
  /// - Throws: `RawArgumentFailure` for what would have to be made under a name that is not UTF-8.
  static func texts() throws -> [String] {
    let arguments = all
    return try arguments.indices.map { try text(of: arguments[$0], after: $0 > 0 ? arguments[$0 - 1] : []) }
  }

  /// All arguments but the first, if that one is `command`. Who starts this program by it names files as
  /// `texts` does.
  static func paths(after command: String) -> [String]? {
    let arguments = all
    guard arguments.first == Array(command.utf8) else { return nil }
    return arguments.dropFirst().compactMap(utf8)
  }

  /// The bytes of each. Not Swift's `CommandLine`, which has none where there is no /proc.
  private static var all: [[UInt8]] {
    (1..<max(1, start_argument_count())).compactMap { index in
      start_argument(index).map { [UInt8](UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }
  }

  private static func text(of argument: [UInt8], after previous: [UInt8]) throws -> String {
    if let text = utf8(argument) { return text }
    // --option=value, or the value alone.
    var (option, value) = (String(decoding: previous, as: UTF8.self), argument[...])
    var prefix = ""
    if argument.starts(with: "--".utf8), let equals = argument.firstIndex(of: UInt8(ascii: "=")) {
      option = String(decoding: argument[..<equals], as: UTF8.self)
      (prefix, value) = (option + "=", argument[(equals + 1)...])
    }
    let slash = value.lastIndex(of: UInt8(ascii: "/"))
    let leaf = utf8(value[(slash.map { $0 + 1 } ?? value.startIndex)...])
    if ["--output", "--readme", "--numbers"].contains(option), leaf == nil || leaf == "" {
      throw RawArgumentFailure.outputName(option: option, shown: shown(value))
    }
    if let slash, let leaf, leaf != "", let folder = open(value[...slash]) { return prefix + folder + "/" + leaf }
    if let file = open(value) { return prefix + file }
    if ["--results", "--datasets"].contains(option) {
      throw RawArgumentFailure.missingFolder(option: option, shown: shown(value))
    }
    return prefix + shown(value)
  }

  /// The path under which the system shows the file or folder of that name; nil if there is none. It stays open as long
  /// as the process runs.
  private static func open(_ name: ArraySlice<UInt8>) -> String? {
    // O_PATH, which Swift does not import: no right to read is needed, and no pipe is waited for.
    let descriptor = (name + [0]).withUnsafeBytes { bytes in
      bytes.baseAddress.map { Foundation.open($0.assumingMemoryBound(to: CChar.self), 0x20_0000 | O_CLOEXEC) } ?? -1
    }
    if descriptor < 0 { return nil }
    // Not /proc/self: a child process opens it too.
    let path = "/proc/\(getpid())/fd/\(descriptor)"
    var text = shown(name)
    if text.count > 1, text.hasSuffix("/") { text.removeLast() }
    ShownPaths.show(path, as: text)
    return path
  }

  private static func utf8(_ bytes: some Collection<UInt8>) -> String? { String(validating: bytes, as: UTF8.self) }

  /// The name with `\xe9` for each byte that is no ASCII character.
  private static func shown(_ name: some Collection<UInt8>) -> String {
    name.map { $0 < 0x80 ? String(Unicode.Scalar($0)) : "\\x" + String($0, radix: 16) }.joined()
  }
}

/// A name that is not UTF-8 where a file or a folder would have to be made.
enum RawArgumentFailure: Failure, Equatable {
  case outputName(option: String, shown: String)
  case missingFolder(option: String, shown: String)

  var message: String {
    switch self {
    case .outputName(let option, let shown):
      "\(option) \(shown): the name is not UTF-8, and what is written says its name in UTF-8; choose another name"
    case .missingFolder(let option, let shown):
      "\(option) \(shown): no such folder, and its name is not UTF-8; make it first (mkdir), or choose another name"
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .outputName: .usage
    case .missingFolder: .inputMissing
    }
  }
}
