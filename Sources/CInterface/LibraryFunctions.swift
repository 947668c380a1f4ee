import CWideLimit
import Foundation
import LinearAlgebra
import Platform
import Results

@_cdecl("widelimit_interface")
public func widelimit_interface() -> Int32 { WIDELIMIT_INTERFACE }

/// Made once, and never freed.
private struct VersionText: @unchecked Sendable {
  static let only = VersionText()
  let pointer = UnsafePointer<CChar>(strdup(Build.version))
}

@_cdecl("widelimit_version")
public func widelimit_version() -> UnsafePointer<CChar>? { VersionText.only.pointer }

@_cdecl("widelimit_free_text")
public func widelimit_free_text(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

/// What library and machine are.
private struct About: Encodable {
  let version = Build.version
  let interface = WIDELIMIT_INTERFACE
  let blas = BLASLibrary.configuration.trimmingCharacters(in: .whitespaces)
  let blas_kernel = BLASLibrary.core
  let threads = Device.machine.threads
  let processor = Processor.modelName
  let memory_bytes = Machine.current().totalMemoryBytes
  let available_memory_bytes = Machine.current().availableMemoryBytes
}

@_cdecl("widelimit_about")
public func widelimit_about(
  _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  Call.answer(error) { _ in try Call.give(About(), to: json, "json") }
}
