import Architectures
import Foundation
import HDF5

/// A part of a kernel that is complete, as a run with `--part` has left it.
struct KernelPartFile {
  let url: URL
  let identity: KernelIdentity
  let part: KernelPart
  let plan: BlockPlan
  /// Another for each time that the part is made.
  let token: String
  let root: HDF5Group

  /// One of its datasets.
  struct Piece {
    let file: URL
    /// Which of the identity's kernels.
    let kernel: Int
    let region: KernelRegion
    let dataset: HDF5Dataset
  }

  /// - Throws: `KernelPartsFailure.noPart`, `.damagedPart`; `FileFailure`, `HDF5Failure`.
  init(_ url: URL) throws {
    self.url = url
    let file = try HDF5File.open(url)
    root = try file.root
    guard let identity = try KernelIdentity(of: root), let part = identity.part.flatMap(KernelPart.init) else {
      throw KernelPartsFailure.noPart(file: url.relativePath)
    }
    (self.identity, self.part) = (identity, part)
    guard case .integer? = try root.attributeContent(KernelDraft.edge),
      let edge = try root.numberAttribute(KernelDraft.edge, as: Int.self).first, edge > 0, edge <= 1 << 31
    else { throw KernelPartsFailure.damagedPart(file: url.relativePath, dataset: "attribute \(KernelDraft.edge)") }
    guard case .text? = try root.attributeContent(KernelDraft.token) else {
      throw KernelPartsFailure.damagedPart(file: url.relativePath, dataset: "attribute \(KernelDraft.token)")
    }
    token = try root.textAttribute(KernelDraft.token)
    plan = BlockPlan(
      rows: identity.rows, columns: identity.columns, isSymmetric: identity.isSymmetric, edge: edge)
    guard part.count <= plan.count else {
      throw KernelPartsFailure.damagedPart(file: url.relativePath, dataset: "attribute kernel_part")
    }
  }

  /// In what this one is no part of the kernel of `other`, in words; nil: in nothing.
  func difference(from other: KernelPartFile) -> String? {
    identity.withoutPart.difference(from: other.identity.withoutPart)
      ?? (part.count == other.part.count ? nil : "\(part.count) parts")
  }

  /// What it holds, which must be what this part is to hold.
  ///
  /// - Throws: `KernelPartsFailure.damagedPart`; `HDF5Failure` for a dataset that is not all there.
  func pieces() throws -> [Piece] {
    let layout = KernelLayout(identity, plan, plan.run(ofPart: part.number, of: part.count))
    guard let found = try layout.open(in: root) else {
      throw KernelPartsFailure.damagedPart(file: url.relativePath, dataset: "list of datasets")
    }
    return found.map { Piece(file: url, kernel: $0.kernel, region: $0.region, dataset: $0.dataset) }
  }

  func architecture() throws -> Architecture {
    try Architecture(json: Data(root.textAttribute("architecture").utf8), source: url.relativePath)
  }
}
