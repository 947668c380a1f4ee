import Foundation

/// Watches over a reader's process: takes up its findings, and goes on behind the input that ended or stopped it.
struct ReaderWatch {
  let campaign: ReaderCampaign
  let program: String
  let seed: UInt64
  /// Past this an input counts as a hang.
  static let limit = 10.0

  func run(seconds: Double, report: Report) throws {
    // In memory, where there is such a place: inputs are small and many.
    let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
    let base = access(memory.path, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory
    let folder = base.appending(path: "fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let deadline = Clock.now + seconds
    var first = 0
    repeat {
      let child = try Child(
        [program, "reader", campaign.name, "\(seed)", "\(first)", "\(max(0.1, deadline - Clock.now))", folder.path],
        in: folder, output: folder.appending(path: "output"), errors: folder.appending(path: "errors"))
      let fault = watch(child, folder)
      let number = Self.number(folder) ?? first
      takeUp(folder, report)
      first = number
      guard let fault else { continue }
      first += 1
      let input = ReaderProcess.input(campaign, seed: seed, number: number)
      report.add(
        Finding(kind: fault.kind, campaign: campaign.name, number: number, reason: fault.reason), bytes: input.bytes)
    } while Clock.now < deadline
    report.count(first, of: campaign.name)
  }

  private func watch(_ child: Child, _ folder: URL) -> (kind: Finding.Kind, reason: String)? {
    var (last, since) = (Self.number(folder), Clock.now)
    while !child.wait(seconds: 0.25) {
      let number = Self.number(folder)
      if number != last { (last, since) = (number, Clock.now) }
      if Clock.now - since > Self.limit {
        child.finish()
        return (.hang, "not read within \(Int(Self.limit)) s")
      }
    }
    switch child.end {
    case .status(0): return nil
    case .status(let status): return (.crash, "status \(status): \(Self.firstLine(folder.appending(path: "errors")))")
    default: return (.crash, "\(child.end.map { "\($0)" } ?? ""): \(Self.firstLine(folder.appending(path: "errors")))")
    }
  }

  private func takeUp(_ folder: URL, _ report: Report) {
    let output = (try? String(contentsOf: folder.appending(path: "output"), encoding: .utf8)) ?? ""
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, let kind = Finding.Kind(rawValue: String(words[0])), let number = Int(words[1]) else {
        continue
      }
      report.add(
        Finding(kind: kind, campaign: campaign.name, number: number, reason: String(words[2])),
        bytes: ReaderProcess.input(campaign, seed: seed, number: number).bytes)
    }
  }

  private static func number(_ folder: URL) -> Int? {
    guard let data = try? Data(contentsOf: folder.appending(path: "number")), data.count == 8 else { return nil }
    return data.withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
  }

  static func firstLine(_ file: URL) -> String {
    let text = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) } ?? "no words"
  }
}
