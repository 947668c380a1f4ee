import FiniteWidth
import Foundation
import Platform
import Randomness

/// A trial between two rungs of its search as a file: parameters, moments, step, the parameters of the best steps.
///
/// The file is a line that names the format and the length of the head, the head in JSON, the numbers in
/// little-endian single precision, and 32 bytes of SHA-256 over all before them: one that was cut short, changed or
/// written for another run is told from one to go on from.
struct TrialCheckpoint {
  struct Head: Codable, Equatable {
    /// Of run, program and trial.
    let identity: String
    /// The rung whose end this is, from 0.
    let rung: Int
    let progress: TrialProgress
    let lastLoss: Double
    /// Numbers of the trainer's state, and of the parameters with the highest accuracy and with the lowest error; 0
    /// where these are not written (`TrialTraining`).
    let counts: [Int]
  }

  /// Why a file cannot be gone on from.
  enum Problem: Error, Equatable {
    case damaged, otherRun

    var text: String {
      switch self {
      case .damaged: "is cut short or damaged"
      case .otherRun: "is of another run or program"
      }
    }
  }

  private static let format = "WideLimit checkpoint 2"
  private static let digestSize = 32

  let head: Head
  let numbers: [Float]
  let bestNumbers, leastErrorNumbers: [Float]?

  /// Writes a trial that can go on, in place of the file that is there.
  ///
  /// - Throws: `FileFailure`.
  /// - Complexity: 12 bytes a parameter, 4 more for each of the two best steps that is neither the last nor the other.
  static func write(_ training: TrialTraining, rung: Int, identity: String, to url: URL) throws {
    let state = training.state
    let parts = [state.numbers, training.bestNumbers ?? [], training.leastErrorNumbers ?? []]
    let head = try JSONEncoder().encode(
      Head(
        identity: identity, rung: rung, progress: training.progress, lastLoss: state.lastLoss,
        counts: parts.map(\.count)))
    try AtomicReplacement.replace(url) { temporary in
      let descriptor = try FileSystem.open(temporary.relativePath, O_WRONLY | O_CREAT | O_TRUNC, "write it")
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      var hash = SHA256()
      func write(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bytes)
        try file.write(contentsOf: bytes)
      }
      try Array("\(format) \(head.count)\n".utf8).withUnsafeBytes(write)
      try head.withUnsafeBytes(write)
      for numbers in parts { try numbers.withUnsafeBytes(write) }
      try file.write(contentsOf: hash.digest().bytes)
      try file.close()
    }
  }

  /// - Parameter identity: what the file has to be of.
  /// - Throws: `Problem`; what keeps the file from being read.
  init(_ url: URL, identity: String) throws {
    let data = try Data(contentsOf: url, options: .mappedIfSafe)
    let body = data.dropLast(Self.digestSize)
    var hash = SHA256()
    body.withUnsafeBytes { hash.update($0) }
    guard data.count > Self.digestSize, hash.digest().bytes == Array(data.suffix(Self.digestSize)),
      let end = body.firstIndex(of: UInt8(ascii: "\n")),
      let size = String(data: body[..<end], encoding: .utf8)?.split(separator: " ").last.flatMap({ Int($0) }),
      body.starts(with: Self.format.utf8), size >= 0, size < body.endIndex - end
    else { throw Problem.damaged }
    let numbers = body.index(end, offsetBy: 1 + size)
    guard let head = try? JSONDecoder().decode(Head.self, from: body[body.index(after: end)..<numbers]) else {
      throw Problem.damaged
    }
    guard head.identity == identity else { throw Problem.otherRun }
    let stride = MemoryLayout<Float>.stride
    guard head.counts.count == 3, head.counts.allSatisfy({ $0 >= 0 }),
      head.counts.reduce(0, +) * stride == body.endIndex - numbers
    else { throw Problem.damaged }
    func floats(_ first: Int, _ count: Int) -> [Float] {
      [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        let from = numbers + first * stride
        _ = body[from..<from + count * stride].copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
        initialized = count
      }
    }
    self.head = head
    let (state, best, least) = (head.counts[0], head.counts[1], head.counts[2])
    self.numbers = floats(0, state)
    bestNumbers = best > 0 ? floats(state, best) : nil
    leastErrorNumbers = least > 0 ? floats(state + best, least) : nil
  }

  /// Puts `training`, which is at its beginning, where this was written.
  ///
  /// - Throws: `FiniteWidthFailure.wrongState`.
  func restore(_ training: TrialTraining) throws {
    try training.restore(
      TrainingState(
        stepsTaken: head.progress.steps, status: .running, lastLoss: head.lastLoss, numbers: numbers),
      progress: head.progress, bestNumbers: bestNumbers, leastErrorNumbers: leastErrorNumbers)
  }
}
