import Failures
import Foundation
import Platform
import Suite
import Testing
import Work

@Suite struct CostCheckTests {
  let check = CostCheck(
    machine: Machine(availableMemoryBytes: 2_000_000_000, totalMemoryBytes: 4_000_000_000),
    availableDiskBytes: 500_000_000)

  @Test func whatFitsIsAccepted() throws {
    try check.check(Cost(seconds: 1e9, memoryBytes: 2_000_000_000, diskBytes: 500_000_000), experiment: "a/b")
  }

  @Test func missingMemoryIsNamed() {
    let error = #expect(throws: SuiteFailure.self) {
      try check.check(Cost(seconds: 1, memoryBytes: 10_000_000_000, diskBytes: 1), experiment: "a/b")
    }
    #expect(error?.exitStatus == .doesNotFit)
    #expect(
      error?.message
        == "a/b: needs 10 GB of memory, 2.0 GB are free; 8.0 GB are missing: free them, or use a smaller tier")
  }

  @Test func missingDiskIsNamedAndAnInterruptedRunsFileCounts() throws {
    let cost = Cost(seconds: 1, memoryBytes: 1, diskBytes: 800_000_000)
    let error = #expect(throws: SuiteFailure.self) { try check.check(cost, experiment: "a/b") }
    #expect(error?.message.contains("300 MB are missing") == true)
    try check.check(cost, experiment: "a/b", existingBytes: 400_000_000)
  }
}
