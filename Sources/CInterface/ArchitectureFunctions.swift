import Architectures
import CWideLimit
import Foundation

extension Call {
  /// - Throws: `ArchitectureFailure`, `CallFailure`.
  static func architecture(_ pointer: UnsafePointer<CChar>?) throws -> Architecture {
    try Architecture(json: Data(text(pointer, "architecture").utf8), source: "architecture")
  }
}

@_cdecl("widelimit_architecture")
public func widelimitArchitecture(
  _ architecture: UnsafePointer<CChar>?, _ rank: Int32, _ input: UnsafePointer<Int64>?,
  _ canonical: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ error: UnsafeMutablePointer<widelimit_error>?
) -> Int32 {
  canonical?.pointee = nil
  return Call.answer(error) { _ in
    let network = try Call.architecture(architecture)
    if rank != 0 {
      guard 1...3 ~= rank else {
        throw CallFailure.value(
          argument: "rank", given: "\(rank)",
          wanted: "0, 1 ([d]), 2 ([length, channels]) or 3 ([height, width, channels])")
      }
      guard let input else { throw CallFailure.missing(argument: "input") }
      let extents = (0..<Int(rank)).map { Int(input[$0]) }
      if let axis = extents.indices.first(where: { extents[$0] < 1 }) {
        throw CallFailure.extent(argument: "input", axis: axis, extents[axis])
      }
      let shape: InputShape =
        switch rank {
        case 1: .vector(features: extents[0])
        case 2: .sequence(length: extents[0], channels: extents[1])
        default: .image(height: extents[0], width: extents[1], channels: extents[2])
        }
      guard shape.count != nil else { throw CallFailure.tooLarge(argument: "input") }
      try network.validate(input: shape)
    }
    try Call.give(network.json(), to: canonical, "canonical")
  }
}
