import Synchronization

/// The number of an array that several recipes have in common, such as the training inputs of all test inputs' kernels:
/// other processes keep what they were told under it, and are not told again as long as each recipe has it.
///
/// It belongs to an array that does not change.
package struct KeptNumber: Sendable, Hashable, Codable {
  private let value: Int

  private static let last = Atomic<Int>(0)

  /// One that no other array has in this process.
  package init() { value = Self.last.wrappingAdd(1, ordering: .relaxed).newValue }
}
