import CWideLimit
import Foundation
import LinearAlgebra
import Platform
import Results

@_cdecl("widelimit_interface")
public func widelimitInterface() -> Int32 { WIDELIMIT_INTERFACE }

/// Made once, and never freed.
private struct VersionText: @unchecked Sendable {
  static let only = VersionText()
  let pointer = UnsafePointer<CChar>(strdup(Build.version))
}

@_cdecl("widelimit_version")
public func widelimitVersion() -> UnsafePointer<CChar>? { VersionText.only.pointer }

@_cdecl("widelimit_free_text")
public func widelimitFreeText(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

@_cdecl("widelimit_about")
public func widelimitAbout(
  _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  json?.pointee = nil
  return Call.answer(error) { _ in
    let machine = Machine.current()
    let members: [String: JSONMember] = [
      "version": .text(Build.version), "interface": .whole(Int(WIDELIMIT_INTERFACE)),
      "blas": .text(BLASLibrary.configuration.trimmingCharacters(in: .whitespaces)),
      "blas_kernel": .text(BLASLibrary.core), "threads": .whole(Device.machine.threads),
      "processor": .text(Processor.modelName), "memory_bytes": .whole(machine.totalMemoryBytes),
      "available_memory_bytes": .whole(machine.availableMemoryBytes),
    ]
    try Call.give(members, to: json, "json")
  }
}
