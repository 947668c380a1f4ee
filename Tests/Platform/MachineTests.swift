import Foundation
import Platform
import Testing

@Suite struct MachineTests {
  @Test func thisMachineHasMemoryAndDisk() throws {
    let machine = Machine.current()
    #expect(machine.availableMemoryBytes > 0)
    #expect(machine.availableMemoryBytes <= machine.totalMemoryBytes)
    #expect(machine.totalMemoryBytes < .max, "/proc/meminfo is readable on Linux")
    let disk = try #require(Machine.availableDiskBytes(at: .temporaryDirectory.appending(path: "not/yet/there")))
    #expect(disk > 0)
  }
}
