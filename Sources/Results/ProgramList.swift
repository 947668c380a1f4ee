import HDF5

/// The programs that had a part in a results file: the lines of its root attribute `programs`, to which the `program`
/// of a cell points, and the present one, which is appended.
struct ProgramList {
  let list: [Program]
  let own: Program
  /// The place of `own`.
  let number: Int
  /// Whether the file names `own` already.
  var isConfirmed: Bool

  init(of root: HDF5Group, own: Program) throws {
    let lines = try root.hasAttribute("programs") ? root.textAttribute("programs").split(separator: "\n") : []
    // A line that cannot be read keeps its place.
    let unknown = Program(commit: "unknown", isDirty: "unknown", executable: "", blasCore: "unknown", threads: 0)
    let stored = lines.map { Program(line: String($0)) ?? unknown }
    let place = stored.firstIndex(of: own)
    (self.own, number, isConfirmed) = (own, place ?? stored.count, stored.contains { $0.executable == own.executable })
    list = place == nil ? stored + [own] : stored
  }

  func write(to root: HDF5Group) throws {
    try root.setAttribute("programs", list.map(\.line).joined(separator: "\n"))
  }
}
