import Foundation
import Platform
import Synchronization
import Work

/// The folder beside a results file, `X.h5.checkpoints`, where trials wait for the next rung of their search: one file
/// a trial, replaced at the end of each rung it goes through and gone when the search or the run is over. None is
/// removed before the cell that has no more use for it is in the file: a run that is killed before that still has it.
///
/// Checkpoints save time and nothing else. A trial whose checkpoint is not there, damaged or of another run or program
/// is trained again from its beginning: with the same numbers by the same program with the same BLAS kernel and number
/// of threads, with those that it now gives by another. One that cannot be written is done without.
package struct CheckpointFolder: Sendable {
  package let url: URL
  /// Of the run and the program: its files are of no use to another.
  let identity: String
  let progress: ProgressDisplay
  /// Trials that wait no longer once the cell in work is in the file.
  private var forgotten = Forgotten()

  private final class Forgotten: Sendable {
    let trials = Mutex<[String]>([])
  }

  package init(_ url: URL, identity: String, progress: ProgressDisplay) {
    (self.url, self.identity, self.progress) = (url, identity, progress)
  }

  package func file(of trial: String) -> URL {
    let name = trial.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return url.appending(path: String(name) + ".checkpoint")
  }

  private func identity(of trial: String, threads: Int) -> String { "\(identity) \(trial) threads \(threads)" }

  /// Puts a trial at its beginning where its checkpoint says.
  ///
  /// - Parameters:
  ///   - highest: the rung that the trial is to be taken through, from 0.
  ///   - threads: of the training, on which last bits depend.
  /// - Returns: the rung at whose end it stands; nil: it is at its beginning, and unless that is where it had to be a
  ///   line has been shown.
  func restore(_ training: TrialTraining, _ trial: String, upTo highest: Int, threads: Int) -> Int? {
    let file = file(of: trial)
    func again(_ reason: String) {
      progress.warn("\(file.relativePath): \(reason); trains \(trial) again from its beginning")
    }
    guard FileManager.default.fileExists(atPath: file.path) else {
      if highest > 0 { again("is not there") }
      return nil
    }
    do {
      let checkpoint = try TrialCheckpoint(file, identity: identity(of: trial, threads: threads))
      guard checkpoint.head.rung <= highest else { throw TrialCheckpoint.Problem.otherRun }
      try checkpoint.restore(training)
      return checkpoint.head.rung
    } catch {
      again((error as? TrialCheckpoint.Problem)?.text ?? "cannot be used: \(ErrorDescription(error).message)")
      return nil
    }
  }

  package func save(_ training: TrialTraining, _ trial: String, rung: Int, threads: Int) {
    do {
      try Folder.create(url)
      try TrialCheckpoint.write(
        training, rung: rung, identity: identity(of: trial, threads: threads), to: file(of: trial))
    } catch {
      progress.warn("Warning: \(trial) goes on without a checkpoint: \(ErrorDescription(error).message)")
    }
  }

  /// The same folder for one cell, which forgets trials of its own.
  var ofOneCell: CheckpointFolder {
    var folder = self
    folder.forgotten = Forgotten()
    return folder
  }

  /// Has a trial, or numbers, wait no longer, from `removeForgotten` on.
  package func forget(_ trial: String) { forgotten.trials.withLock { $0.append(trial) } }

  /// The cell is in the file.
  package func removeForgotten() {
    for trial in forgotten.trials.withLock({ $0 }) { try? FileManager.default.removeItem(at: file(of: trial)) }
  }

  /// Removes all checkpoints, and the folder unless something else is in it.
  func removeAll() {
    for file in Self.files(at: url) { try? FileManager.default.removeItem(at: file) }
    rmdir(url.relativePath)
  }

  /// What the checkpoints beside a results file take.
  static func bytes(beside results: URL) -> Int {
    files(at: .checkpoints(beside: results)).reduce(0) { sum, file in
      let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
      return sum + (size ?? 0)
    }
  }

  private static func files(at url: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.filter { $0.hasSuffix(".checkpoint") }.map { url.appending(path: $0) }
  }
}

extension URL {
  /// The folder of checkpoints beside a results file, or beside the file that a link of that name leads to.
  static func checkpoints(beside results: URL) -> URL {
    ((try? FileSystem.target(of: results)) ?? results).appendingPathExtension("checkpoints")
  }
}
