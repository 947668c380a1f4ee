import Architectures
import HDF5
import InfiniteWidth
import LinearAlgebra
import Results

/// What the bits of a kernel depend on: two runs with the same of it go on with each other's tiles, and parts with the
/// same of it make one kernel.
///
/// It is in the head of a ledger, a line each, and in a kernel's file as root attributes.
struct KernelIdentity: Sendable, Equatable {
  let x1: String
  /// nil: the kernel is that of x1 with itself.
  let x2: String?
  let architecture: String
  let rows: Int
  let columns: Int
  /// "nngp", "ntk"
  let kernels: [String]
  /// "float64" or "float32"
  let type: String
  /// "square" or "triangle"
  let storage: String
  /// "3/8"; nil: all of it.
  private(set) var part: String?
  let commit: String
  /// SHA-256
  let executable: String
  let blasCore: String

  /// - Throws: what is wrong with the inputs.
  /// - Complexity: reads the inputs once.
  init(
    _ architecture: Architecture, _ x1: UserArray, _ x2: UserArray?, _ quantities: KernelQuantities,
    _ format: KernelFormat, _ part: KernelPart?
  ) throws {
    self.x1 = try InputsDigest.sha256(of: x1)
    self.x2 = try x2.map { try InputsDigest.sha256(of: $0) }
    self.architecture = try InputsDigest.sha256(of: architecture)
    (rows, columns) = (x1.count, x2?.count ?? x1.count)
    kernels = quantities.names
    (type, self.storage, self.part) = (format.type, format.shape, part?.text)
    (commit, executable, blasCore) = (Build.current.commit, Build.current.executable, BLASLibrary.core)
  }

  /// The same of the whole kernel.
  var withoutPart: KernelIdentity {
    var whole = self
    whole.part = nil
    return whole
  }

  var isSymmetric: Bool { x2 == nil }
  var storesFloat32: Bool { type == "float32" }
  var storesTriangle: Bool { storage == "triangle" }

  private var fields: [(name: String, value: String)] {
    [
      ("x1_sha256", x1), ("x2_sha256", x2 ?? ""), ("architecture_sha256", architecture),
      ("kernel_shape", "\(rows) \(columns)"), ("kernels", kernels.joined(separator: ",")), ("kernel_type", type),
      ("kernel_storage", storage), ("kernel_part", part ?? ""), ("git_commit", commit),
      ("executable_sha256", executable), ("blas_core", blasCore),
    ]
  }

  /// As `fields` are found by name; nil where one is missing or makes no sense.
  init?(_ value: (String) throws -> String?) rethrows {
    func text(_ name: String) throws -> String? { try value(name) }
    guard let x1 = try text("x1_sha256"), let architecture = try text("architecture_sha256"),
      let shape = try text("kernel_shape")?.split(separator: " ").compactMap({ Int($0) }), shape.count == 2,
      shape.allSatisfy({ 1...1 << 31 ~= $0 }), let kernels = try text("kernels"), let type = try text("kernel_type"),
      let storage = try text("kernel_storage"), let commit = try text("git_commit"),
      let executable = try text("executable_sha256"), let blasCore = try text("blas_core")
    else { return nil }
    func nonempty(_ text: String?) -> String? { text?.isEmpty == false ? text : nil }
    (self.x1, x2, self.architecture) = (x1, nonempty(try text("x2_sha256")), architecture)
    (rows, columns) = (shape[0], shape[1])
    self.kernels = kernels.split(separator: ",").map(String.init)
    (self.type, self.storage, part) = (type, storage, nonempty(try text("kernel_part")))
    (self.commit, self.executable, self.blasCore) = (commit, executable, blasCore)
    guard ["float64", "float32"].contains(type), ["square", "triangle"].contains(storage),
      [["nngp"], ["ntk"], ["nngp", "ntk"]].contains(self.kernels), x2 != nil || rows == columns
    else { return nil }
  }

  /// What the attributes of a kernel's file say; nil: it is of an earlier version, or of another program.
  init?(of root: HDF5Group) throws {
    try self.init { name in
      guard case .text? = try root.attributeContent(name) else { return nil }
      return try root.textAttribute(name)
    }
  }

  /// Those that are there alone.
  func write(to root: HDF5Group) throws {
    for (name, value) in fields where !value.isEmpty { try root.setAttribute(name, value) }
  }

  /// A line for each field, "name value".
  var lines: [String] { fields.map { "\($0.name) \($0.value)" } }

  /// In what this one differs from `other`, in words; nil: in nothing.
  func difference(from other: KernelIdentity) -> String? {
    if x1 != other.x1 { return "other inputs x1" }
    if x2 != other.x2 {
      return x2 == nil || other.x2 == nil ? "the same inputs, but with x2 or without" : "other inputs x2"
    }
    if architecture != other.architecture { return "another architecture" }
    if kernels != other.kernels { return "other kernels (\(kernels.joined(separator: ",")))" }
    if type != other.type { return "numbers in \(type)" }
    if storage != other.storage { return storage == "triangle" ? "the lower triangle alone" : "the whole square" }
    if part != other.part { return part.map { "part \($0)" } ?? "no parts" }
    if blasCore != other.blasCore { return "another BLAS kernel (\(blasCore), here it is \(other.blasCore))" }
    if executable != other.executable || executable.isEmpty { return "another program (commit \(commit.prefix(12)))" }
    return self == other || (rows, columns) == (other.rows, other.columns) ? nil : "another shape"
  }

  /// How a run that differs in this comes to the same.
  func mend(for other: KernelIdentity) -> String {
    if x1 == other.x1, x2 == other.x2, architecture == other.architecture, blasCore != other.blasCore {
      return "set OPENBLAS_CORETYPE=\(blasCore), "
    }
    return ""
  }
}

extension KernelQuantities {
  /// As datasets are named.
  var names: [String] { (contains(.nngp) ? ["nngp"] : []) + (contains(.ntk) ? ["ntk"] : []) }
}
