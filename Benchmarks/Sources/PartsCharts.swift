import Architectures
import Foundation
import HDF5
import Platform
import UserData
import Work

extension Chart {
  /// 20,000 vectors of 784 float64 numbers through ten ReLU layers: the whole with one thread, in two parts by two
  /// processes with one thread each, and what it costs to go on.
  static let kernelParts = Chart(title: "Kernel file in parts, ReLU depth 10, vectors of any norms") { context in
    let count = min(context.largest, 20_000)
    let bench = try KernelParts(count: count)
    defer { bench.remove() }
    let whole = try bench.seconds(.whole)
    let parts = try bench.seconds(.parts(2))
    let resume = try bench.resumeSeconds()
    return [
      Figure(name: "n = \(count): whole, one thread", value: whole, unit: "s"),
      Figure(name: "  two parts, two processes of one thread", value: parts, unit: "s"),
      Figure(name: "  times faster", value: whole / parts, unit: "×", limit: .atLeast(1.9)),
      Figure(
        name: "  to go on, of the whole", value: 100 * resume / whole, unit: "%", limit: .atMost(1),
        ratio: "\(Table.number(resume)) s"),
    ]
  }
}

/// Kernel files of inputs in a folder under the system's temporary one, computed by processes of this program.
struct KernelParts {
  enum Work {
    case whole
    case parts(Int)
  }

  /// The hidden argument that makes this program compute one part, "i/N", or the "whole", in a folder.
  static let argument = "--kernel-part"

  private let folder: URL

  init(count: Int) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "widelimit-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = try HDF5File.create(folder.appending(path: "X.h5"))
    let inputs = try file.root.createDataset("x1", of: Double.self, shape: [count, 784])
    var random = SystemRandomNumberGenerator()
    for i in 0..<count {
      let row = (0..<784).map { _ in Double.random(in: -1...1, using: &random) }
      try row.withUnsafeBufferPointer { try inputs.writeRows(i..<i + 1, from: $0) }
    }
    try file.close()
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// From the start of the processes to the end of the last; the files are removed.
  func seconds(_ work: Work) throws -> Double {
    let parts: [String] =
      switch work {
      case .whole: ["whole"]
      case .parts(let count): (1...count).map { "\($0)/\(count)" }
      }
    let time = try Measurement(runs: 1, warmUp: false) {
      let processes = try parts.map { part in
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [Self.argument, part, folder.path]
        try process.run()
        return process
      }
      for process in processes {
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
          throw Peers.Failed(description: "a part ended with status \(process.terminationStatus)")
        }
      }
    }
    try removeKernels()
    return time.seconds
  }

  /// What a run takes beside its tiles that goes on where another ended: the last tile was done, and on the disk.
  func resumeSeconds() throws -> Double {
    struct Ended: Error {}
    var file = Self.file(in: folder)
    file.didWrite = { _ in throw Ended() }
    do { try Self.write(file) } catch is Ended {}
    let last = try tiles() - 1
    file.didWrite = { if $0 == last { throw Ended() } }
    if last > 0 { do { try Self.write(file) } catch is Ended {} }
    try FileSystem.synchronise(folder.appending(path: "K.h5.widelimit-partial").path)
    file.didWrite = nil
    let time = try Measurement(runs: 1, warmUp: false) { try Self.write(file) }
    try removeKernels()
    return time.seconds
  }

  /// By the edge in the ledger.
  private func tiles() throws -> Int {
    let text = try String(contentsOf: folder.appending(path: "K.h5.widelimit-ledger"), encoding: .utf8)
    func number(_ name: String) -> Int? {
      text.split(separator: "\n").first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.flatMap { Int($0) }
    }
    guard let edge = number("edge"), let columns = number("kernel_shape") else {
      throw Peers.Failed(description: "the ledger has no edge")
    }
    return BlockPlan(rows: columns, columns: columns, isSymmetric: true, edge: edge).count
  }

  private func removeKernels() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name != "X.h5" {
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  /// What the process does that `seconds` starts; nil: this one is no such process.
  static func run(_ arguments: [String]) throws -> Bool {
    guard let place = arguments.firstIndex(of: argument), place + 2 < arguments.count else { return false }
    var file = file(in: URL(filePath: arguments[place + 2]))
    file.part = KernelPart(arguments[place + 1])
    try write(file)
    return true
  }

  private static func file(in folder: URL) -> KernelFile {
    var file = KernelFile(
      architecture: .fullyConnected(depth: 10, nonlinearity: .relu, weightVariance: 1.45, biasVariance: 0.28),
      inputs: folder.appending(path: "X.h5"), output: folder.appending(path: "K.h5"))
    file.threads = 1
    return file
  }

  private static func write(_ file: KernelFile) throws {
    try Device.single.run { try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption()) }
  }
}
