import Foundation
import HDF5
import Synchronization
import Testing
import UserData
import Work

/// Runs of one kernel of six tiles that end after some of them.
struct KernelRuns {
  private struct Ended: Error {}

  let files: UserFiles
  var partial: URL { files.output.appendingPathExtension("widelimit-partial") }
  var ledger: URL { files.output.appendingPathExtension("widelimit-ledger") }

  init() throws {
    files = try UserFiles()
    try files.write([("x1", [700, 5])])
  }

  /// - Returns: the tiles that were computed.
  func run(_ url: URL? = nil, endingAfter tiles: Int? = nil, _ change: (inout KernelFile) -> Void = { _ in })
    throws -> [Int]
  {
    var file = KernelFile(architecture: files.architecture, inputs: files.inputs, output: url ?? files.output)
    file.blockBytes = 1
    change(&file)
    let further = file.didWrite
    let written = Mutex<[Int]>([])
    file.didWrite = { number in
      let count = written.withLock { tiles in
        tiles.append(number)
        return tiles.count
      }
      try further?(number)
      if count == tiles { throw Ended() }
    }
    do {
      try file.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    } catch is Ended {}
    return written.withLock { $0 }
  }

  func expectSameAsUndisturbed(_ change: (inout KernelFile) -> Void = { _ in }) throws {
    let other = files.folder.appending(path: "undisturbed.h5")
    _ = try run(other, change)
    for name in ["nngp", "ntk"] {
      let bits = try [files.output, other].map { try HDF5File.open($0).root.dataset(name).read(as: Double.self) }
      #expect(bits[0] == bits[1] && !bits[0].isEmpty)
    }
    #expect(try files.leftovers == ["K.h5", "X.h5", "undisturbed.h5"])
  }

  func appendToLedger(_ text: String) throws {
    let handle = try FileHandle(forWritingTo: ledger)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  func changeLedger(_ change: (String) -> String) throws {
    let text = try String(contentsOf: ledger, encoding: .utf8)
    try Data(change(text).utf8).write(to: ledger)
  }
}
