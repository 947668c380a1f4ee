import Foundation

/// Names of the files that the program keeps beside a user's for a while: hidden, and with an ending of the program's
/// own, so that they are nobody else's.
enum HiddenName {
  /// What a name may have on the file systems of Linux.
  private static let largestLength = 255

  /// The place beside `url` with the name `.NAME.ENDING`; a long NAME is shortened, differently for different names.
  static func sibling(of url: URL, ending: String) -> URL {
    place(in: folder(of: url.relativePath), prefix(of: url, ending: ending) + ending)
  }

  /// What the names of all siblings begin with whose endings are as long as `ending`: `.NAME.`.
  static func prefix(of url: URL, ending: String) -> String {
    let (name, room) = (url.lastPathComponent, largestLength - ending.utf8.count - 2)
    if name.utf8.count <= room { return ".\(name)." }
    let mark = String(hash(name), radix: 16)
    var start = ""
    for character in name where start.utf8.count + String(character).utf8.count + mark.utf8.count < room {
      start.append(character)
    }
    return ".\(start)~\(mark)."
  }

  /// The folder that `path` lies in, as the path names it: "" for a name alone, otherwise with a slash at its end.
  static func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

  static func place(in folder: String, _ name: String) -> URL { URL(fileURLWithPath: folder + name) }

  /// FNV-1a: the same for the same name in every process.
  private static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
