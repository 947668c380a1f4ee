import CWideLimit
import Foundation
import Platform
import Work

/// One call of the interface: what it throws becomes a status and a line of text.
enum Call {
  /// Does the work on the caller's threads and under its request to end.
  ///
  /// - Returns: 0, or the exit status of what was thrown.
  static func answer(
    _ error: UnsafeMutablePointer<widelimit_error>?, _ control: UnsafePointer<widelimit_control>? = nil,
    _ body: (CallControl) throws -> Void
  ) -> Int32 {
    do {
      let control = try CallControl(control)
      try control.request.run {
        try control.request.check()
        try Device(threads: control.threads).run { try body(control) }
      }
      return WIDELIMIT_OK.status
    } catch let failure {
      let description = ErrorDescription(failure)
      error?.write(status: description.exitStatus.rawValue, description.message)
      return description.exitStatus.rawValue
    }
  }

  /// A text for the caller, who gives it back by `widelimit_free_text`.
  /// - Throws: `CallFailure.missing`, `.noMemory`.
  static func give(_ text: String, to target: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ name: String)
    throws
  {
    guard let target else { throw CallFailure.missing(argument: name) }
    guard let copy = strdup(text) else { throw CallFailure.noMemory(argument: name) }
    target.pointee = copy
  }

  /// A value as JSON, keys sorted.
  static func give(
    _ value: some Encodable, to target: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ name: String
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try give(String(decoding: encoder.encode(value), as: UTF8.self), to: target, name)
  }

  /// A text of the caller's.
  /// - Throws: `CallFailure` for NULL and for what is no UTF-8.
  static func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws -> String {
    guard let pointer else { throw CallFailure.missing(argument: name) }
    guard let text = String(validatingCString: pointer) else { throw CallFailure.notText(argument: name) }
    return text
  }
}

extension widelimit_status {
  var status: Int32 { Int32(rawValue) }
}

extension UnsafeMutablePointer<widelimit_error> {
  /// The message is cut between two characters where it is too long.
  fileprivate func write(status: Int32, _ message: String) {
    pointee.status = status
    withUnsafeMutableBytes(of: &pointee.message) { place in
      var bytes = Array(message.utf8.prefix(place.count - 1))
      while bytes.count < message.utf8.count, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
      place.copyBytes(from: bytes)
      place[bytes.count] = 0
    }
  }
}
