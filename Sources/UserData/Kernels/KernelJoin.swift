import Architectures
import Foundation
import HDF5
import LinearAlgebra
import Platform
import Work

/// Puts the parts of a kernel (`KernelFile.part`) together: into a file whose `nngp` and `ntk` are virtual datasets
/// over them, which every HDF5 library from 1.10 on reads as one matrix as long as the parts lie where they are from
/// there; or into one file of its own.
///
/// Either way the numbers are those of the kernel that was never cut, bit for bit. A lower triangle is always copied:
/// no virtual dataset takes one from rectangles. The output appears complete or not at all.
public struct KernelJoin: Sendable {
  public let parts: [URL]
  public let output: URL
  /// Whether the numbers are copied.
  public var copies = false
  /// Whether the output may replace a file that is no former output.
  public var overwrites = false

  /// Numbers in memory at a time.
  private static let blockNumbers = 1 << 22

  public init(parts: [URL], output: URL) { (self.parts, self.output) = (parts, output) }

  /// - Throws: `KernelPartsFailure` for parts that are missing, named twice, overlapping, damaged or of other kernels,
  ///   before anything is written; `FileFailure`, `HDF5Failure`.
  /// - Complexity: opens all parts; reads and writes all numbers where they are copied.
  public func write(progress: ProgressDisplay, interruption: Interruption) throws {
    try interruption.breaking(as: UserDataFailure.interrupted(file: output.relativePath)) {
      try writeWhole(progress)
    }
  }

  private func writeWhole(_ progress: ProgressDisplay) throws {
    let place = OutputPlace(output: output, sources: parts, overwrites: overwrites)
    try place.check()
    OpenFileLimit.raise()
    let found = try sorted(parts.map(KernelPartFile.init))
    guard let first = found.first else { return }
    let (identity, plan) = (first.identity.withoutPart, first.plan)
    let pieces = try found.flatMap { try $0.pieces() }
    let whole = KernelLayout(identity, plan, 0..<plan.count)
    let isCopied = copies || identity.storesTriangle
    if isCopied {
      let cost = Cost(seconds: 0, memoryBytes: 8 * Self.blockNumbers, diskBytes: whole.bytes)
      try cost.check(inputs: first.url, output: output, machine: .current())
      if !copies {
        progress.note(
          "\(output.lastPathComponent): the numbers are copied, for no virtual dataset has a triangle's shape")
      }
    }
    let provenance = UserProvenance(
      title: "Infinite-width kernels", architecture: try first.architecture(),
      inputs: URL(filePath: try first.root.textAttribute("inputs")).relativePath, threads: 1)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    try HDF5File.replace(output, sparing: place.sources, holdsVirtual: !isCopied) { file in
      let root = try file.root
      try provenance.write(to: root)
      try identity.write(to: root)
      let history = try [root.textAttribute("history")] + found.map { try $0.root.textAttribute("history") }
      try root.setAttribute("history", history.joined(separator: "\n"))
      if isCopied {
        try whole.create(in: root)
        try copy(pieces, into: root, identity, progress)
      } else {
        let folder = try FileSystem.target(of: output).deletingLastPathComponent()
        try map(pieces, into: root, identity, from: folder)
        try JoinedParts(found, from: folder).write(to: root)
      }
      try provenance.writeFinal(to: root)
      try place.free().map(progress.warn)
    }
  }

  /// By their numbers, each there once and of one kernel.
  private func sorted(_ found: [KernelPartFile]) throws -> [KernelPartFile] {
    guard let first = found.first else { return [] }
    var known: [Int: URL] = [:]
    for file in found {
      if let difference = file.difference(from: first) {
        throw KernelPartsFailure.otherPart(
          file: file.url.relativePath, difference: difference, first: first.url.relativePath)
      }
      if file.plan != first.plan {
        throw KernelPartsFailure.overlap(file: file.url.relativePath, first: first.url.relativePath)
      }
      if let other = known.updateValue(file.url, forKey: file.part.number) {
        throw KernelPartsFailure.partTwice(
          file: file.url.relativePath, first: other.relativePath, part: file.part.text)
      }
    }
    let missing = (1...first.part.count).filter { known[$0] == nil }
    if !missing.isEmpty {
      throw KernelPartsFailure.missingParts(
        first: first.url.relativePath, parts: missing, count: first.part.count)
    }
    return found.sorted { $0.part.number < $1.part.number }
  }

  private func map(
    _ pieces: [KernelPartFile.Piece], into root: HDF5Group, _ identity: KernelIdentity, from folder: URL
  ) throws {
    let scales = try KernelLayout.scales(identity, in: root)
    let shape = [identity.rows, identity.columns]
    for (number, kernel) in identity.kernels.enumerated() {
      let mappings = pieces.filter { $0.kernel == number }.map { piece in
        VirtualMapping(
          offset: [piece.region.rows.lowerBound, piece.region.columns.lowerBound], extent: piece.region.shape,
          file: Self.path(of: piece.file, from: folder), source: piece.dataset)
      }
      let variable =
        identity.storesFloat32
        ? try root.createVirtualDataset(kernel, of: Float.self, shape: shape, from: mappings)
        : try root.createVirtualDataset(kernel, of: Double.self, shape: shape, from: mappings)
      for (axis, scale) in scales.enumerated() { try variable.attach(scale: scale, axis: axis) }
      try KernelLayout.describe(variable, kernel)
    }
  }

  /// The path that leads from a folder to a file.
  static func path(of file: URL, from folder: URL) -> String {
    func parts(_ folder: URL) -> [String] { folder.standardizedFileURL.resolvingSymlinksInPath().pathComponents }
    let (here, there) = (parts(folder), parts(file.deletingLastPathComponent()))
    let shared = zip(here, there).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: here.count - shared) + there[shared...]
    return (steps + [file.lastPathComponent]).joined(separator: "/")
  }

  private func copy(
    _ pieces: [KernelPartFile.Piece], into root: HDF5Group, _ identity: KernelIdentity, _ progress: ProgressDisplay
  ) throws {
    let targets = try identity.kernels.map(root.dataset)
    let weights = pieces.map { Double($0.region.count) }
    try progress.following(title: output.lastPathComponent, weights: weights, declaredSeconds: 0) { advance in
      for (number, piece) in pieces.enumerated() {
        let target = targets[piece.kernel]
        if identity.storesFloat32 {
          try copy(piece, to: target, identity, as: Float.self)
        } else {
          try copy(piece, to: target, identity, as: Double.self)
        }
        advance(weights[number])
      }
    }
  }

  private func copy<Element: HDF5Element & BinaryFloatingPoint>(
    _ piece: KernelPartFile.Piece, to target: HDF5Dataset, _ identity: KernelIdentity, as: Element.Type
  ) throws {
    let region = piece.region
    if region.isTriangle {
      let first = KernelRegion(rows: 0..<identity.rows, columns: 0..<identity.rows, isTriangle: true)
        .offset(region.rows.lowerBound, 0)
      for start in stride(from: 0, to: region.count, by: Self.blockNumbers) {
        try EndRequest.current?.check()
        let extent = [min(Self.blockNumbers, region.count - start)]
        let block = try piece.dataset.block([start], extent, as: Element.self)
        try block.withUnsafeBufferPointer { try target.write(offset: [first + start], extent: extent, from: $0) }
      }
      return
    }
    let step = max(1, Self.blockNumbers / region.columns.count)
    for start in stride(from: 0, to: region.rows.count, by: step) {
      try EndRequest.current?.check()
      let extent = [min(step, region.rows.count - start), region.columns.count]
      let block = try piece.dataset.block([start, 0], extent, as: Element.self)
      try block.withUnsafeBufferPointer { block in
        let row = region.rows.lowerBound + start
        guard identity.storesTriangle else {
          return try target.write(offset: [row, region.columns.lowerBound], extent: extent, from: block)
        }
        for i in row..<row + extent[0] {
          let columns = region.columns.clamped(to: 0..<i + 1)
          let line = block[((i - row) * extent[1])...].prefix(columns.count)
          try target.write(
            offset: [i * (i + 1) / 2 + columns.lowerBound], extent: [columns.count],
            from: UnsafeBufferPointer(rebasing: line))
        }
      }
    }
  }
}

extension HDF5Dataset {
  fileprivate func block<Element: HDF5Element & BinaryFloatingPoint>(
    _ offset: [Int], _ extent: [Int], as: Element.Type
  ) throws -> [Element] {
    let count = extent.reduce(1, *)
    var block = [Element](repeating: 0, count: count)
    try block.withUnsafeMutableBufferPointer { try read(offset: offset, extent: extent, into: $0) }
    return block
  }
}
