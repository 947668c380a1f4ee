import Foundation
import HDF5

/// A results file, open for reading.
public struct ResultsFile: Sendable {
  public let url: URL
  private let file: HDF5File

  /// - Parameter isOwn: whether this process is writing the file.
  /// - Throws: `FileFailure.missing`, `HDF5Failure.damaged` and the like.
  public init(_ url: URL, isOwn: Bool = false) throws {
    self.url = url
    file = try HDF5File.open(url, isOwn: isOwn)
  }

  /// Whether the run that wrote it came to its end.
  public var isFinished: Bool { url.pathExtension != "partial" }

  /// What a finished file has otherwise than when it was finished, or an unfinished one in the cells of `layouts` than
  /// when they were computed, in words; nil: nothing.
  ///
  /// - Complexity: reads the whole file.
  public func damage(of layouts: [SweepLayout]) throws -> String? {
    if isFinished { return try Seal.damage(of: file) }
    for layout in layouts {
      guard let cells = try CellSeal(layout).damagedCells(in: file) else {
        return "no checksums of its cells: an earlier version began it, or it was changed"
      }
      if !cells.isEmpty {
        let count = "\(cells.count) \(cells.count == 1 ? "cell" : "cells")"
        return "other values in \(count) of group \(layout.group) than were computed"
      }
    }
    return nil
  }

  /// How many cells of `layouts` have no outcome: of a finished file none should.
  public func pendingCells(of layouts: [SweepLayout]) throws -> Int {
    try layouts.reduce(0) { try $0 + $1.statuses(in: file).count(where: \.isPending) }
  }

  /// How the file's groups differ from `layouts`, in words; nil if they are these.
  public func difference(from layouts: [SweepLayout]) throws -> String? {
    for layout in layouts {
      if let difference = try layout.difference(in: file) { return "\(difference) in group \(layout.group)" }
    }
    return nil
  }

  /// Which experiment, tier, seed and data the file is of.
  public var identity: RunIdentity {
    get throws { try RunIdentity(of: file) }
  }

  /// The programs that computed its cells.
  public var programs: [Program] {
    get throws {
      try file.root.textAttribute("programs").split(separator: "\n").compactMap { Program(line: String($0)) }
    }
  }

  /// The executables (SHA-256) that stand for all cells of a finished file: the one that finished it, and those that
  /// computed a cell of each sweep again with the same numbers.
  public var confirmedBy: [String] {
    get throws {
      let root = try file.root
      return try root.hasAttribute("confirmed_by")
        ? root.textAttribute("confirmed_by").split(separator: "\n").map(String.init) : []
    }
  }

  /// A variable's numbers (integers are converted), last axis fastest.
  public func numbers(_ variable: String, group: String = "/") throws -> (values: [Double], shape: [Int]) {
    let dataset = try file.group(group).dataset(variable)
    return (try dataset.read(as: Double.self), dataset.shape)
  }

  public func integers(_ variable: String, group: String = "/") throws -> (values: [Int], shape: [Int]) {
    let dataset = try file.group(group).dataset(variable)
    return (try dataset.read(as: Int.self), dataset.shape)
  }

  public func texts(_ variable: String, group: String = "/") throws -> (values: [String], shape: [Int]) {
    let dataset = try file.group(group).dataset(variable)
    return (try dataset.readTexts(), dataset.shape)
  }

  public func statuses(group: String = "/") throws -> (values: [CellStatus], shape: [Int]) {
    let dataset = try file.group(group).dataset("status")
    return (try CellStatus.read(from: dataset), dataset.shape)
  }

  /// The values of a coordinate.
  public func coordinate(_ name: String, group: String = "/") throws -> CoordinateValues {
    try Coordinate.values(try file.group(group).dataset(name))
  }

  public func hasGroup(_ group: String) throws -> Bool { try file.contains(group) }

  public func hasAttribute(_ name: String) throws -> Bool { try file.root.hasAttribute(name) }

  /// A root attribute as text: numbers in decimal, several separated by blanks.
  public func attribute(_ name: String) throws -> String {
    switch try file.root.attributeContent(name) {
    case .floatingPoint:
      try file.root.numberAttribute(name, as: Double.self).map { "\($0)" }.joined(separator: " ")
    case .integer(_, let signed):
      try signed
        ? file.root.numberAttribute(name, as: Int.self).map(String.init).joined(separator: " ")
        : file.root.numberAttribute(name, as: UInt64.self).map(String.init).joined(separator: " ")
    case .text, .other, nil:
      try file.root.textAttribute(name)
    }
  }

  /// The attributes that a report shows, those first that a reader asks for first; those a file does not have are left
  /// out.
  public var provenance: [(name: String, value: String)] {
    get throws {
      try attributes([
        "command_line", "git_commit", "git_dirty", "revision", "tier", "settings", "programs", "root_seed", "dataset",
        "dataset_verified", "dataset_sha256", "train_indices_sha256", "noise_variance_used", "cholesky_attempts",
        "cpu_model", "threads", "blas_library", "blas_core", "hdf5_version", "swift_version", "build_flags",
        "started_utc", "wall_seconds", "peak_memory_bytes",
      ])
    }
  }

  /// What a recorded run keeps: enough to do it again, nothing that changes with the hour.
  ///
  /// - Parameter layouts: the sweeps of the file, whose cells say which of its programs computed them.
  public func recordedProvenance(of layouts: [SweepLayout]) throws -> [String: String] {
    let names = [
      "command_line", "git_commit", "git_dirty", "blas_core", "blas_library", "cpu_model", "threads", "swift_version",
      "build_flags",
    ]
    var provenance = Dictionary(uniqueKeysWithValues: try attributes(names).map { ($0.name, $0.value) })
    provenance["command_line"] = provenance["command_line"].map { RecordedRun.portable(command: $0) }
    if try hasAttribute("programs") {
      let lines = try attribute("programs").split(separator: "\n")
      let computing = Set(try layouts.flatMap { try $0.programs(in: file) })
      provenance["programs"] = lines.indices.filter(computing.contains).map { String(lines[$0]) }
        .joined(separator: "\n")
    }
    return provenance
  }

  private func attributes(_ names: [String]) throws -> [(name: String, value: String)] {
    try names.filter { try hasAttribute($0) }.map { ($0, try attribute($0)) }
  }
}
