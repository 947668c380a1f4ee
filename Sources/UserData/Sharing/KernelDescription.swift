import Architectures
import Foundation
import InfiniteWidth

/// A user's kernel as another process makes the same.
struct KernelDescription: Codable {
  /// As its file has it.
  private let architecture: String
  private let extents: [Int]?

  init(_ kernel: Kernel) throws {
    (architecture, extents) = (try kernel.architecture.json(), kernel.inputShape?.extents)
  }

  func kernel() throws -> Kernel {
    try Kernel(
      Architecture(json: Data(architecture.utf8), source: "the first rank"),
      inputShape: extents.flatMap { InputShape(extents: $0) })
  }
}
