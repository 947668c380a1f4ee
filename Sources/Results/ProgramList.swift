import HDF5

/// The programs that had a part in a results file: the lines of its root attribute `programs`, to which the `program`
/// of a cell points, and the present one, which is appended.
///
/// `confirmed_by` names the executables that stand for all cells: the one that finished the file, and those that
/// computed a cell of each sweep again with the same numbers.
struct ProgramList {
  let list: [Program]
  let own: Program
  /// The place of `own`.
  let number: Int
  private var confirmations: [String]

  init(of root: HDF5Group, own: Program) throws {
    func lines(_ name: String) throws -> [String] {
      try root.hasAttribute(name) ? root.textAttribute(name).split(separator: "\n").map(String.init) : []
    }
    // A line that cannot be read keeps its place.
    let unknown = Program(commit: "unknown", isDirty: "unknown", executable: "", blasCore: "unknown", threads: 0)
    let stored = try lines("programs").map { Program(line: $0) ?? unknown }
    let place = stored.firstIndex(of: own)
    (self.own, number, confirmations) = (own, place ?? stored.count, try lines("confirmed_by"))
    list = place == nil ? stored + [own] : stored
  }

  /// Whether the present program stands for all cells of a finished file.
  var isConfirmed: Bool { !own.executable.isEmpty && confirmations.contains(own.executable) }

  mutating func confirm() { if !isConfirmed { confirmations.append(own.executable) } }

  func write(to root: HDF5Group) throws {
    try root.setAttribute("programs", list.map(\.line).joined(separator: "\n"))
  }

  func writeConfirmations(to root: HDF5Group) throws {
    try root.setAttribute("confirmed_by", confirmations.joined(separator: "\n"))
  }
}
