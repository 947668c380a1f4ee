import Foundation
import HDF5
import Platform
import Synchronization

/// The results file of a sweep while it is computed, cell by cell, by a run that may end at any moment.
///
/// Work goes into `X.h5.partial`, in which every object is made and on disk before the first cell: a cell then changes
/// nothing but the data of existing datasets, its values first, then its status. Whatever changes more (making the
/// file, adding a group, finishing) is done in a copy (`AtomicReplacement`) that takes the name when complete. A lock
/// file keeps other processes away. So a process killed at any moment leaves files that open, and the next run computes
/// the cells whose status says `missing` or `failed`, those that were changed meanwhile (`CellSeal`), and nothing else.
/// Where `X.h5` is a symbolic link, all of this happens in the folder that it leads to.
public final class SweepFile: Sendable {
  public let destination: URL
  public let layouts: [SweepLayout]
  /// One line each about files that were there and could not be continued.
  public let notices: [String]

  /// `destination`, or what it leads to if it is a symbolic link.
  private let place: URL
  /// The file that had its name when this value was made.
  private let former: FileIdentity?
  private let lock: FileLock
  private let state: Mutex<State>

  /// Continues the partial file of an earlier run; or takes the finished file if it has all of `layouts`, adding groups
  /// that it lacks; or begins a new one. Files of another identity (`RunIdentity`) or layout, and damaged ones, are set
  /// aside under the name `X.h5.stale` and a notice says in what they differ.
  ///
  /// - Throws: `SweepFailure.layout`; `FileFailure.locked` if another process works on the file; `FileFailure.system`
  ///   if the folder cannot be written or the disk has no room for the whole sweep.
  public init(destination: URL, layouts: [SweepLayout], provenance: Provenance) throws {
    try SweepLayout.validate(layouts)
    (self.destination, self.layouts) = (destination, layouts)
    try Folder.create(destination.deletingLastPathComponent())
    place = try FileSystem.target(of: destination)
    lock = try FileLock(for: place)
    PeakMemory.reset()
    let opening = try SweepOpening(
      destination: place, isLink: place.relativePath != destination.relativePath, layouts: layouts,
      provenance: provenance)
    former = FileIdentity(place)
    notices = opening.notices
    state = Mutex(try State(opening, program: provenance.program, layouts: layouts))
  }

  /// Whether no cell is pending and the file has its final name.
  public var isFinished: Bool { state.withLock { $0.isFinished } }

  /// Whether no cell has been computed.
  public var isEmpty: Bool { state.withLock { $0.statuses.values.allSatisfy { $0.allSatisfy(\.isPending) } } }

  /// The file that holds the data now: the destination or its partial file.
  public var url: URL { isFinished ? place : partial }

  private var partial: URL { place.appendingPathExtension("partial") }

  /// The cells of `group` to compute, last dimension fastest.
  public func pendingCells(group: String) -> [[Int]] {
    guard let layout = layouts.first(where: { $0.group == group }) else { return [] }
    return state.withLock { $0.statuses[group] ?? [] }.enumerated().compactMap { number, status in
      status.isPending ? layout.cell(number: number) : nil
    }
  }

  /// Writes a pending cell: its values, then its status, each handed to the operating system before the next step.
  ///
  /// - Throws: `SweepFailure.values` if they do not fit the layout or the cell is not pending. A cell that is `done`
  ///   or `untrusted` has a value for every variable.
  public func write(cell: [Int], group: String, values: CellValues, status: CellStatus) throws {
    try state.withLock { state in
      let sweep = try state.open(group, destination, cell)
      guard let number = sweep.layout.number(of: cell) else { throw failure(group, cell, "there is no such cell") }
      guard state.statuses[group]?[number].isPending == true else { throw failure(group, cell, "is not pending") }
      guard status != .missing else { throw failure(group, cell, "cannot be written as missing") }
      if let problem = sweep.layout.problem(with: values, status: status) { throw failure(group, cell, problem) }
      try sweep.write(values, status, program: state.programs.number, at: cell, number: number)
      try state.file.flush()
      try sweep.write(status, at: cell)
      try state.file.flush()
      state.statuses[group]?[number] = status
    }
  }

  /// Writes the variables that are set once, whole. In a finished file they have been set: nothing happens.
  ///
  /// - Throws: `SweepFailure.values` if they do not fit the layout.
  public func writeConstants(group: String, _ values: CellValues) throws {
    try state.withLock { state in
      if state.isFinished { return }
      let sweep = try state.open(group, destination, [])
      if let problem = sweep.layout.problem(withConstants: values) { throw failure(group, [], problem) }
      try sweep.writeConstants(values)
      try state.file.flush()
    }
  }

  /// Gives the file its final name, with its checksums (`Seal`) and the provenance of the end: `wall_seconds` of this
  /// run and `peak_memory_bytes` since this value was made. Nothing happens if it has its name already.
  ///
  /// What has got that name since this value was made is no file of this run, and is set aside.
  ///
  /// - Throws: `SweepFailure.unfinished` if a cell is missing; one that failed may stay so, until the next run.
  ///   `.changed` if a cell is not as it was written: the next run computes it again.
  public func finish(_ provenance: Provenance) throws {
    try state.withLock { state in
      if state.isFinished { return }
      for layout in layouts {
        let missing = (state.statuses[layout.group] ?? []).count { $0 == .missing }
        if missing > 0 {
          throw SweepFailure.unfinished(file: destination.relativePath, group: layout.group, missing: missing)
        }
      }
      try state.file.synchronise()
      if let present = FileIdentity(place), present != former { try StaleFile.setAside(place, withPicture: false) }
      try HDF5File.replace(place, startingFrom: partial) { file in
        // What is on the disk now is sealed, so it must be what was written there.
        for layout in layouts {
          let cells = try CellSeal(layout).damagedCells(in: file)?.count ?? layout.cellCount
          if cells > 0 { throw SweepFailure.changed(file: destination.relativePath, group: layout.group, cells: cells) }
        }
        try provenance.writeFinal(to: file.root)
        state.programs.confirm()
        try state.programs.writeConfirmations(to: file.root)
        try Seal.write(to: file)
      }
      try state.close()
      unlink(partial.relativePath)
      state.isFinished = true
    }
  }

  /// The cells that another executable than the present one computed, with the program that did, last dimension
  /// fastest; none in a finished file that the present one has confirmed.
  public func cellsOfOtherPrograms(group: String) -> [(cell: [Int], program: Program)] {
    guard let layout = layouts.first(where: { $0.group == group }) else { return [] }
    return state.withLock { state in
      if state.isFinished && state.programs.isConfirmed { return [] }
      let statuses = state.statuses[group] ?? []
      return (state.programsOfCells[group] ?? []).enumerated().compactMap { number, program in
        guard !statuses[number].isPending, state.programs.list.indices.contains(program) else { return nil }
        let other = state.programs.list[program]
        return other.isExecutable(of: state.programs.own) ? nil : (layout.cell(number: number), other)
      }
    }
  }

  /// The values and the status of a cell that was written.
  public func stored(cell: [Int], group: String) throws -> (values: CellValues, status: CellStatus) {
    try state.withLock { state in
      guard let layout = layouts.first(where: { $0.group == group }), let number = layout.number(of: cell),
        let status = state.statuses[group]?[number]
      else { throw failure(group, cell, "there is no such cell") }
      return (try layout.cellValues(in: state.file)(number), status)
    }
  }

  /// The values of the variables that are set once.
  public func storedConstants(group: String) throws -> CellValues {
    try state.withLock { state in
      guard let layout = layouts.first(where: { $0.group == group }) else {
        throw failure(group, [], "there is no such group")
      }
      return try layout.constants(in: state.file)
    }
  }

  /// Writes into a finished file that the present program gave the numbers of finished cells again.
  public func confirm() throws {
    try state.withLock { state in
      guard state.isFinished, !state.programs.isConfirmed else { return }
      state.programs.confirm()
      try HDF5File.replace(place, startingFrom: place) { file in
        try state.programs.write(to: file.root)
        try state.programs.writeConfirmations(to: file.root)
        try Seal.write(to: file)
      }
    }
  }

  /// Closes the file and sets it aside, finished and partial: its numbers are not those of the present program. Nothing
  /// can be done with this value any more.
  ///
  /// - Returns: the names that they have now.
  public func setAside() throws -> [String] {
    try state.withLock { state in
      try state.close()
      return try [place, partial]
        .filter { FileManager.default.fileExists(atPath: $0.path) }
        .map { try StaleFile.setAside($0).lastPathComponent }
    }
  }

  private func failure(_ group: String, _ cell: [Int], _ detail: String) -> SweepFailure {
    .values(file: destination.relativePath, group: group, cell: cell, detail: detail)
  }
}

extension SweepFile {
  /// The open file, and what is known of its cells without reading it again.
  private struct State {
    let file: HDF5File
    var isFinished: Bool
    var programs: ProgramList
    var statuses: [String: [CellStatus]] = [:]
    var programsOfCells: [String: [Int]] = [:]
    var groups: [String: OpenGroup] = [:]

    init(_ opening: SweepOpening, program: Program, layouts: [SweepLayout]) throws {
      (file, isFinished) = (opening.file, opening.isFinished)
      programs = try ProgramList(of: file.root, own: program)
      for layout in layouts {
        statuses[layout.group] = try layout.statuses(in: file)
        programsOfCells[layout.group] = try layout.programs(in: file)
        if !isFinished { groups[layout.group] = try OpenGroup(layout, in: file) }
      }
    }

    func open(_ group: String, _ destination: URL, _ cell: [Int]) throws -> OpenGroup {
      if isFinished { throw SweepFailure.finished(file: destination.relativePath) }
      guard let sweep = groups[group] else {
        throw SweepFailure.values(
          file: destination.relativePath, group: group, cell: cell, detail: "there is no such group")
      }
      return sweep
    }

    mutating func close() throws {
      groups = [:]
      try file.close()
    }
  }
}
