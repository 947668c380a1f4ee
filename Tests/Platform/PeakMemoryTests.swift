import Platform
import Testing

@Suite struct PeakMemoryTests {
  /// 256 MiB, far more than the other tests of this process hold meanwhile.
  private let size = 256 << 20

  @Test func seesWhatIsHeldAndForgetsItWhenAsked() throws {
    let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
    for offset in stride(from: 0, to: size, by: 4096) { storage[offset] = 1 }
    let held = try #require(PeakMemory.bytes)
    #expect(held > size)
    storage.deallocate()
    PeakMemory.reset()
    #expect(try #require(PeakMemory.bytes) < held - size / 2)
  }
}
