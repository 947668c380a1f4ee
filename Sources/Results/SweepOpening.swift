import Failures
import Foundation
import HDF5
import Platform

/// Decides, under the lock, which file a sweep goes on with, and opens it.
struct SweepOpening {
  let file: HDF5File
  let isFinished: Bool
  private(set) var notices: [String] = []

  /// - Parameter isLink: whether the name of the results is a symbolic link to `destination`.
  init(destination: URL, isLink: Bool, layouts: [SweepLayout], provenance: Provenance) throws {
    try HDF5File.requireReplaceable(destination)
    let partial = destination.appendingPathExtension("partial")
    try Self.requireOwn(partial)
    let identity = RunIdentity(provenance)
    let begun = try Candidate(partial, layouts, identity)
    let finished = try Candidate(destination, layouts, identity)

    // Where a link leads lies what is somebody else's or another experiment's: it keeps its name.
    if isLink, finished.exists, !finished.isUsable, finished.experiment != identity.experiment {
      throw FileFailure.isNotOwn(path: destination.relativePath, meant: "results file of \(identity.experiment)")
    }
    for candidate in [begun, finished] {
      guard candidate.exists, let problem = candidate.problem else { continue }
      let stale = try StaleFile.setAside(candidate.url)
      notices.append("\(candidate.url.relativePath): \(problem); set aside as \(stale.lastPathComponent)")
    }
    if begun.problem != nil, finished.isComplete {
      file = try HDF5File.open(destination)
      isFinished = true
      return
    }
    isFinished = false
    let original = [begun, finished].first(where: \.isUsable)
    let present = original?.presentGroups ?? []
    let damagedCells = original?.damagedCells ?? [:]
    for (group, cells) in damagedCells.sorted(by: { $0.key < $1.key }) {
      notices.append(
        "\(partial.relativePath): has \(cells.count) \(cells.count == 1 ? "cell" : "cells") in group \(group) "
          + "with other values than were written; computed again")
    }
    try HDF5File.replace(partial, startingFrom: original?.url) { file in
      for layout in layouts where !present.contains(layout.group) { try layout.create(in: file) }
      for layout in layouts {
        if original?.groupsWithoutChecksums.contains(layout.group) == true { try CellSeal(layout).add(to: file) }
        try layout.reset(damagedCells[layout.group] ?? [], in: file)
      }
      try provenance.write(to: file.root)
      try ProgramList(of: file.root, own: provenance.program).write(to: file.root)
    }
    file = try HDF5File.open(partial, writable: true)
  }

  /// Refuses a partial file that no run has made: it is changed and removed by its name. One that is cut short or
  /// damaged may be a run's, and is set aside.
  ///
  /// - Throws: `FileFailure.isNotOwn` for a link, a folder, what is no HDF5 file and one of no experiment.
  private static func requireOwn(_ partial: URL) throws {
    var information = stat()
    guard lstat(partial.relativePath, &information) == 0 else { return }
    let isFile = information.st_mode & S_IFMT == S_IFREG
    if isFile, information.st_size == 0 { return }
    guard isFile, HDF5File.hasSignature(partial) else {
      throw FileFailure.isNotOwn(path: partial.relativePath, meant: "partial results file")
    }
    guard let file = try? HDF5File.open(partial), let isOwn = try? file.root.hasAttribute("experiment") else { return }
    if !isOwn { throw FileFailure.isNotOwn(path: partial.relativePath, meant: "partial results file") }
  }
}

/// A file that an earlier run left, and whether this one can go on with it.
private struct Candidate {
  let url: URL
  private(set) var exists = true
  /// Why it cannot be used.
  private(set) var problem: String?
  private(set) var presentGroups: Set<String> = []
  /// Cells of an unfinished file that are not as they were written.
  private(set) var damagedCells: [String: [Int]] = [:]
  /// Of a finished file of an earlier version.
  private(set) var groupsWithoutChecksums: Set<String> = []
  /// What the file says that it is of.
  private(set) var experiment: String?
  /// Whether it has all groups and no pending cell.
  private(set) var isComplete = false

  var isUsable: Bool { problem == nil }

  init(_ url: URL, _ layouts: [SweepLayout], _ identity: RunIdentity) throws {
    self.url = url
    do {
      let file = try HDF5File.open(url)
      defer { try? file.close() }
      try examine(file, layouts, identity)
    } catch FileFailure.missing {
      (exists, problem) = (false, "does not exist")
    } catch let failure as HDF5Failure where [.interrupted, .doesNotFit].contains(failure.exitStatus) {
      // That says nothing against the file.
      throw failure
    } catch is HDF5Failure {
      problem = "is damaged or of another program"
    }
  }

  private mutating func examine(_ file: HDF5File, _ layouts: [SweepLayout], _ identity: RunIdentity) throws {
    experiment = try? file.root.textAttribute("experiment")
    guard try file.root.hasAttribute("settings"), try file.root.hasAttribute("programs") else {
      problem = "does not say of which settings and program it is"
      return
    }
    if let difference = try RunIdentity(of: file).difference(from: identity) {
      problem = "is of \(difference)"
      return
    }
    let isSealed = url.pathExtension != "partial"
    if isSealed, let damage = try Seal.damage(of: file) {
      problem = "has \(damage)"
      return
    }
    var pending = false
    for layout in layouts {
      let isPresent = try layout.group == "/" ? file.root.contains("status") : file.contains(layout.group)
      guard isPresent else { continue }
      if let difference = try layout.difference(in: file) {
        problem = "\(difference) in group \(layout.group)"
        return
      }
      let damaged = try CellSeal(layout).damagedCells(in: file)
      if isSealed {
        if damaged == nil { groupsWithoutChecksums.insert(layout.group) }
      } else if let damaged {
        if !damaged.isEmpty { damagedCells[layout.group] = damaged }
      } else {
        problem = "has no checksums of its cells"
        return
      }
      presentGroups.insert(layout.group)
      pending = try pending || layout.statuses(in: file).contains(where: \.isPending)
    }
    isComplete = !pending && presentGroups.count == layouts.count
  }
}
