import Foundation
import Platform
import Work

/// Refuses an experiment that does not fit this machine before anything of it starts.
public struct CostCheck: Sendable {
  public let machine: Machine
  /// Bytes free where results go; `nil` if the file system does not tell.
  public let availableDiskBytes: Int?

  public init(machine: Machine, availableDiskBytes: Int?) {
    (self.machine, self.availableDiskBytes) = (machine, availableDiskBytes)
  }

  /// - Parameter existingBytes: what an interrupted run already holds on disk; its data is allocated in full.
  /// - Throws: `SuiteFailure.doesNotFit`, naming how much is missing.
  public func check(_ cost: Cost, experiment: String, existingBytes: Int = 0) throws {
    if cost.memoryBytes > machine.availableMemoryBytes {
      throw SuiteFailure.doesNotFit(
        experiment: experiment, what: "memory", needed: cost.memoryBytes, available: machine.availableMemoryBytes)
    }
    let needed = cost.diskBytes - existingBytes
    if let available = availableDiskBytes, needed > available {
      throw SuiteFailure.doesNotFit(experiment: experiment, what: "disk", needed: needed, available: available)
    }
  }
}
