import Architectures
import Inference

/// What was found of an architecture and a user's inputs at every depth that was looked at.
package struct Diagnosis: Sendable {
  /// Θ, whose training moves all layers, or K, of which the last alone is trained.
  enum Which: String, Sendable, CaseIterable {
    case ntk, nngp

    var symbol: String { self == .ntk ? "Θ" : "K" }
    var longName: String { self == .ntk ? "neural tangent kernel" : "NNGP kernel" }
  }

  package let family: DepthFamily
  /// Ascending.
  package let depths: [Int]
  /// n
  let inputCount: Int
  /// Rows of x1, of which n were taken.
  let rowCount: Int
  /// Whether two of the inputs are equal.
  package let hasRepeatedRows: Bool
  /// Whether there were targets, constant ones included.
  let hasTargets: Bool
  let hasTestInputs: Bool
  /// At every depth; no entry for the NTK where nothing learns.
  let kernels: [Which: [KernelDiagnosis]]
  package let theory: MeanFieldReading
  /// Where what the words say of the leading kernel holds; none where it holds nowhere.
  let runs: [DepthTrait: DepthRun]

  /// The kernel that the words are about: Θ, or K where nothing learns.
  var leading: (which: Which, byDepth: [KernelDiagnosis]) {
    if let ntk = kernels[.ntk] { return (.ntk, ntk) }
    return (.nngp, kernels[.nngp] ?? [])
  }

  /// The position in `depths` of the file's own depth, or of the deepest where that was not looked at.
  var focus: Int { depths.firstIndex(of: family.ownDepth) ?? depths.count - 1 }
}
