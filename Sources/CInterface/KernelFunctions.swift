import Architectures
import CWideLimit
import InfiniteWidth
import LinearAlgebra
import UserData

@_cdecl("widelimit_kernel")
public func widelimitKernel(
  _ architecture: UnsafePointer<CChar>?, _ x1: UnsafePointer<widelimit_array>?, _ x2: UnsafePointer<widelimit_array>?,
  _ nngp: UnsafePointer<widelimit_array>?, _ ntk: UnsafePointer<widelimit_array>?,
  _ control: UnsafePointer<widelimit_control>?, _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error, control) { control in
    let network = try Call.architecture(architecture)
    let (rows, columns) = (try CallerArray(x1, "x1"), try CallerArray(optional: x2, "x2"))
    let shape = [rows.count, (columns ?? rows).count]
    let (first, second) = (
      try CallerResult(optional: nngp, "nngp", shape), try CallerResult(optional: ntk, "ntk", shape)
    )
    try KernelCall.requireWanted(first, second)
    let call = try KernelCall(network, rows, columns, wantsTangent: second != nil)
    try call.memory(results: [first, second], control).check()
    try call.tell(control, wantsPrior: first != nil)
    try call.kernel.fill(
      nngp: first?.kernelMemory, ntk: second?.kernelMemory, rows: call.rows.numbers, columns: call.columns?.numbers,
      threads: control.threads, progress: control.reporting("kernel"))
  }
}

@_cdecl("widelimit_kernel_diagonal")
public func widelimitKernelDiagonal(
  _ architecture: UnsafePointer<CChar>?, _ x1: UnsafePointer<widelimit_array>?, _ nngp: UnsafePointer<widelimit_array>?,
  _ ntk: UnsafePointer<widelimit_array>?, _ control: UnsafePointer<widelimit_control>?,
  _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error, control) { control in
    let network = try Call.architecture(architecture)
    let rows = try CallerArray(x1, "x1")
    let (first, second) = (
      try CallerResult(optional: nngp, "nngp", [rows.count]), try CallerResult(optional: ntk, "ntk", [rows.count])
    )
    try KernelCall.requireWanted(first, second)
    let call = try KernelCall(network, rows, nil, wantsTangent: second != nil)
    try call.tell(control, wantsPrior: first != nil)
    let own = try call.kernel.selfCovariances(
      rows: call.rows.numbers, get: call.quantities(first, second), threads: control.threads)
    first?.write(own.map(\.nngp))
    second?.write(own.map(\.ntk))
  }
}
