import Foundation
import Texts

/// What the campaigns did, and the findings with a command that repeats each.
final class Report {
  private let folder: URL
  private let seed: UInt64
  private let tool: String
  private var runs: [(campaign: String, count: Int)] = []
  private(set) var findings: [Finding] = []

  init(folder: URL, seed: UInt64, tool: String) { (self.folder, self.seed, self.tool) = (folder, seed, tool) }

  func count(_ runs: Int, of campaign: String) { self.runs.append((campaign, runs)) }

  /// Tells of a finding and keeps its `files`.
  func add(_ finding: Finding, keeping files: [URL] = [], bytes: [UInt8]? = nil) {
    findings.append(finding)
    print("\(finding.kind.rawValue): \(finding.campaign) \(finding.number): \(finding.reason)".printable)
    fflush(nil)
    // Enough to work on; a fault that every input meets would fill the disk.
    if findings.count(where: { $0.campaign == finding.campaign }) > 50 { return }
    let place = folder.appending(path: "\(finding.campaign)-\(seed)-\(finding.number)")
    try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for file in files {
      try? FileManager.default.copyItem(at: file, to: place.appending(path: file.lastPathComponent))
    }
    if let bytes { try? Data(bytes).write(to: place.appending(path: "input")) }
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let command = "\(program) --tool \(tool) --seed \(seed) --only \(finding.campaign) --number \(finding.number)"
    try? Data("\(finding.kind.rawValue): \(finding.reason)\n\n\(command)\n".utf8)
      .write(to: place.appending(path: "finding.txt"), options: .atomic)
  }

  var table: String {
    let kinds = Finding.Kind.allCases
    func line(_ cells: [String]) -> String {
      cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: max(0, (column == 0 ? 10 : 9) - cell.count))
        return column == 0 ? cell + space : space + cell
      }.joined(separator: " ")
    }
    func row(_ name: String, _ count: Int, _ own: [Finding]) -> String {
      line([name, "\(count)"] + kinds.map { kind in "\(own.count { $0.kind == kind })" })
    }
    return
      ([line(["campaign", "runs"] + kinds.map(\.rawValue))]
      + runs.map { run in row(run.campaign, run.count, findings.filter { $0.campaign == run.campaign }) }
      + [row("in all", runs.reduce(0) { $0 + $1.count }, findings)]).joined(separator: "\n")
  }
}
