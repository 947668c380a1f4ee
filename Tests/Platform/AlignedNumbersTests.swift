import Platform
import Testing

@Test("aligned numbers are zero and begin a cache line", arguments: [0, 1, 7, 1000])
func alignedNumbers(count: Int) {
  let numbers = UnsafeMutablePointer<Double>.allocateAligned(count)
  defer { numbers.deallocate() }
  #expect(UInt(bitPattern: numbers) % 64 == 0)
  #expect((0..<count).allSatisfy { numbers[$0] == 0 })
}
