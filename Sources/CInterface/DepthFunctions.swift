import Architectures
import CWideLimit
import InfiniteWidth
import Inputs
import LinearAlgebra
import Platform
import UserData

@_cdecl("widelimit_depth_sweep")
public func widelimitDepthSweep(
  _ architecture: UnsafePointer<CChar>?, _ count: Int64, _ depths: UnsafePointer<Int64>?,
  _ x1: UnsafePointer<widelimit_array>?, _ x2: UnsafePointer<widelimit_array>?, _ nngp: UnsafePointer<widelimit_array>?,
  _ ntk: UnsafePointer<widelimit_array>?, _ control: UnsafePointer<widelimit_control>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error, control) { control in
    let network = try Call.architecture(architecture)
    let depths = try Call.depths(count, depths)
    let (rows, columns) = (try CallerArray(x1, "x1"), try CallerArray(optional: x2, "x2"))
    let shape = [depths.count, rows.count, (columns ?? rows).count]
    let (first, second) = (
      try CallerResult(optional: nngp, "nngp", shape), try CallerResult(optional: ntk, "ntk", shape)
    )
    try KernelCall.requireWanted(first, second)
    let call = try KernelCall(network, rows, columns, wantsTangent: second != nil)
    let memory = call.memory(results: [first, second], control, call: "depth sweep")
    try memory.check()
    try call.tell(control, wantsPrior: first != nil)
    try DepthCall(call, depths, nngp: first, ntk: second, memory).run(control)
  }
}

extension Call {
  /// - Throws: `CallFailure`; `DepthSweepError` where they do not ascend.
  static func depths(_ count: Int64, _ pointer: UnsafePointer<Int64>?) throws -> [Int] {
    guard 1...10_000 ~= count else {
      throw CallFailure.value(argument: "count", given: "\(count)", wanted: "the number of depths, 1 to 10000")
    }
    guard let pointer else { throw CallFailure.missing(argument: "depths") }
    return (0..<Int(count)).map { Int(pointer[$0]) }
  }
}
