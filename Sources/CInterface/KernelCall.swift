import Architectures
import CWideLimit
import InfiniteWidth
import LinearAlgebra
import Platform
import UserData

/// The inputs of a kernel, read and held against each other.
struct KernelCall {
  let kernel: Kernel
  let rows: RowsInMemory
  let columns: RowsInMemory?
  private let architecture: Architecture
  private let wantsTangent: Bool

  /// - Parameter wantsTangent: whether Θ is asked for.
  /// - Throws: `UserDataFailure`, `ArchitectureFailure` and `InfiniteWidthError`.
  init(_ architecture: Architecture, _ rows: CallerArray, _ columns: CallerArray?, wantsTangent: Bool) throws {
    (self.architecture, self.wantsTangent) = (architecture, wantsTangent)
    let shape = try rows.inputShape
    kernel = try Kernel(architecture, inputShape: shape)
    if let other = try columns?.inputShape, other != shape {
      throw UserDataFailure.shapesDiffer(file: nil, first: "x1", shape, second: "x2", other)
    }
    self.rows = try rows.inputs()
    self.columns = try columns?.inputs()
  }

  /// - Throws: `CallFailure.missing` where no result is wanted, `.overlapping`.
  static func requireWanted(_ results: CallerResult?...) throws {
    if results.allSatisfy({ $0 == nil }) { throw CallFailure.missing(argument: "nngp and ntk") }
    try CallerResult.requireDistinct(results)
  }

  /// Says that Θ is 0 where it is.
  /// - Throws: `UserDataFailure.nothingLearns` where nothing else was asked for.
  func tell(_ control: CallControl, wantsPrior: Bool) throws {
    guard wantsTangent, !architecture.learns else { return }
    let failure = UserDataFailure.nothingLearns(instead: "ask for nngp alone")
    guard wantsPrior else { throw failure }
    control.warn(failure.message)
  }

  func quantities(_ nngp: CallerResult?, _ ntk: CallerResult?) -> KernelQuantities {
    ntk == nil ? .nngp : nngp == nil ? .ntk : .both
  }

  /// What the call takes beside the inputs.
  func memory(results: [CallerResult?], _ control: CallControl, call: String = "kernel") -> CallMemory {
    let cost = kernel.cost(inputsOf: rows.width)
    let inputs = rows.count + (columns?.count ?? 0)
    var needed = CallMemory(call: call)
    needed.add(inputs, each: cost.preparedBytes)
    needed.add(control.threads, each: cost.workingBytes)
    for result in results { needed.add(result) }
    return needed
  }
}
